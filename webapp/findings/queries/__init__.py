"""Reading findings, always through the reach of the person who asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from webapp.accounts.bureaus.tree import bureaus_above
from webapp.accounts.people import User
from webapp.accounts.reach import record_condition
from webapp.accounts.rules import INSPECTOR, SUPERVISOR
from webapp.accounts.tables import Person
from webapp.clock import today
from webapp.db import look
from webapp.db.sql.statement import columns, marks
from webapp.errors import NotFound
from webapp.findings.origin import siblings
from webapp.findings.rules import ReportKind, Source, State, shown
from webapp.findings.tables import Finding, Recheck, Report

Row = dict[str, Any]

LIVE = [State.OPEN.value, State.REPORTED.value]
_BUREAU: Any = Finding.enterprise.bureau
COLUMNS = (
    *Finding.all_columns(),
    Finding.enterprise.name.as_alias("enterprise_name"),
    Finding.enterprise.workplace.as_alias("workplace"),
    _BUREAU.name.as_alias("bureau_name"),
    _BUREAU.phone.as_alias("bureau_phone"),
    Finding.responsible.name.as_alias("responsible_name"),
    Finding.responsible.phone.as_alias("responsible_phone"),
    Finding.found_by.name.as_alias("found_by_name"),
)

_OF_ENTERPRISE = (
    f"SELECT {columns(Finding, 'f')}, e.name AS enterprise_name, e.workplace, b.name AS bureau_name, "  # noqa: S608
    "b.phone AS bureau_phone, r.name AS responsible_name, r.phone AS responsible_phone, p.name AS found_by_name "
    "FROM finding f JOIN enterprise e ON e.id = f.enterprise LEFT JOIN bureau b ON b.id = e.bureau "
    "LEFT JOIN person r ON r.id = f.responsible LEFT JOIN person p ON p.id = f.found_by "
    "WHERE f.enterprise = {} AND "
)
_OPEN_OF = f"{_OF_ENTERPRISE} f.state IN ({{}}, {{}}) ORDER BY f.due_on, f.id"


def dressed(row: Row, day: date | None = None) -> Row:
    """The row with `shown` (words and colour of today), `origin` (what it comes from, in words) and the rest as it is stored."""
    row["origin"] = Source(row["source"]).label
    row["shown"] = shown(State(row["state"]), row["due_on"], day or today())
    return row


async def open_of(enterprise_id: int) -> list[Row]:
    """上次未销号: the live findings of one enterprise, the most urgent first. The caller has checked the reach."""
    rows = await look(_OPEN_OF, enterprise_id, *LIVE)
    return [dressed(row) for row in rows]


async def those_of(enterprise_id: int, wanted: Collection[int]) -> list[Row]:
    """These findings of one enterprise, in whatever state, as open_of gives them; no statement for none."""
    if not wanted:
        return []
    rows = await look(
        f"{_OF_ENTERPRISE} f.id IN ({marks(wanted)}) ORDER BY f.due_on, f.id", enterprise_id, *wanted
    )
    return [dressed(row) for row in rows]


async def was_open(enterprise_id: int, finding_id: int, moment: datetime) -> bool:
    """Whether a finding of this enterprise is open, or was so at that moment and has ended since."""
    known = finding_id if 0 < finding_id < 2**31 else 0
    ended: Any = Finding.ended_at
    return await Finding.exists().where(
        (Finding.id == known)
        & (Finding.enterprise == enterprise_id)
        & (Finding.state.is_in(LIVE) | (ended >= moment))
    )


async def finding_for(user: User, finding_id: int) -> Row:
    """One finding of this person's reach; NotFound otherwise."""
    # Beyond an integer of the database nothing exists; PostgreSQL would call it an error.
    known = finding_id if 0 < finding_id < 2**31 else 0
    rows = await Finding.select(*COLUMNS).where((Finding.id == known) & record_condition(user, Finding))
    if not rows:
        raise NotFound("没有找到这个问题，可能不在您的管辖范围内。")
    return dressed(rows[0])


async def of_inspection(inspection_id: object) -> list[Row]:
    """The findings of one visit in the order of their numbers. The caller has checked the reach."""
    rows = await Finding.select(*COLUMNS).where(Finding.inspection == inspection_id).order_by(Finding.number)
    return [dressed(row) for row in rows]


async def reports_of(finding_id: int) -> list[Row]:
    """What the enterprise sent, oldest first; drafts of reports are nobody's business but their author's."""
    return (
        await Report.select(
            *Report.all_columns(),
            Report.person.name.as_alias("person_name"),
            Report.answered_by.name.as_alias("answered_by_name"),
        )
        .where((Report.finding == finding_id) & (Report.state == "sent"))
        .order_by(Report.sent_at, Report.id)
    )


async def rechecks_of(finding_id: int) -> list[Row]:
    """Results of re-inspections, oldest first, with the state of their visit (a voided one counts for nothing)."""
    return (
        await Recheck.select(
            *Recheck.all_columns(),
            Recheck.person.name.as_alias("person_name"),
            Recheck.inspection.state.as_alias("inspection_state"),
        )
        .where(Recheck.finding == finding_id)
        .order_by(Recheck.at)
    )


async def beside(row: Row) -> list[Row]:
    """Those that came from the same visit or the same other source, and itself, by number. The caller has checked the reach."""
    rows = await Finding.select(*COLUMNS).where(siblings(row)).order_by(Finding.number)
    return [dressed(one) for one in rows]


def waiting(reports: list[Row]) -> dict[str, Row]:
    """Of the reports of one finding those that wait for an answer, by kind."""
    return {
        row["kind"]: row for row in reports if not row["answer"] and row["kind"] != ReportKind.PROGRESS.value
    }


def revocable(finding: Row, reports: list[Row]) -> list[Row]:
    """Of these reports those that the enterprise may still take back: not answered, and progress of this round."""
    if finding["state"] not in LIVE:
        return []
    return [
        row
        for row in reports
        if not row["answer"]
        and (row["kind"] != ReportKind.PROGRESS.value or row["round"] == finding["round"])
    ]


async def candidates(row: Row) -> list[Row]:
    """Who could take a finding over: active, with a badge, of the supervising bureau or one above it."""
    return (
        await Person.select(Person.id, Person.name, Person.bureau.short_name.as_alias("bureau_name"))
        .where(
            Person.role.is_in([INSPECTOR, SUPERVISOR])
            & (Person.active == True)  # noqa: E712 - Piccolo's comparison
            & (Person.badge != "")
            & Person.bureau.is_in([*await bureaus_above(row["bureau"])] or [-1])
        )
        .order_by(Person.sort_key, Person.name, Person.id)
    )


async def draft_of(user: User, finding_id: int) -> UUID | None:
    """The report that this person began (its photos have come) and has not sent."""
    row = (
        await Report.select(Report.id)
        .where((Report.finding == finding_id) & (Report.person == user.id) & (Report.state == "draft"))
        .order_by(Report.sent_at, ascending=False)
        .first()
    )
    return row["id"] if row else None
