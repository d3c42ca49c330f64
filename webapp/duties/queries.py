"""Reading duties: how they stand at an enterprise, and its records; always through the reach of who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.clock import today
from webapp.db import look, sql
from webapp.db.sql.paging import Page, cut, decode
from webapp.db.sql.statement import columns, marks
from webapp.duties.facts import day_of, facts_of
from webapp.duties.rules import COLOURS, Kind, Standing, Verification, duties, kinds
from webapp.duties.rules.judging import Judged, judge
from webapp.duties.tables import DutyRecord
from webapp.enterprises.queries import enterprise_for
from webapp.enterprises.tables import Enterprise
from webapp.errors import NotFound

Row = dict[str, Any]
SHOWN = 20
MOST_OWN = 50
ORDER = [Standing.LATE, Standing.SOON, Standing.UNKNOWN, Standing.VALID, Standing.PAUSED, Standing.NONE]


@dataclass(frozen=True)
class Light:
    """A duty as its page shows it."""

    kind: Kind
    judged: Judged
    last_on: date | None
    record: UUID | None
    waiting: bool

    @property
    def label(self) -> str:
        """The word beside the light; a record that nobody has checked says so."""
        return f"{self.judged.standing.label} · 未核实" if self.waiting else self.judged.standing.label

    @property
    def colour(self) -> str:
        return COLOURS[self.judged.standing]


async def lights_of(enterprises: Sequence[int], day: date | None = None) -> dict[int, list[Light]]:
    """How every duty stands at these enterprises (already found in reach), the most urgent first."""
    if not enterprises:
        return {}
    day = day or today()
    facts = await facts_of(enterprises)
    rows = await sql(
        f"SELECT enterprise, duty, record, last_on, verified FROM duty_standing WHERE enterprise IN ({marks(enterprises)})",  # noqa: S608
        *enterprises,
    )
    newest = {(row["enterprise"], row["duty"]): row for row in rows}
    return {
        one: sorted(
            (_light(duty, newest.get((one, duty)), judge_of(duty, facts[one], newest.get((one, duty)), day))
             for duty in duties()),
            key=lambda light: ORDER.index(light.judged.standing),
        )
        for one in enterprises
    }  # fmt: skip


def judge_of(duty: str, facts: Any, row: Row | None, day: date) -> Judged:
    """judge() with the row of duty_standing."""
    return judge(duty, facts, day_of(row["last_on"]) if row else None, day)


def _light(duty: str, row: Row | None, judged: Judged) -> Light:
    dated = row is not None and judged.standing in (Standing.VALID, Standing.SOON)
    return Light(
        kinds()[duty], judged, day_of(row["last_on"]) if row else None, row["record"] if row else None,
        bool(dated and row and not row["verified"]),
    )  # fmt: skip


async def own_enterprises(user: User) -> list[Row]:
    """The enterprises for which an employer acts."""
    return (
        await Enterprise.select(Enterprise.id, Enterprise.name, Enterprise.workplace)
        .where(enterprise_condition(user, Enterprise))
        .order_by(Enterprise.sort_key, Enterprise.id)
        .limit(MOST_OWN)
    )


async def records_page(enterprise: int, cursor: str | None) -> Page[Row]:
    """The records of an enterprise that the caller has found in reach, the newest first."""
    after = _after(cursor)
    more, args = ("AND (r.sent_at, r.id) < ({}, {})", after) if after else ("", ())
    where = f"r.state = 'sent' AND r.enterprise = {{}} {more}"
    rows = await sql(
        f"SELECT {columns(DutyRecord, 'r')}, p.name AS person_name FROM duty_record r JOIN person p ON p.id = r.person "  # noqa: S608
        f"WHERE {where} ORDER BY r.sent_at DESC, r.id DESC LIMIT {SHOWN + 1}",
        enterprise,
        *args,
    )
    page = cut(rows, "sent_at", "id", size=SHOWN)
    page.rows[:] = [dressed(row) for row in page.rows]
    return page


def _after(cursor: str | None) -> tuple[datetime, UUID] | None:
    key = decode(cursor, 2)
    try:
        return (datetime.fromisoformat(key[0]), UUID(key[1])) if key else None
    except (TypeError, ValueError, AttributeError):
        return None  # not one of ours: the first page


def dressed(row: Row) -> Row:
    """A record with the words of its kind, and its numbers as people read them."""
    kind = kinds()[row["kind"]]
    row["done_on"] = day_of(row["done_on"])
    named = [(kind.due, "due"), (kind.done, "done"), (kind.good, "good"), (kind.hours, "hours")]
    numbers = [f"{label} {row[name]}" for label, name in named if label and row[name] is not None]
    said = Verification(row["verification"])
    return row | {"of": kind, "numbers": numbers, "verification_label": said.label, "verifiable": said}


async def record_for(user: User, record: UUID) -> Row:
    """A record that was sent, in the person's reach, with `enterprise_name` and `bureau`; NotFound otherwise."""
    rows = await look(
        f"SELECT {columns(DutyRecord, 'r')}, p.name AS person_name, v.name AS verifier FROM duty_record r "  # noqa: S608
        "JOIN person p ON p.id = r.person LEFT JOIN person v ON v.id = r.verified_by "
        "WHERE r.id = {} AND r.state = 'sent'",
        record,
    )
    if not rows:
        raise NotFound("没有找到这条记录。")
    enterprise = await enterprise_for(user, rows[0]["enterprise"])
    return dressed(rows[0]) | {"enterprise_name": enterprise["name"], "bureau": enterprise["bureau"]}


async def photos_shown(user: User, record: UUID) -> None:
    """NotFound unless the person may see the photos of this record: one that was sent, or an own one that was not."""
    row: Row | None = (
        await DutyRecord.select(DutyRecord.enterprise, DutyRecord.state, DutyRecord.person)
        .where(DutyRecord.id == record)
        .first()
    )
    if row is None or (row["state"] != "sent" and row["person"] != user.id):
        raise NotFound("没有找到这条记录。")
    await enterprise_for(user, row["enterprise"])
