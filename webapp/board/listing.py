"""The findings behind a number of the board: pages by key, and all of them for an export."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

from webapp.accounts.people import User
from webapp.board.scope import Days, Scope, Stage, stages, within
from webapp.db import sql
from webapp.db.sql.paging import Page, cut, decode
from webapp.findings.rules import State, shown

Row = dict[str, Any]
SIZE = 30
STEP = 1000

SELECT = (
    "SELECT f.id, f.number, f.item_code, f.violation, f.fact, f.requirement, f.legal_basis, f.handling, f.state, "
    "f.round, f.first_due_on, f.due_on, f.found_at, f.waiting_since, f.asked_due, f.objected, f.corrected_on_site, "
    "f.ended_at, f.end_note, f.source, f.enterprise, e.name AS enterprise_name, e.credit_code, e.workplace, e.area, e.industry, "
    "b.name AS bureau_name, p.name AS responsible_name "
    "FROM finding f JOIN enterprise e ON e.id = f.enterprise JOIN bureau b ON b.id = f.bureau "
    "JOIN person p ON p.id = f.responsible WHERE f.id IN "
)


def _condition(user: User, scope: Scope, stage: Stage, days: Days) -> tuple[str, list[Any]]:
    where, values = within(user, scope, days)
    text, more = stages(days)[stage]
    return f"{where} AND {text}", [*values, *more]


async def how_many(user: User, scope: Scope, stage: Stage, days: Days) -> int:
    """The number of findings in the stage."""
    where, values = _condition(user, scope, stage, days)
    rows = await sql(
        f"SELECT COUNT(*) AS n FROM finding f WHERE {where}",  # noqa: S608
        *values,
    )
    return int(rows[0]["n"])


async def page(user: User, scope: Scope, stage: Stage, days: Days, cursor: str | None = None) -> Page[Row]:
    """One page: live ones by due date, ended ones by their end, all by number, the newest first."""
    where, values = _condition(user, scope, stage, days)
    ended, every = stage in (Stage.CLOSED, Stage.CLOSED_BEFORE), stage is Stage.ALL
    column = "f.id" if every else ("f.ended_at" if ended else "f.due_on")
    sign, order = ("<", "DESC") if ended or every else (">", "ASC")
    after = _after(cursor, ended, every)
    if after:
        first, last = after
        where += f" AND ({column} {sign} {{}} OR ({column} = {{}} AND f.id {sign} {{}}))"
        values += [first, first, last]
    rows = await sql(
        # First the ids, which an index alone can sort, then what belongs to them.
        f"{SELECT}(SELECT f.id FROM finding f WHERE {where} ORDER BY {column} {order}, f.id {order} LIMIT {{}}) "  # noqa: S608
        f"ORDER BY {column} {order}, f.id {order}",
        *values,
        SIZE + 1,
    )
    name = column.removeprefix("f.")
    return cut([dressed(row, days.today) for row in rows], name, "id", size=SIZE)


def _after(cursor: str | None, ended: bool, every: bool) -> tuple[Any, int] | None:
    key = decode(cursor, 2)
    try:
        if not key or not 0 < int(key[1]) < 2**31:
            return None
        if every:
            return int(key[0]), int(key[1])
        text = str(key[0])
        return (datetime.fromisoformat(text) if ended else date.fromisoformat(text)), int(key[1])
    except (TypeError, ValueError):
        return None


def dressed(row: Row, day: date) -> Row:
    """The row with `shown`, its words and colour of today."""
    return dict(row) | {"shown": shown(State(row["state"]), row["due_on"], day)}


async def every(user: User, scope: Scope, stage: Stage, days: Days) -> AsyncIterator[list[Row]]:
    """All findings of the stage in steps, by id: bounded memory, and no page shifts while it runs."""
    where, values = _condition(user, scope, stage, days)
    last = 0
    while True:
        rows = await sql(
            f"{SELECT}(SELECT f.id FROM finding f WHERE {where} AND f.id > {{}} "  # noqa: S608
            "ORDER BY f.id LIMIT {}) ORDER BY f.id",
            *values,
            last,
            STEP,
        )
        if not rows:
            return
        yield [dressed(row, days.today) for row in rows]
        last = rows[-1]["id"]
