"""The tree of bureaus: bureau.parent says who stands above whom, never the text of a code (decision 0008).

A code only proposes a parent where somebody makes a bureau.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from webapp.accounts.rules import codes_above
from webapp.db import look, sql
from webapp.db.connect import SQLITE

Row = dict[str, Any]
Parents = Mapping[int, int | None]

LOCK = 341703  # the number of the lock on PostgreSQL, the same in every version and in the guard (tables.py)

# UNION instead of UNION ALL: the recursion ends even if somebody made a circle in the database by hand.
_BELOW = (
    "WITH RECURSIVE below(id) AS (SELECT id FROM bureau WHERE id = {} "
    "UNION SELECT b.id FROM bureau b JOIN below ON b.parent = below.id) SELECT id FROM below"
)
_ABOVE = (
    "WITH RECURSIVE above(id, parent) AS (SELECT id, parent FROM bureau WHERE id = {} "
    "UNION SELECT b.id, b.parent FROM bureau b JOIN above ON b.id = above.parent) SELECT id FROM above"
)


async def bureaus_below(bureau: int | None) -> tuple[int, ...]:
    """A bureau and all below it: the reach of its people."""
    rows = await look(f"SELECT id FROM ({_BELOW}) AS reach ORDER BY id", bureau)  # noqa: S608
    return tuple(row["id"] for row in rows)


async def bureaus_above(bureau: int | None) -> tuple[int, ...]:
    """A bureau and all above it: whose people reach what it supervises."""
    rows = await look(f"SELECT id FROM ({_ABOVE}) AS line ORDER BY id", bureau)  # noqa: S608
    return tuple(row["id"] for row in rows)


async def hold_tree() -> None:
    """Nobody else changes the tree or its areas until the end of the transaction; SQLite's is alone already."""
    if not SQLITE:
        await sql("SELECT pg_advisory_xact_lock({})", LOCK)


async def hold_badges() -> None:
    """Nobody else gives out a 执法证号 until the end of the transaction."""
    if not SQLITE:
        await sql("SELECT pg_advisory_xact_lock({})", LOCK + 1)


def below(parents: Parents, top: int) -> set[int]:
    """`bureaus_below` of rows that were read already."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for one, parent in parents.items():
        children[parent].append(one)
    found, waiting = set[int](), [top] if top in parents else []
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += children[one]
    return found


def above(parents: Parents, bureau: int) -> list[int]:
    """`bureaus_above` of rows that were read already, the nearest first."""
    found: list[int] = []
    one: int | None = bureau
    while one is not None and one in parents and one not in found:
        found.append(one)
        one = parents[one]
    return found


def parent_by_code(code: str, bureaus: Mapping[str, int]) -> int | None:
    """The nearest of these bureaus (code: id) above a code; None when none is. No zone stands above by its code."""
    return next((bureaus[one] for one in codes_above(code) if one in bureaus), None)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Each bureau before those below it, neighbours by code; `level` counts from those without one above (0)."""
    known = {row["id"]: row for row in rows}
    children: dict[int | None, list[Row]] = defaultdict(list)
    for row in sorted(known.values(), key=lambda row: str(row["code"]), reverse=True):
        children[row["parent"] if row["parent"] in known else None].append(row)
    found: list[Row] = []
    waiting = [(row, 0) for row in children[None]]
    while waiting:
        row, level = waiting.pop()
        found.append(row | {"level": level})
        waiting += [(one, level + 1) for one in children[row["id"]]]
    return found


def options(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """(id, name) for a select box, in order, indented by level."""
    return [(str(row["id"]), f"{'　' * row['level']}{row['name']}") for row in in_order(rows)]
