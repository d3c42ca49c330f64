"""A campaign from its draft to its end: phases, scope, the frozen list, deployment, who sees it."""

from datetime import timedelta

import pytest

from tests.campaigns.scene import BASIS, TITLE, begun, planned, press, running, the
from tests.cast import ids
from tests.filling import form_on
from tests.inspections.ready import who
from webapp.campaigns.tables import CampaignObject, CampaignPhase
from webapp.campaigns.verbs import locking
from webapp.clock import today
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict
from webapp.jobs.runner import run_next


async def test_an_empty_list_says_what_to_do(client_for):
    assert "新建行动" in (await (await client_for("supervisor")).get("/campaigns")).text
    assert "部署行动以后" in (await (await client_for("inspector")).get("/campaigns")).text


async def test_a_template_fills_the_phases(client_for):
    chief = await client_for("chief")
    page = (await chief.get("/campaigns/new?template=town")).text
    assert "全面执法、整改治理" in page and "只列三个" in page
    assert "动员部署" in (await chief.get("/campaigns/new?template=no")).text


async def test_a_draft_shows_whom_its_scope_finds(client_for):
    chief = await client_for("chief")
    pk = await begun(chief, hazard="D001")
    page = (await chief.get(f"/campaigns/{pk}")).text
    assert TITLE in page and BASIS in page
    assert "<strong>2</strong> 户" in page  # A and C have dust
    assert (
        "贵池石料有限公司" in page
        and "贵池化工有限公司" not in page.partition("例如")[2].partition("</p>")[0]
    )
    assert [one["title"] for one in await CampaignPhase.select()] == ["全面执法"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": ""}, "名称"),
        (
            {"starts_on-0": str(today()), "ends_on-0": str(today() - timedelta(days=1))},
            "结束日期早于开始日期",
        ),
        ({"inspects-0": ""}, "没有一个阶段可以检查"),
        ({"title-0": "", "starts_on-0": "", "ends_on-0": "", "inspects-0": ""}, "至少填写一个阶段"),
        ({"ends_on-0": ""}, "请填写“全面执法”的结束日期"),
        ({"goal": "101"}, "目标"),
        ({"basis": ""}, "写明文号"),
    ],
)
async def test_a_refusal_keeps_what_was_typed(client_for, more, words):
    chief = await client_for("chief")
    form = form_on((await chief.get("/campaigns/new")).text, "/campaigns")
    answer = await chief.post(
        "/campaigns", data=planned(form, focus="重点查破碎岗位") | {n: [v] for n, v in more.items()}
    )
    assert answer.status_code == 422
    assert words in answer.text and "重点查破碎岗位" in answer.text
    assert "<h1" in answer.text


async def test_a_draft_is_changed_and_a_frozen_one_is_not(client_for):
    chief = await client_for("chief")
    pk = await begun(chief)
    form = form_on((await chief.get(f"/campaigns/{pk}/edit")).text, f"/campaigns/{pk}/edit")
    assert form["名称"] == TITLE
    form["名称"] = "改过的行动"
    assert (await chief.post(form.action, data=form.data)).status_code == 303
    assert (await the(pk))["title"] == "改过的行动"
    assert await CampaignPhase.count().where(CampaignPhase.campaign == pk) == 1
    assert (await press(chief, pk, "list")).status_code == 303
    assert (await chief.get(f"/campaigns/{pk}/edit")).status_code == 409
    assert (await chief.post(form.action, data=form.data)).status_code == 409


async def test_the_list_is_what_it_was_when_it_was_frozen(client_for):
    chief = await client_for("chief")
    async with transaction():
        await Enterprise.update({Enterprise.status: "stopped"}).where(Enterprise.id == ids()["B"])
    pk = await begun(chief)
    assert "另有 1 户停产" in (await chief.get(f"/campaigns/{pk}")).text
    assert (await press(chief, pk, "list")).status_code == 303
    async with transaction():
        await Enterprise.update({Enterprise.name: "改名厂", Enterprise.bureau: ids()["other"]}).where(
            Enterprise.id == ids()["A"]
        )
    rows = await CampaignObject.select().where(CampaignObject.campaign == pk).order_by(CampaignObject.id)
    assert [(one["name"], one["bureau"]) for one in rows] == [
        ("贵池石料有限公司", ids()["county"]), ("东至建材有限公司", ids()["other"]),
    ]  # fmt: skip
    page = (await chief.get(f"/campaigns/{pk}/enterprises")).text
    assert "贵池石料有限公司" in page and "改名厂" not in page


async def test_nobody_or_everybody_is_no_list(client_for):
    chief = await client_for("chief")
    pk = await begun(chief, hazard="D001", size="micro", severity="severe", unvisited="")
    page = (await chief.get(f"/campaigns/{pk}")).text
    assert locking.NOBODY in page and "冻结应检名单</button>" not in page
    assert (await chief.post(f"/campaigns/{pk}/list")).status_code == 422
    everybody = await begun(chief, upper="", kind="year")
    page = await chief.post(f"/campaigns/{everybody}/list")
    assert page.status_code == 422 and "全覆盖" in page.text
    assert (await the(everybody))["state"] == "draft"


async def test_two_who_freeze_at_once_make_one_list(client_for):
    pk = await begun(await client_for("chief"))
    chief = await who("chief")
    assert await locking.freeze(chief, pk) == 0
    with pytest.raises(Conflict, match="名单已冻结"):
        await locking.freeze(chief, pk)
    assert await CampaignObject.count().where(CampaignObject.campaign == pk) == 3


async def test_a_long_list_is_frozen_by_a_job_that_may_begin_again(client_for, monkeypatch):
    monkeypatch.setattr(locking, "AT_ONCE", 2)
    chief = await client_for("chief")
    pk = await begun(chief)
    answer = await press(chief, pk, "list")
    assert answer.headers["location"].startswith("/jobs/")
    while await run_next():
        pass
    assert (await the(pk))["state"] == "locked"
    assert "应检名单" in (await chief.get(answer.headers["location"])).text
    await locking.freeze(await who("chief"), await begun(chief))
    while await run_next():
        pass


async def test_a_special_campaign_waits_for_its_approval(client_for):
    chief = await client_for("chief")
    pk = await begun(chief, kind="special", upper="", hazard="D001")
    assert (await press(chief, pk, "list")).status_code == 303
    answer = await press(chief, pk, "deployment")
    assert "待批准" in (await chief.get(answer.headers["location"])).text
    assert (await the(pk))["deployed_at"] is None
    refused = await press(
        chief, pk, "approval", approved_by="池州市人民政府", filed_no="备3", public_url="ftp://x"
    )
    assert refused.status_code == 422 and "批准日期" in refused.text and "池州市人民政府" in refused.text
    more = {"approved_by": "池州市人民政府", "filed_no": "备3", "public_url": "https://www.chizhou.gov.cn/x"}
    late = await press(chief, pk, "approval", approved_on=str(today() + timedelta(days=1)), **more)
    assert late.status_code == 422 and "不能晚于今天" in late.text
    assert (await press(chief, pk, "approval", approved_on=str(today()), **more)).status_code == 303
    assert (await press(chief, pk, "deployment")).status_code == 303
    assert (await the(pk))["state"] == "running"


async def test_bureaus_see_it_once_it_is_deployed_and_only_their_own(client_for):
    chief, county, other = (
        await client_for("chief"),
        await client_for("supervisor"),
        await client_for("outsider"),
    )
    zone = await client_for("zoneinspector")
    pk = await begun(chief)
    assert (await press(chief, pk, "list")).status_code == 303
    assert (await county.get(f"/campaigns/{pk}")).status_code == 404
    assert TITLE not in (await county.get("/campaigns")).text
    assert (await press(chief, pk, "deployment")).status_code == 303
    assert TITLE in (await county.get("/campaigns")).text
    page = (await county.get(f"/campaigns/{pk}/enterprises")).text
    assert (
        "贵池石料有限公司" in page
        and "东至建材有限公司" not in page
        and "移出" not in page.partition("<table")[2]
    )
    assert "东至建材有限公司" in (await other.get(f"/campaigns/{pk}/enterprises")).text
    assert (await zone.get(f"/campaigns/{pk}")).status_code == 404  # none of its enterprises is on the list
    for step in ("list", "ending", "stopping", "deployment"):
        assert (await county.post(f"/campaigns/{pk}/{step}", data={"reason": "x"})).status_code == 404


async def test_additions_and_removals_stay_visible_with_their_reasons(client_for):
    chief = await client_for("chief")
    pk = await running(chief, hazard="D001")
    page = (await chief.get(f"/campaigns/{pk}/enterprises?q=化工")).text
    form = form_on(page, f"/campaigns/{pk}/additions")
    form["用人单位"] = str(ids()["B"])
    refused = await chief.post(form.action, data=form.data)
    assert refused.status_code == 422 and "理由" in refused.text
    form["理由"] = "上级指定"
    assert (await chief.post(form.action, data=form.data)).status_code == 303
    twice = await chief.post(form.action, data=form.data)
    assert twice.status_code == 409 and "已经在应检名单里" in twice.text
    row = await CampaignObject.select().where(CampaignObject.enterprise == ids()["C"]).first()
    page = (await chief.get(f"/campaigns/{pk}/enterprises?remove={row['id']}")).text
    form = form_on(page, f"/campaigns/{pk}/enterprises/{row['id']}/removal")
    assert (await chief.post(form.action, data=form.data)).status_code == 422
    form["理由"] = "不属于本次范围"
    assert (await chief.post(form.action, data=form.data)).status_code == 303
    assert (await chief.post(form.action, data=form.data)).status_code == 409
    gone = (await chief.get(f"/campaigns/{pk}/enterprises?standing=removed")).text
    assert "东至建材有限公司" in gone and "不属于本次范围" in gone
    here = (await chief.get(f"/campaigns/{pk}/enterprises")).text
    assert "上级指定" in here and "东至建材有限公司" not in here.partition("<table")[2]
    assert "应检 <strong><a" in (await chief.get(f"/campaigns/{pk}")).text


async def test_it_ends_or_is_stopped_and_stays(client_for):
    chief = await client_for("chief")
    first, second = await running(chief), await running(chief)
    assert (await press(chief, first, "ending")).status_code == 303
    refused = await press(chief, second, "stopping", reason="")
    assert refused.status_code == 422
    assert (await press(chief, second, "stopping", reason="与上级行动重复")).status_code == 303
    assert "与上级行动重复" in (await chief.get(f"/campaigns/{second}")).text
    assert "已结束" in (await chief.get(f"/campaigns/{first}")).text
    assert (await chief.post(f"/campaigns/{first}/stopping", data={"reason": "x"})).status_code == 409
