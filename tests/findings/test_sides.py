"""One person on both sides of a finding: who opened or reset an account decides on nothing that it sent."""

import re
from datetime import timedelta

import pytest

from tests.cast import ids
from tests.conftest import ClientFor
from tests.findings.reporting import DONE, photograph, report_url, reported, state_of
from tests.findings.scene import finding, look_again, row_of, who
from tests.inspections import ready
from webapp.accounts.tables import Membership, Person
from webapp.audit.tables import EventRow
from webapp.clock import now, today
from webapp.db import transaction
from webapp.findings.rules import Recheck
from webapp.findings.tables import Finding
from webapp.inspections.verbs.submission import submit
from webapp.reminders.tables import Notice

INVENTED = "13912345678"
PASSWORD = "invented-horse-battery"
ANSWERS = {
    "done": ("closure", "return"),
    "extension": ("extension-grant", "extension-refusal"),
    "objection": ("objection-uphold", "objection-refusal"),
}


async def issued(client, enterprise: str = "A") -> str:
    answer = await client.post(
        f"/enterprises/{ids()[enterprise]}/activation", data={"note": "安全科"}, follow_redirects=True
    )
    assert answer.status_code == 200, answer.text
    return re.search(r'aria-label="激活码">([A-Z0-9-]{11})<', answer.text)[1]


async def invented(client_for: ClientFor, issuer: str = "inspector", mobile: str = INVENTED, client=None):
    """A browser of an account that somebody of the bureau opened with a number that is nobody's."""
    code = await issued(client or await client_for(issuer))
    client = client or await client_for("")
    form = {"code": code, "name": "王假", "mobile": mobile, "password": PASSWORD, "again": PASSWORD}
    answer = await client.post("/activate", data=form)
    assert answer.status_code == 303, answer.text
    return client


async def sends(client, number: int, kind: str) -> str:
    """A report of a kind; returns its id."""
    url = report_url(number)
    more = {"wanted_due": f"{today() + timedelta(days=40)}"} if kind == "extension" else {}
    if kind == "done":
        await photograph(client, url)
    answer = await client.post(url, data={**DONE, "kind": kind, **more})
    assert answer.status_code == 303, answer.text
    return url.rsplit("/", 1)[1]


async def reset(client_for: ClientFor, by: str, person: str = "owner") -> None:
    answer = await (await client_for(by)).post(
        f"/enterprises/{ids()['A']}/people/{ids()[person]}/reset", follow_redirects=True
    )
    assert answer.status_code == 200
    async with transaction():
        await Person.update({Person.must_change: False}).where(Person.id == ids()[person])


@pytest.mark.parametrize("kind", ANSWERS)
async def test_who_opened_the_account_answers_nothing_of_it(client_for: ClientFor, kind: str) -> None:
    number = await finding()
    report = await sends(await invented(client_for), number, kind)
    inspector, colleague = await client_for("inspector"), await client_for("colleague")
    page = (await inspector.get(f"/findings/{number}")).text
    for decision in ANSWERS[kind]:
        data = {"report": report, "text": "同意。", "new_due": f"{today() + timedelta(days=50)}"}
        answer = await inspector.post(f"/findings/{number}/{decision}", data=data)
        assert answer.status_code == 403, decision
        assert "由另一名持执法证的监督人员办理" in answer.text and "colleague同志（贵）" in answer.text
        assert "inspector同志（贵）" not in answer.text
        assert f"/findings/{number}/{decision}" not in page, "no button that will be refused"
    assert "由另一名持执法证的监督人员办理" in page and "王假的账号由您发激活码开通" in page
    seen = (await colleague.get(f"/findings/{number}")).text
    assert "王假的账号由谁开通" in seen and "inspector同志" in seen and "10 分钟内使用" in seen
    first = ANSWERS[kind][0]
    assert f"/findings/{number}/{first}" in seen
    data = {"report": report, "text": "照片清楚。", "new_due": f"{today() + timedelta(days=50)}"}
    assert (await colleague.post(f"/findings/{number}/{first}", data=data)).status_code == 303


async def test_the_employer_sees_nothing_of_it(client_for: ClientFor) -> None:
    number = await finding()
    client = await invented(client_for)
    await sends(client, number, "done")
    page = (await client.get(f"/findings/{number}")).text
    assert "账号由谁开通" not in page and "10 分钟内" not in page


@pytest.mark.parametrize("when", ["before the visit", "before the report", "after the report"])
async def test_a_reset_counts_for_ever(client_for: ClientFor, when: str) -> None:
    if when == "before the visit":
        await reset(client_for, "inspector")
    number = await finding()
    if when == "before the report":
        await reset(client_for, "inspector")
    await reported(client_for, number)
    if when == "after the report":
        await reset(client_for, "inspector")
    refused = await (await client_for("inspector")).post(f"/findings/{number}/closure", data={"text": "好"})
    assert refused.status_code == 403 and "重置过密码" in refused.text
    assert await state_of(number) == ("reported", 1)
    closed = await (await client_for("colleague")).post(f"/findings/{number}/closure", data={})
    assert closed.status_code == 303


async def test_a_visit_dated_into_the_future_changes_nothing(client_for: ClientFor) -> None:
    number = await finding()
    client = await invented(client_for)
    async with transaction():
        await Finding.update({Finding.found_at: now() + timedelta(days=200)}).where(Finding.id == number)
    await sends(client, number, "done")
    answer = await (await client_for("inspector")).post(f"/findings/{number}/closure", data={})
    assert answer.status_code == 403
    assert await state_of(number) == ("reported", 1)


async def test_every_code_of_an_account_counts_also_one_of_another_enterprise(client_for: ClientFor) -> None:
    """Opened by the colleague for B, then added to A by the inspector: neither decides, whichever enterprise it is."""
    code = await issued(await client_for("colleague"), "B")
    client = await client_for("")
    form = {"name": "王假", "mobile": INVENTED, "password": PASSWORD, "again": PASSWORD}
    assert (await client.post("/activate", data=form | {"code": code})).status_code == 303
    code = await issued(await client_for("inspector"), "A")
    assert (await client.post("/activate", data=form | {"code": code})).status_code == 303
    number = await finding()
    await sends(client, number, "done")
    for name in ("colleague", "inspector"):
        answer = await (await client_for(name)).post(f"/findings/{number}/closure", data={})
        assert answer.status_code == 403, name
        assert "supervisor同志（贵）" in answer.text
    async with transaction():
        await Membership.update({Membership.ended_at: now()}).where(Membership.enterprise == ids()["B"])
    assert (
        await (await client_for("colleague")).post(f"/findings/{number}/closure", data={})
    ).status_code == 403
    assert (
        await (await client_for("supervisor")).post(f"/findings/{number}/closure", data={})
    ).status_code == 303


async def test_a_bureau_with_one_badge_is_told_whom_to_ask(client_for: ClientFor) -> None:
    number = await finding()
    await sends(await invented(client_for), number, "done")
    async with transaction():
        await Person.update({Person.badge: ""}).where(
            Person.id.is_in([ids()["colleague"], ids()["supervisor"]])
        )
    page = (await (await client_for("inspector")).get(f"/findings/{number}")).text
    assert "本机构没有别的持证人员，请上级机构的chief同志（池）办理" in page
    async with transaction():
        await Person.update({Person.badge: ""}).where(Person.id == ids()["chief"])
    page = (await (await client_for("inspector")).get(f"/findings/{number}")).text
    assert "请管理员在“人员”里为另一名监督人员填写执法证号" in page


@pytest.mark.parametrize("result", [Recheck.FIXED, Recheck.NOT])
async def test_a_recheck_by_who_opened_the_account_answers_no_report_of_it(
    client_for: ClientFor, result: Recheck
) -> None:
    number = await finding()
    await sends(await invented(client_for), number, "done")
    await look_again(number, result, "看过现场。")
    assert await state_of(number) == ("reported", 1)
    page = (await (await client_for("colleague")).get(f"/findings/{number}")).text
    assert f"现场复查：{result.label}" in page and "由另一名监督人员办理" in page
    told = await Notice.select().where((Notice.kind == "rechecked") & (Notice.person == ids()["owner"]))
    assert [one["title"] for one in told] == ["现场复查有了结果"]
    await look_again(number, result, "看过现场。", by="colleague")
    assert await state_of(number) == (("closed", 1) if result is Recheck.FIXED else ("open", 2))


async def test_a_recheck_closes_what_was_not_reported_by_such_an_account(client_for: ClientFor) -> None:
    number = await finding()
    await invented(client_for)
    await look_again(number, Recheck.FIXED)
    assert await state_of(number) == ("closed", 1)


async def test_somebody_else_hears_of_it_when_the_responsible_one_may_not(client_for: ClientFor) -> None:
    number = await finding()
    await sends(await invented(client_for), number, "done")
    told = await Notice.select().where(Notice.kind == "reported")
    assert {one["person"] for one in told} == {ids()["inspector"], ids()["supervisor"]}


async def test_it_is_in_the_event_of_the_finding(client_for: ClientFor) -> None:
    number = await finding()
    await sends(await invented(client_for), number, "done")
    await look_again(number, Recheck.FIXED)
    event = (await EventRow.select().where(EventRow.action == "finding.rechecked"))[0]
    assert '"own_side": true' in event["after"]
    assert (await row_of(number))["ended_by"] is None
    assert (await who("inspector")).may_inspect


async def test_the_review_of_a_recheck_says_it_before_it_is_submitted(client_for: ClientFor) -> None:
    number = await finding()
    await sends(await invented(client_for), number, "done")
    again = await ready.visit(kind="recheck", **ready.CLOSING)
    await ready.draft_recheck(again, number, "fixed")
    await ready.shoot(again, f"recheck:{number}", "after")
    inspector = await client_for("inspector")
    page = (await inspector.get(f"/inspections/{again}/review")).text
    assert "报告人账号由inspector同志开通" in page and "不直接销号或退回" in page
    await submit(await who("inspector"), again)
    assert await state_of(number) == ("reported", 1)
    last = await ready.visit(lead="colleague", second=ids()["supervisor"], kind="recheck", **ready.CLOSING)
    page = (await (await client_for("colleague")).get(f"/inspections/{last}/review")).text
    assert "报告人账号由" not in page
