"""A draft that says something else than the record is not issued; one that stands is enough of its kind."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import ids
from tests.documents.scene import begun, content, issued, row_of, submitted
from tests.inspections.ready import CLOSING, complete, draft_recheck, shoot, who
from tests.inspections.ready import visit as opened
from tests.inspections.test_drafting import open_finding
from webapp.db import sql, transaction
from webapp.documents import kinds
from webapp.documents.proof import loaded
from webapp.documents.verbs import drafting, issuing
from webapp.documents.writing.staleness import differences
from webapp.errors import Conflict
from webapp.findings.rules import ReportKind
from webapp.findings.tables import Finding
from webapp.findings.verbs import reporting
from webapp.findings.verbs.deciding import GRANT, UPHOLD, decide
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit


async def finding_of(visit: Any) -> Any:
    return await Finding.select().where(Finding.inspection == visit).first()


async def objected(visit: Any) -> int:
    """The finding of a visit, void since the objection of its enterprise was right."""
    finding = (await finding_of(visit))["id"]
    said = reporting.Said(ReportKind.OBJECTION, "浓度没有超过限值。")
    await reporting.send(await who("owner"), await finding_of(visit), uuid4(), said)
    await decide(await who("inspector"), finding, UPHOLD, "复核检测报告，异议成立。")
    return int(finding)


async def extended(visit: Any) -> Any:
    """The day until which the finding of a visit was extended."""
    finding = await finding_of(visit)
    due = finding["due_on"] + timedelta(days=7)
    said = reporting.Said(ReportKind.EXTENSION, "等设备。", wanted_due=due)
    await reporting.send(await who("owner"), finding, uuid4(), said)
    return (await decide(await who("inspector"), finding["id"], GRANT, "同意。", new_due=due))["due_on"]


async def test_an_order_with_a_voided_finding_is_refused_until_written_anew(client_for):
    visit = await submitted()
    document = await begun(kinds.ORDER, visit)
    inspector = await client_for("inspector")
    assert "签发并编号" in (await inspector.get(f"/documents/{document}")).text
    await objected(visit)
    refused = await inspector.post(f"/documents/{document}/issue", data={"revision": "1"})
    assert refused.status_code == 422 and "已作废，或者不再属于这份文书" in refused.text
    page = (await inspector.get(f"/documents/{document}")).text
    assert "签发并编号" not in page and page.count(f'action="/documents/{document}/refresh"') == 1
    assert (await row_of(document))["number"] == ""
    assert (await inspector.post(f"/documents/{document}/refresh")).status_code == 303
    assert (await content(document))["findings"] == []


async def test_an_order_names_the_due_date_in_force_and_keeps_what_was_edited(db):
    visit, user = await submitted(), await who("inspector")
    document = await begun(kinds.ORDER, visit)
    due = await extended(visit)
    with pytest.raises(issuing.Refused, match=f"第 1 项的期限已改变，现在是 {due.isoformat()}"):
        await issuing.issue(user, document)
    await drafting.refresh(user, document)
    changes = {
        "articles": {1: "《职业病防治法》第26条"},
        "basis": ["依据"],
        "measures": ["改"],
        "warning": False,
    }
    await drafting.save(user, document, 2, changes)
    row = await issuing.issue(user, document)
    assert loaded(row["content"])["findings"][0]["due"] == due.isoformat()


async def test_a_closure_is_not_issued_for_what_was_reopened(db):
    old = await open_finding("A", await opened(state="submitted"))
    visit = await opened(kind="recheck", **CLOSING)
    await draft_recheck(visit, old, "fixed")
    await shoot(visit, f"recheck:{old}", "after")
    user = await who("inspector")
    await submit(user, visit)
    document = await begun(kinds.CLOSURE, visit)
    assert (await issuing.readiness(user, await row_of(document))).reasons == []
    async with transaction():
        await Finding.update({Finding.state: "open"}).where(Finding.id == old)
    with pytest.raises(issuing.Refused, match="现在没有销号"):
        await issuing.issue(user, document)


async def test_a_recheck_begun_during_the_visit_tells_the_result_that_was_submitted(db):
    old = await open_finding("A", await opened(state="submitted"))
    visit = await opened(kind="recheck", **CLOSING)
    await draft_recheck(visit, old, "not", "没有改")
    document = await begun(kinds.RECHECK, visit)
    async with transaction():
        await sql("UPDATE draft_recheck SET result = {}, note = {} WHERE finding = {}", "fixed", "", old)
    await shoot(visit, f"recheck:{old}", "after")
    user = await who("inspector")
    await submit(user, visit)
    with pytest.raises(issuing.Refused, match="复查结果与记录不同，记录是“已改正”"):
        await issuing.issue(user, document)
    await drafting.refresh(user, document)
    assert (await issuing.issue(user, document))["number"]


async def test_people_of_the_visit_are_those_of_the_record(db):
    visit = await complete()
    document = await begun(kinds.ORDER, visit)
    async with transaction():
        await sql("UPDATE inspection SET companion = {} WHERE id = {}", "赵六", visit)
    await submit(await who("inspector"), visit)
    with pytest.raises(issuing.Refused, match="陪同人员与记录不同"):
        await issuing.issue(await who("inspector"), document)


async def test_a_receipt_delivers_no_voided_paper(db):
    visit, user = await submitted(), await who("inspector")
    order = await issued(kinds.ORDER, visit)
    receipt = await begun(kinds.DELIVERY, visit)
    await issuing.void(user, order["id"], "写错了")
    with pytest.raises(issuing.Refused, match="已作废，不能再送达"):
        await issuing.issue(user, receipt)


async def test_what_the_register_says_now_does_not_undo_a_signed_record(db):
    visit = await submitted()
    document, order = await begun(visit=visit), await begun(kinds.ORDER, visit)
    async with transaction():
        await sql("UPDATE enterprise SET phone = '13900000000', name = '改名石料' WHERE id = {}", ids()["A"])
    user = await who("inspector")
    assert (await issuing.issue(user, document))["number"]
    with pytest.raises(issuing.Refused, match="用人单位的名称已改变"):
        await issuing.issue(user, order)


async def test_a_draft_that_was_just_written_differs_in_nothing(db):
    visit = await submitted()
    await issued(kinds.ORDER, visit)
    user = await who("inspector")
    for kind in kinds.KINDS.values():
        if kind is not kinds.ORDER:
            row = await row_of(await begun(kind, visit))
            drafted = await content(row["id"])
            assert differences(drafted, await drafting.as_recorded(user, row)) == [], kind


async def test_one_order_that_stands_is_enough(client_for):
    visit, user = await submitted(), await who("inspector")
    first = await issued(kinds.ORDER, visit)
    inspector = await client_for("inspector")
    again = await inspector.post(f"/inspections/{visit}/documents", data={"kind": "order"})
    assert again.status_code == 409 and first["number"] in again.text and "更正" in again.text
    second = await issuing.issue(user, await drafting.supersede(user, first["id"]))
    third = await drafting.supersede(user, second["id"])
    with pytest.raises(Conflict):
        await drafting.create(user, visit, kinds.ORDER)
    await issuing.void(user, second["id"], "写错了")
    # The first is in force again, so that what was to take the second's place would be another beside it.
    with pytest.raises(issuing.Refused, match="不能再出一份"):
        await issuing.issue(user, third)
    await issuing.void(user, first["id"], "写错了")
    assert (await issuing.issue(user, third))["number"]


@pytest.mark.only_on("postgres")
async def test_nobody_voids_a_visit_between_the_look_and_the_issue(db):
    """The voiding has not ended when the issue begins: the issue waits for it and refuses."""
    visit = await submitted()
    document = await begun(kinds.ORDER, visit)
    voided, go_on = asyncio.Event(), asyncio.Event()

    async def void() -> None:
        async with transaction():
            await void_and_copy(await who("supervisor"), visit, "选错了单位")
            voided.set()
            await go_on.wait()

    voiding = asyncio.create_task(void())
    await voided.wait()
    issue = asyncio.create_task(issuing.issue(await who("inspector"), document))
    while not issue.done() and not await sql("SELECT 1 FROM pg_locks WHERE NOT granted"):
        pass
    go_on.set()
    await voiding
    with pytest.raises(issuing.Refused, match="已作废"):
        await issue
    assert (await row_of(document, "supervisor"))["number"] == ""
