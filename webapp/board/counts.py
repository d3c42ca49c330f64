"""The numbers of the board: one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from webapp.accounts.people import User
from webapp.areas.rules import child_length
from webapp.board.scope import Days, Scope, Stage, stages, within
from webapp.clock import midnight
from webapp.db import sql

MOST = 20
COUNTED = (
    Stage.OPEN,
    Stage.WAITING,
    Stage.ASKED,
    Stage.SOON,
    Stage.OVERDUE,
    Stage.CLOSED,
    Stage.CLOSED_BEFORE,
)
COLUMNS = (Stage.OPEN, Stage.WAITING, Stage.OVERDUE, Stage.CLOSED)
SUMMED = ("n_live", "n_every", *(f"n_{stage.value}" for stage in COUNTED))
# What is neither live nor closed since last month is in no stage. Each part takes its columns from one index.
_PARTS = (
    "SELECT g.enterprise, g.bureau, g.violation, g.responsible, g.state, g.due_on, g.asked_due, g.objected, "
    "CAST(NULL AS TIMESTAMPTZ) AS ended_at FROM finding g WHERE {where} AND g.state IN ('open', 'reported')",
    "SELECT g.enterprise, g.bureau, g.violation, g.responsible, g.state, CAST(NULL AS DATE), CAST(NULL AS DATE), FALSE, "
    "g.ended_at FROM finding g WHERE {where} AND g.state = 'closed' AND g.ended_at >= {{}}",
)


@dataclass(frozen=True)
class Line:
    """One line of a table: the value of the filter it stands for, and its stages."""

    key: str
    counts: dict[Stage, int]

    @property
    def live(self) -> int:
        return self.counts[Stage.OPEN] + self.counts[Stage.WAITING]


def _sums(days: Days) -> tuple[str, list[Any]]:
    parts, values = ["COUNT(*) FILTER (WHERE f.state <> 'closed') AS n_live", "COUNT(*) AS n_every"], []
    for stage, (text, given) in stages(days).items():
        if stage in COUNTED:
            parts.append(f"COUNT(*) FILTER (WHERE {text}) AS n_{stage.value}")
            values += given
    return ", ".join(parts), values


def _counted(user: User, scope: Scope, days: Days) -> tuple[str, list[Any]]:
    """The findings that lie in a stage, as `(SELECT …) AS f`."""
    where, values = within(user, scope, days, "g")
    both = " UNION ALL ".join(part.format(where=where) for part in _PARTS)
    return f"({both}) AS f", [*values, *values, midnight(days.last_month)]


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


def question(user: User, scope: Scope, days: Days) -> tuple[str, list[Any]]:
    """The one statement, with {} and its values: a row of sums for all (name ''), and one for each line of each table.

    The database adds up the groups too: a province has forty thousand.
    """
    sums, given = _sums(days)
    findings, values = _counted(user, scope, days)
    by = groups(user, scope)
    keys = ", ".join(f"{text} AS {name}" for name, text in by.items())
    totals = ", ".join(f"SUM({column}) AS {column}" for column in SUMMED)
    tables = [f"SELECT '{name}', CAST({name} AS TEXT), {totals} FROM heaped GROUP BY {name}" for name in by]  # noqa: S608
    groups_of = f"SELECT {keys}, {sums} FROM {findings} JOIN enterprise e ON e.id = f.enterprise GROUP BY 1, 2, 3, 4, 5"  # noqa: S608
    # It begins with SELECT, by which SQLite's engine knows that a reader can run it.
    text = (
        f"SELECT * FROM (WITH heaped AS MATERIALIZED ({groups_of}) SELECT '' AS name, '' AS key, {totals} FROM heaped "  # noqa: S608
        f"UNION ALL {' UNION ALL '.join(tables)}) AS counted"
    )
    return text, [*given, *values]


async def count(user: User, scope: Scope, days: Days) -> tuple[dict[Stage, int], dict[str, list[Line]]]:
    """How many lie in each stage, and the table of each filter: one walk over the findings."""
    text, values = question(user, scope, days)
    rows = await sql(text, *values)
    every = next(row for row in rows if not row["name"])
    tiles = {stage: int(every[f"n_{stage.value}"] or 0) for stage in COUNTED}
    return tiles, {name: _lines(row for row in rows if row["name"] == name) for name in groups(user, scope)}


def _lines(rows: Iterable[dict[str, Any]]) -> list[Line]:
    """The lines of one table, the fullest first, at most MOST and one more that says there are others."""
    fullest = sorted(rows, key=lambda row: (-row["n_live"], -row["n_every"], str(row["key"])))
    return [
        Line(str(row["key"]), {stage: int(row[f"n_{stage.value}"]) for stage in COLUMNS})
        for row in fullest[: MOST + 1]
    ]
