"""The numbers of the board: one statement for the tiles, one for each table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webapp.accounts.people import User
from webapp.areas.rules import child_length
from webapp.board.scope import Days, Pile, Scope, midnight, piles, within
from webapp.db import sql

MOST = 20
COUNTED = (Pile.OPEN, Pile.WAITING, Pile.SOON, Pile.OVERDUE, Pile.CLOSED, Pile.CLOSED_BEFORE)
COLUMNS = (Pile.OPEN, Pile.WAITING, Pile.OVERDUE, Pile.CLOSED)
# What is neither live nor closed since last month is in no heap. Each part takes its columns from one index.
_PARTS = (
    "SELECT g.enterprise, g.bureau, g.violation, g.responsible, g.state, g.due_on, g.asked_due, g.objected, "
    "CAST(NULL AS TIMESTAMPTZ) AS ended_at FROM finding g WHERE {where} AND g.state IN ('open', 'reported')",
    "SELECT g.enterprise, g.bureau, g.violation, g.responsible, g.state, CAST(NULL AS DATE), CAST(NULL AS DATE), FALSE, "
    "g.ended_at FROM finding g WHERE {where} AND g.state = 'closed' AND g.ended_at >= {{}}",
)


@dataclass(frozen=True)
class Line:
    """One line of a table: the value of the filter it stands for, and its heaps."""

    key: str
    counts: dict[Pile, int]

    @property
    def live(self) -> int:
        return self.counts[Pile.OPEN] + self.counts[Pile.WAITING]


def _sums(wanted: tuple[Pile, ...], days: Days) -> tuple[str, list[Any]]:
    parts, values = [], []
    for pile, (text, given) in piles(days).items():
        if pile in wanted:
            parts.append(f"COUNT(*) FILTER (WHERE {text}) AS n_{pile.value}")
            values += given
    return ", ".join(parts), values


def _counted(user: User, scope: Scope, days: Days) -> tuple[str, list[Any]]:
    """The findings that lie in a heap, as `(SELECT …) AS f`."""
    where, values = within(user, scope, days, "g")
    both = " UNION ALL ".join(part.format(where=where) for part in _PARTS)
    return f"({both}) AS f", [*values, *values, midnight(days.last_month)]


async def tiles(user: User, scope: Scope, days: Days) -> dict[Pile, int]:
    """How many lie in each heap."""
    sums, given = _sums(COUNTED, days)
    findings, values = _counted(user, scope, days)
    row = (await sql(f"SELECT {sums} FROM {findings}", *given, *values))[0]  # noqa: S608
    return {pile: int(row[f"n_{pile.value}"]) for pile in COUNTED}


def area_length(user: User, scope: Scope) -> int:
    """How many digits of the area the table is by: the level below what is chosen, or below the own bureau."""
    if scope.area:
        return child_length(scope.area) or len(scope.area)
    digits = user.bureau_code.split("Z")[0]
    return 9 if "Z" in user.bureau_code else child_length(digits) or 9


def groups(user: User, scope: Scope) -> dict[str, str]:
    """What each table is grouped by, in SQL on finding f and its enterprise e: by filter name."""
    digits = 8 if len(scope.industry) >= 2 else 2
    return {
        "bureau": "f.bureau",
        "area": f"substr(e.area, 1, {area_length(user, scope)})",
        "industry": f"substr(e.industry, 1, {digits})",
        "violation": "f.violation",
        "inspector": "f.responsible",
    }


async def table(user: User, scope: Scope, days: Days, name: str) -> list[Line]:
    """The lines of one table, the fullest first, at most MOST and one more that says there are others."""
    sums, given = _sums(COLUMNS, days)
    findings, values = _counted(user, scope, days)
    group = groups(user, scope)[name]
    live, every = "COUNT(*) FILTER (WHERE f.state <> 'closed')", "COUNT(*)"
    if group.startswith("substr(e."):
        # By enterprise first: a tenth of the rows has to be joined.
        findings = (
            f"(SELECT f.enterprise, {sums}, {live} AS n_live, {every} AS n_every FROM {findings} GROUP BY f.enterprise) AS x "  # noqa: S608
            "JOIN enterprise e ON e.id = x.enterprise"
        )
        sums = ", ".join(f"SUM(x.n_{pile.value}) AS n_{pile.value}" for pile in COLUMNS)
        live, every = "SUM(x.n_live)", "SUM(x.n_every)"
    rows = await sql(
        f"SELECT {group} AS key, {sums} FROM {findings} GROUP BY 1 ORDER BY {live} DESC, {every} DESC, 1 LIMIT {{}}",  # noqa: S608
        *given,
        *values,
        MOST + 1,
    )
    return [Line(str(row["key"]), {pile: int(row[f"n_{pile.value}"]) for pile in COLUMNS}) for row in rows]
