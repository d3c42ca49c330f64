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
# What is neither live nor closed since last month is in no heap: it need not be looked at.
RELEVANT = "(f.state IN ('open', 'reported') OR (f.state = 'closed' AND f.ended_at >= {}))"
# SQLite keeps the order of a CROSS JOIN: without it, it reads the live findings of the whole province for one city.
FROM = "FROM enterprise e CROSS JOIN finding f WHERE f.enterprise = e.id AND"


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


def _where(user: User, scope: Scope, days: Days) -> tuple[str, list[Any]]:
    text, values = within(user, scope, days)
    return f"{text} AND {RELEVANT}", [*values, midnight(days.last_month)]


async def tiles(user: User, scope: Scope, days: Days) -> dict[Pile, int]:
    """How many lie in each heap."""
    sums, given = _sums(COUNTED, days)
    where, values = _where(user, scope, days)
    row = (await sql(f"SELECT {sums} {FROM} {where}", *given, *values))[0]
    return {pile: int(row[f"n_{pile.value}"]) for pile in COUNTED}


def area_length(user: User, scope: Scope) -> int:
    """How many digits of the area the table is by: the level below what is chosen, or below the own bureau."""
    if scope.area:
        return child_length(scope.area) or len(scope.area)
    digits = user.bureau_code.split("Z")[0]
    return 9 if "Z" in user.bureau_code else child_length(digits) or 9


def groups(user: User, scope: Scope) -> dict[str, str]:
    """What each table is grouped by, in SQL: by filter name."""
    digits = 8 if len(scope.industry) >= 2 else 2
    return {
        "bureau": "e.bureau",
        "area": f"substr(e.area, 1, {area_length(user, scope)})",
        "industry": f"substr(e.industry, 1, {digits})",
        "violation": "f.violation",
        "inspector": "f.responsible",
    }


async def table(user: User, scope: Scope, days: Days, name: str) -> list[Line]:
    """The lines of one table, the fullest first, at most MOST and one more that says there are others."""
    sums, given = _sums(COLUMNS, days)
    where, values = _where(user, scope, days)
    group = groups(user, scope)[name]
    rows = await sql(
        f"SELECT {group} AS key, {sums} {FROM} {where} GROUP BY 1 "
        "ORDER BY COUNT(*) FILTER (WHERE f.state <> 'closed') DESC, COUNT(*) DESC, 1 LIMIT {}",
        *given,
        *values,
        MOST + 1,
    )
    return [Line(str(row["key"]), {pile: int(row[f"n_{pile.value}"]) for pile in COLUMNS}) for row in rows]
