"""Bureaus below: told in the inbox, accept with their own days, ask and are answered."""

from datetime import timedelta

from tests.campaigns.scene import TITLE, begun, press, running
from tests.cast import ids
from tests.filling import form_on
from tests.inspections.ready import who
from webapp.campaigns.tables import CampaignQuestion, CampaignShare
from webapp.campaigns.verbs import locking
from webapp.clock import today
from webapp.reminders.judging import judged
from webapp.reminders.tables import Notice


async def notices(name: str) -> list[dict]:
    return (
        await Notice.select()
        .where((Notice.person == ids()[name]) & (Notice.kind == "campaign"))
        .order_by(Notice.id)
    )


async def test_supervisors_below_find_it_in_the_inbox_once(client_for):
    chief, county = await client_for("chief"), await client_for("supervisor")
    pk = await begun(chief)
    assert (await press(chief, pk, "list")).status_code == 303
    assert await notices("supervisor") == []
    assert (await press(chief, pk, "deployment")).status_code == 303
    (one,) = await notices("supervisor")
    assert one["href"] == f"/campaigns/{pk}" and TITLE in one["title"]
    assert len(await notices("outsupervisor")) == 1 and await notices("inspector") == [] == await notices(
        "chief"
    )
    assert TITLE in (await county.get("/inbox")).text
    assert {row["bureau"] for row in await CampaignShare.select()} == {ids()["county"], ids()["other"]}


async def test_a_bureau_accepts_with_its_own_days_and_the_organiser_sees_it(client_for):
    chief, county = await client_for("chief"), await client_for("supervisor")
    pk = await running(chief)
    assert (await chief.get(f"/campaigns/{pk}")).text.count("未接收") == 2
    form = form_on((await county.get(f"/campaigns/{pk}")).text, f"/campaigns/{pk}/acceptance")
    form["联系人和电话"] = "王敏 0566-2071254"
    for first, last, words in (
        (today(), today() - timedelta(days=1), "完成日期早于开始日期"),
        (today() - timedelta(days=31), today(), "行动从"),
        (today(), today() + timedelta(days=30), "止检查"),
    ):
        form["本机构开始检查"], form["本机构完成检查"] = str(first), str(last)
        refused = await county.post(form.action, data=form.data)
        assert refused.status_code == 422 and words in refused.text and "王敏" in refused.text
    form["本机构开始检查"], form["本机构完成检查"] = str(today()), str(today() + timedelta(days=9))
    assert (await county.post(form.action, data=form.data)).status_code == 303
    page = (await chief.get(f"/campaigns/{pk}")).text
    assert (
        page.count("未接收") == 1 and "王敏 0566-2071254" in page and str(today() + timedelta(days=9)) in page
    )
    changed = form_on((await county.get(f"/campaigns/{pk}")).text, f"/campaigns/{pk}/acceptance")
    assert changed["联系人和电话"] == "王敏 0566-2071254"
    other = (await (await client_for("outsupervisor")).get(f"/campaigns/{pk}")).text
    assert "王敏" not in other
    assert (
        await chief.post(f"/campaigns/{pk}/acceptance", data=form.data)
    ).status_code == 404  # no part of its own


async def test_a_question_is_answered_once_and_seen_by_those_two(client_for):
    chief, county, other = (
        await client_for("chief"),
        await client_for("supervisor"),
        await client_for("outsupervisor"),
    )
    pk = await running(chief)
    form = form_on((await county.get(f"/campaigns/{pk}")).text, f"/campaigns/{pk}/questions")
    assert (await county.post(form.action, data=form.data)).status_code == 422
    form = form_on((await county.get(f"/campaigns/{pk}")).text, f"/campaigns/{pk}/questions")
    form["问题"] = "个体作坊算不算？<b>"
    assert (await county.post(form.action, data=form.data)).status_code == 303
    assert (await county.post(form.action, data=form.data)).status_code == 303  # two clicks
    (asked,) = await CampaignQuestion.select()
    assert "下级机构的问题" in (await notices("chief"))[0]["title"]
    assert "算不算" not in (await other.get(f"/campaigns/{pk}")).text
    address = f"/campaigns/{pk}/questions/{asked['id']}/answer"
    assert (await county.post(address, data={"text": "算"})).status_code == 404
    page = (await chief.get(f"/campaigns/{pk}")).text
    assert "算不算？&lt;b&gt;" in page
    form = form_on(page, address)
    assert (await chief.post(address, data=form.data)).status_code == 422
    form["答复"] = "有危害的都算。"
    assert (await chief.post(address, data=form.data)).status_code == 303
    assert (await chief.post(address, data=form.data)).status_code == 409
    assert "有危害的都算。" in (await county.get(f"/campaigns/{pk}")).text
    assert "已答复" in (await notices("supervisor"))[-1]["title"]


async def test_a_bureau_that_comes_later_is_told_and_a_mail_of_what_is_over_is_not_sent(client_for):
    chief = await client_for("chief")
    pk = await running(chief, hazard="C001")  # B of the county only
    assert await notices("outsupervisor") == []
    await locking.add(await who("chief"), pk, ids()["C"], "上级指定")
    (one,) = await notices("outsupervisor")
    assert await judged(one) is not None
    assert (await press(chief, pk, "ending")).status_code == 303
    assert await judged(one) is None
    late = await (await client_for("outsupervisor")).post(
        f"/campaigns/{pk}/acceptance",
        data={"contact": "x", "starts_on": str(today()), "ends_on": str(today())},
    )
    assert late.status_code == 409 and "已结束" in late.text
