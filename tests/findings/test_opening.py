"""Findings come into being with a visit, are looked at again, and go with their visit."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import ids
from tests.findings.scene import counts_agree, draft, finding, item, look_again, row_of, shoot, visit, who
from webapp.accounts.login.sessions import load_user
from webapp.audit.queries import history
from webapp.clock import now, today
from webapp.db import transaction
from webapp.errors import Conflict, Invalid, NotFound
from webapp.evidence.tables import Photo
from webapp.findings import queries
from webapp.findings.rules import Recheck
from webapp.findings.tables import Finding, Report
from webapp.findings.tables import Recheck as RecheckTable
from webapp.findings.verbs import open_findings, recheck, void_of_inspection
from webapp.inspections.tables import Inspection


async def test_what_was_ordered_is_copied(db: None) -> None:
    inspection, code = await visit(), await item("5.1")
    due = today() + timedelta(days=15)
    drafts = [
        draft(item=code["id"], due_on=due),
        draft(violation="V24", handling="advice", slot="sign:注意防尘"),
    ]
    async with transaction():
        first, second = await open_findings(await who("inspector"), inspection, drafts)
    row, other = await row_of(first), await row_of(second)
    assert (row["number"], other["number"]) == (1, 2)
    assert (row["item_code"], row["item_text"], row["violation"]) == (
        "5.1",
        code["content"],
        code["violation"],
    )
    assert row["legal_basis"] == code["duty_basis"]
    assert row["penalty_article"]
    assert row["fine"]
    assert (row["due_on"], row["first_due_on"], row["state"]) == (due, due, "open")
    assert row["responsible"] == ids()["inspector"]
    assert (other["handling"], other["slot"], other["item_code"]) == ("advice", "sign:注意防尘", "")
    assert other["penalty_article"].startswith("72")
    assert other["due_on"] >= today() + timedelta(days=30)  # the default rolls forward over holidays
    assert [event["action"] for event in await history("finding", first)] == ["finding.opened"]
    await counts_agree()


async def test_opening_again_changes_nothing(db: None) -> None:
    inspection, one, two = await visit(), draft(), draft()
    async with transaction():
        made = await open_findings(await who("inspector"), inspection, [one])
    async with transaction():
        again = await open_findings(await who("inspector"), inspection, [one, two])
    assert again[0] == made[0]
    assert [row["number"] for row in await queries.of_inspection(inspection["id"])] == [1, 2]
    await counts_agree()


async def test_corrected_on_site_closes_at_once_and_needs_a_photo(db: None) -> None:
    inspection = await visit()
    mended = draft(on_site=True, on_site_note="当场补贴了警示标识。")
    with pytest.raises(Invalid, match="整改后照片"):
        async with transaction():
            await open_findings(await who("inspector"), inspection, [mended])
    await shoot("inspector", "inspection", inspection["id"], f"after:{mended['id']}")
    async with transaction():
        made = await open_findings(await who("inspector"), inspection, [mended, draft()])
    row = await row_of(made[0])
    assert (row["state"], row["corrected_on_site"], row["end_note"]) == (
        "closed",
        True,
        "当场补贴了警示标识。",
    )
    assert len(await queries.open_of(ids()["A"])) == 1
    await counts_agree()


async def test_a_finding_without_fact_or_requirement_is_refused(db: None) -> None:
    inspection = await visit()
    for empty in ({"fact": " "}, {"requirement": ""}):
        with pytest.raises(Invalid, match="事实和整改要求"):
            async with transaction():
                await open_findings(await who("inspector"), inspection, [draft(**empty)])
    assert await Finding.count() == 0


async def test_rechecks_close_or_begin_another_round(db: None) -> None:
    number = await finding(due=-2)
    await look_again(number, Recheck.PARTLY, "还差一台除尘器。")
    row = await row_of(number)
    assert (row["state"], row["round"], row["failed_recheck_after_due"]) == ("open", 2, True)
    with pytest.raises(Invalid, match="照片"):
        await look_again(number, Recheck.FIXED, evidence=0)
    with pytest.raises(Invalid, match="还差什么"):
        await look_again(number, Recheck.NOT, " ")
    await look_again(number, Recheck.FIXED, "已装好。")
    row = await row_of(number)
    assert (row["state"], row["round"], row["ended_by"]) == ("closed", 2, ids()["inspector"])
    results = [entry["result"] for entry in await queries.rechecks_of(number)]
    assert results == ["partly", "fixed"]
    await counts_agree()


async def test_a_failed_recheck_before_the_due_date_is_no_failure_after_it(db: None) -> None:
    number = await finding(due=5)
    await look_again(number, Recheck.NOT, "没有动。")
    assert (await row_of(number))["failed_recheck_after_due"] is False
    # As if the days had gone by.
    await Finding.update({Finding.due_on: today() - timedelta(days=1)}).where(Finding.id == number)
    await look_again(number, Recheck.NOT, "仍然没有动。")
    assert (await row_of(number))["failed_recheck_after_due"] is True


DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("said", "offset", "late"),
    [
        (0, 0, False),
        (1, -DAY, False),  # a phone that is a day fast, and says so
        (1, None, False),  # the same, and nobody knows
        (-1, DAY, False),
        (0, -DAY, False),
    ],
)
async def test_a_fast_phone_makes_nobody_late(db: None, said: int, offset: int | None, late: bool) -> None:
    """On the last day of the term: `said` days and `offset` seconds by the phone's clock."""
    number = await finding(due=0)
    await look_again(number, Recheck.NOT, "没有动。", on=today() + timedelta(days=said), clock_offset=offset)
    assert (await row_of(number))["failed_recheck_after_due"] is late


async def test_a_slow_phone_hides_nothing_and_the_servers_own_time_is_not_mended(db: None) -> None:
    slow, unsaid = await finding(due=-1), await finding(due=-1)
    await look_again(slow, Recheck.NOT, "没有动。", on=today() - timedelta(days=1), clock_offset=DAY)
    # The phone said no end: the submission wrote its own moment.
    moment = now()
    visit_row = await visit(kind="recheck", ended_at=moment, submitted_at=moment, clock_offset=-DAY)
    async with transaction():
        await recheck(await who("inspector"), unsaid, visit_row, Recheck.NOT, "没有动。", 0)
    for number in (slow, unsaid):
        assert (await row_of(number))["failed_recheck_after_due"] is True


async def test_the_same_recheck_counts_once_and_an_ended_finding_stays(db: None) -> None:
    number = await finding()
    inspection = await look_again(number, Recheck.NOT, "没有动。")
    async with transaction():
        await recheck(await who("inspector"), number, inspection, Recheck.NOT, "没有动。", 1)
    assert (await row_of(number))["round"] == 2
    await look_again(number, Recheck.FIXED)
    await look_again(number, Recheck.NOT, "又坏了。", by="colleague")
    assert (await row_of(number))["state"] == "closed"
    assert await RecheckTable.count() == 3


async def test_a_finding_of_another_enterprise_cannot_be_rechecked(db: None) -> None:
    number = await finding(enterprise="B")
    with pytest.raises(Conflict):
        await look_again(number, Recheck.FIXED)
    with pytest.raises(NotFound):
        await look_again(999_999, Recheck.FIXED)


async def test_findings_go_with_their_visit_even_the_closed(db: None) -> None:
    inspection = await visit()
    async with transaction():
        made = await open_findings(await who("inspector"), inspection, [draft(), draft()])
    await look_again(made[1], Recheck.FIXED)
    for _ in range(2):
        async with transaction():
            await void_of_inspection(await who("supervisor"), inspection["id"], "检查表用错了。")
    for number in made:
        assert (await row_of(number))["state"] == "void"
    assert [event["action"] for event in await history("finding", made[0])] == [
        "finding.opened",
        "finding.voided",
    ]
    assert await queries.open_of(ids()["A"]) == []
    await counts_agree()


async def test_a_voided_recheck_closes_nothing(db: None) -> None:
    number = await finding(due=-3)
    report = Report(
        id=uuid4(), finding=number, round=1, kind="done", text="已整改", person=ids()["owner"], sent_at=now()
    )
    await Report.insert(report)
    await Finding.update({"state": "reported", "waiting_since": report.sent_at}).where(Finding.id == number)
    bad = await look_again(number, Recheck.FIXED)
    assert (await row_of(number))["state"] == "closed"
    assert (await Report.select().first())["answer"] == "accepted"
    async with transaction():
        await Inspection.update({"state": "void"}).where(Inspection.id == bad["id"])
        await void_of_inspection(await who("supervisor"), bad["id"], "去错了企业。")
    row = await row_of(number)
    assert (row["state"], row["ended_at"], row["waiting_since"]) == ("reported", None, report.sent_at)
    assert (await Report.select().first())["answer"] == ""
    await counts_agree()


async def test_a_voided_failed_recheck_is_no_failure(db: None) -> None:
    number = await finding(due=-3)
    bad = await look_again(number, Recheck.NOT, "没有动。")
    async with transaction():
        await Inspection.update({"state": "void"}).where(Inspection.id == bad["id"])
        await void_of_inspection(await who("supervisor"), bad["id"], "去错了企业。")
    row = await row_of(number)
    assert (row["failed_recheck_after_due"], row["state"], row["round"]) == (False, "open", 2)


async def test_an_early_recheck_does_not_stand_in_for_a_voided_late_one(db: None) -> None:
    number = await finding(due=5)
    await look_again(number, Recheck.NOT, "没有动。")
    await Finding.update({Finding.due_on: today() - timedelta(days=1)}).where(Finding.id == number)
    late = await look_again(number, Recheck.NOT, "仍然没有动。")
    assert (await row_of(number))["failed_recheck_after_due"] is True
    async with transaction():
        await Inspection.update({"state": "void"}).where(Inspection.id == late["id"])
        await void_of_inspection(await who("supervisor"), late["id"], "去错了企业。")
    assert (await row_of(number))["failed_recheck_after_due"] is False


async def test_a_late_recheck_stands_in_for_a_voided_one(db: None) -> None:
    number = await finding(due=-2)
    first = await look_again(number, Recheck.NOT, "没有动。")
    await look_again(number, Recheck.PARTLY, "修了一半。")
    async with transaction():
        await Inspection.update({"state": "void"}).where(Inspection.id == first["id"])
        await void_of_inspection(await who("supervisor"), first["id"], "去错了企业。")
    assert (await row_of(number))["failed_recheck_after_due"] is True


async def test_what_was_seen_of_a_closed_finding_is_no_failure_of_it(db: None) -> None:
    number = await finding(due=-2)
    first = await look_again(number, Recheck.NOT, "没有动。")
    await look_again(number, Recheck.FIXED)
    await look_again(number, Recheck.NOT, "又坏了。", by="colleague")
    async with transaction():
        await Inspection.update({"state": "void"}).where(Inspection.id == first["id"])
        await void_of_inspection(await who("supervisor"), first["id"], "去错了企业。")
    assert (await row_of(number))["failed_recheck_after_due"] is False


async def test_only_who_reaches_the_enterprise_finds_it(db: None) -> None:
    number = await finding()
    for name in ("inspector", "colleague", "supervisor", "chief", "owner", "mate", "admin"):
        assert (await queries.finding_for(await who(name), number))["enterprise_name"] == "贵池石料有限公司"
    for name in ("outsider", "neighbour", "stranger", "zoneinspector"):
        with pytest.raises(NotFound):
            await queries.finding_for(await load_user(ids()[name]), number)
    assert await Photo.count() == 0
