"""The demo has the shape of the handbook, every state, and rows as the verbs write them."""

import hashlib
import json
from collections import Counter

import pytest

from tests.demo.conftest import PASSWORD, TODAY
from webapp.accounts.login.passwords import compare
from webapp.accounts.rules import BUREAU_CODE, EMPLOYER, MOBILE, ROLES
from webapp.accounts.tables import Bureau, Membership, Person
from webapp.audit.tables import EventRow
from webapp.audit.verify import verify
from webapp.campaigns.tables import Campaign, CampaignVisit
from webapp.clock import local
from webapp.db.marks import DEMO, mark
from webapp.demo.book import Book
from webapp.demo.build import build
from webapp.demo.land.knowledge import learn
from webapp.demo.load import SEED, TABLES, load
from webapp.demo.loaded import Loaded
from webapp.demo.pictures.made import seal_all
from webapp.demo.show import as_table, as_text
from webapp.enterprises.rules.credit_codes import parse_credit_code
from webapp.enterprises.rules.short_codes import parse_short_code
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, Industry, QrCode
from webapp.errors import Conflict
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of
from webapp.evidence.tables import Photo
from webapp.field.tables import DayList
from webapp.findings.rules import State, due_soon, overdue
from webapp.findings.tables import Finding, Recheck, Report
from webapp.inspections.queries.snapshots import visit_snapshot
from webapp.inspections.receipts import canonical
from webapp.inspections.receipts import sealing as receipts
from webapp.inspections.rules.missing import missing_before_submission
from webapp.inspections.tables import Answer, Inspection, Receipt
from webapp.reminders.tables import Notice


async def test_the_numbers_of_the_handbook(demo: Loaded) -> None:
    codes = {row["id"]: row["code"] for row in await Bureau.select(Bureau.id, Bureau.code)}
    rows = await Enterprise.select()
    assert Counter(codes[row["bureau"]] for row in rows) == {
        "341702": 30, "341721": 54, "341722": 7, "341723": 60, "3417Z1": 2, "3417Z2": 12, "3417Z3": 12,
    }  # fmt: skip
    building = sum(row["industry"][:2] in {"10", "30"} for row in rows)
    chemical = sum(row["industry"][:2] == "26" for row in rows)
    assert (building, chemical, len(rows) - building - chemical) == (81, 26, 70)
    assert all(BUREAU_CODE.fullmatch(code) for code in codes.values())
    assert await mark(DEMO) == "1"


async def test_codes_are_valid_and_names_differ(demo: Loaded) -> None:
    rows = await Enterprise.select()
    assert all(parse_credit_code(row["credit_code"]) == row["credit_code"] for row in rows)
    assert len({row["credit_code"] for row in rows}) == len({row["name"] for row in rows}) == 177
    industries = {row["code"] for row in await Industry.select(Industry.code)}
    assert {row["industry"] for row in rows} <= industries
    codes = await QrCode.select()
    assert len({row["token"] for row in codes}) == len({row["short_code"] for row in codes}) == 177
    assert all(parse_short_code(row["short_code"]) for row in codes)
    assert {row["enterprise"] for row in await EnterpriseHazard.select()} == {row["id"] for row in rows}


async def test_people_of_every_role_can_sign_in(demo: Loaded) -> None:
    people = await Person.select()
    assert {row["role"] for row in people} == set(ROLES)
    names = {row["username"] for row in people}
    assert {"admin", "chief", "supervisor", "inspector1", "assistant1", "owner1"} <= names
    assert all(
        MOBILE.fullmatch(row["username"])
        for row in people
        if row["role"] == EMPLOYER and not row["username"].startswith("owner")
    )
    assert await compare(people[0]["password"], PASSWORD)
    badges = [row["badge"] for row in people if row["role"] in {"inspector", "supervisor"}]
    assert all(badges) and len(badges) == len(set(badges))
    assert await Membership.count() == 177


async def test_every_state_is_there(demo: Loaded) -> None:
    rows = await Finding.select()
    assert {row["state"] for row in rows} == {state.value for state in State}
    assert any(overdue(State(row["state"]), row["due_on"], TODAY) for row in rows)
    assert any(due_soon(State(row["state"]), row["due_on"], TODAY) for row in rows)
    assert {row["round"] for row in rows} >= {1, 2, 3}
    assert any(row["asked_due"] for row in rows) and any(row["objected"] for row in rows)
    assert any(row["corrected_on_site"] for row in rows)
    assert any(row["failed_recheck_after_due"] for row in rows)
    assert {row["result"] for row in await Recheck.select()} >= {"fixed", "not"}
    answers = {row["answer"] for row in await Report.select()}
    assert answers >= {"", "accepted", "returned", "granted", "upheld"}
    visits = await Inspection.select()
    assert {row["state"] for row in visits} == {"draft", "submitted", "void", "discarded"}
    assert {row["no_access"] for row in visits} == {"", "stopped", "moved", "nobody", "refused"}
    assert {row["kind"] for row in visits} == {"routine", "special", "recheck", "complaint", "patrol"}
    assert any(row["copy_of"] for row in visits)
    assert await DayList.exists().where(DayList.on == TODAY)
    assert await Notice.exists().where(Notice.read_at.is_null())


async def test_a_campaign_is_under_way_and_one_waits(demo: Loaded) -> None:
    rows = await Campaign.select().order_by(Campaign.id)
    assert [(row["kind"], row["state"]) for row in rows] == [("year", "running"), ("special", "waiting")]
    inspected = await CampaignVisit.count().where(CampaignVisit.campaign == rows[0]["id"])
    assert inspected > 0 and rows[0]["found"] > 50


async def test_nothing_happened_after_yesterday_and_steps_are_in_order(demo: Loaded) -> None:
    # Documents, the draw and campaigns are made by the real verbs when the demo is loaded: their proofs are of that moment.
    told = EventRow.person.is_not_null() & EventRow.thing.not_in(["document", "draw", "campaign"])
    for row in await EventRow.select(EventRow.at, EventRow.action).where(told):
        assert local(row["at"]).date() < TODAY, row
    reports = await Report.select(Report.all_columns(), Report.finding.found_at.as_alias("found_at"))
    assert all(row["found_at"] < row["sent_at"] for row in reports)
    assert all(row["sent_at"] < row["answered_at"] for row in reports if row["answered_at"])
    for row in await Finding.select().where(Finding.ended_at.is_not_null()):
        assert row["found_at"] <= row["ended_at"]


async def test_counts_of_enterprises_are_right(demo: Loaded) -> None:
    live = Counter(
        row["enterprise"] for row in await Finding.select().where(Finding.state.is_in(["open", "reported"]))
    )
    for row in await Enterprise.select(Enterprise.id, Enterprise.open_findings):
        assert row["open_findings"] == live[row["id"]]


async def test_the_trail_is_whole(demo: Loaded) -> None:
    verdict = await verify()
    assert verdict.problems == []
    assert verdict.events == verdict.sealed > 5000


async def test_receipts_check(demo: Loaded) -> None:
    rows = await Receipt.select().order_by(Receipt.serial)
    assert len(rows) == await Inspection.count().where(Inspection.state.is_in(["submitted", "void"]))
    for row in rows[::9]:
        checked = await receipts.check(row["serial"], receipts.short_code(row))
        assert checked.problems == []
        visit = await Inspection.select().where(Inspection.id == row["inspection"]).first()
        assert visit is not None
        told = checked.record["about"]
        made = await canonical.build(
            row["inspection"], await canonical.about_now(visit, visit["submitted_by"])
        )
        assert {**made["about"], "enterprise": told["enterprise"]} == told
    events = await EventRow.select(EventRow.after).where(EventRow.action == "inspection.submitted")
    assert {json.loads(row["after"])["receipt"] for row in events} == {row["serial"] for row in rows}


async def test_visits_lacked_nothing(demo: Loaded) -> None:
    visits = await Inspection.select().where(
        (Inspection.state == "submitted") & Inspection.kind.not_in(["recheck"])
    )
    for visit in visits[::12]:
        assert missing_before_submission(await visit_snapshot(visit["id"])) == []
        answers = await Answer.count().where(Answer.inspection == visit["id"])
        assert answers == (60 if visit["kind"] != "patrol" and visit["outcome"] == "inspected" else 0)


async def test_photos_are_sealed_and_have_thumbnails(demo: Loaded) -> None:
    rows = await Photo.select(Photo.sha256).group_by(Photo.sha256)
    assert 10 <= len(rows) <= 14
    for row in rows:
        assert evidence().store.verify(key_of(row["sha256"]))
        assert evidence().store.get_derived("thumbnail", key_of(row["sha256"]))


async def test_what_is_printed(demo: Loaded) -> None:
    said = json.loads(as_text(demo))
    assert said["password"] == PASSWORD
    assert set(said) == {"password", "accounts", "enterprises", "base_url"}
    assert {"username", "role", "name", "bureau"} <= set(said["accounts"][0])
    assert set(said["enterprises"][0]) == {"id", "name", "token", "short_code"}
    assert "inspector1" in as_table(demo) and PASSWORD in as_table(demo)


async def test_people_are_never_overwritten(demo: Loaded) -> None:
    before = await Enterprise.count()
    assert await load(if_empty=True) == demo  # said again, nothing loaded
    with pytest.raises(Conflict):
        await load()
    assert await Enterprise.count() == before


def _digest(book: Book) -> str:
    rows = [
        sorted((name, str(value)) for name, value in row.items())
        for table in TABLES
        for row in book.rows.get(table, [])
    ]
    return hashlib.sha256(json.dumps([rows, len(book.events)]).encode()).hexdigest()


async def test_the_same_seed_makes_the_same_rows(demo: Loaded) -> None:
    known, pictures = await learn(), seal_all()

    def made(seed: int) -> Book:
        return build(Book(seed, TODAY), known, pictures, "hash").book

    first = made(SEED)
    assert _digest(first) == _digest(made(SEED)) != _digest(made(SEED + 1))
    stored = await Finding.select(Finding.fact, Finding.state, Finding.due_on, Finding.draft).order_by(
        Finding.id
    )
    names = ("fact", "state", "due_on", "draft")
    assert stored == [{name: row[name] for name in names} for row in first.rows[Finding]]


async def test_few_enterprises_show_all_places(demo: Loaded) -> None:
    book = build(Book(3, TODAY), await learn(), seal_all(), "hash", 9).book
    assert len(book.rows[Enterprise]) == 9
    assert len({row["bureau"] for row in book.rows[Enterprise]}) == 7


async def test_every_county_issues_in_its_own_name(demo: Loaded) -> None:
    rows = await Bureau.select(Bureau.name, Bureau.kind, Bureau.authority)
    assert {row["kind"] for row in rows if row["authority"] is None} == {"authority"}
    assert [row["name"] for row in rows if row["kind"] == "authority" and row["authority"]] == []
