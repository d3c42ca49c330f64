"""Answers of a visit as the merge rules see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.db import look
from webapp.db.sql.statement import marks
from webapp.inspections.rules.merge import Current, Given

Row = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """What is compared between two inspectors. `result` is a value of checklists.rules.Result."""

    result: str
    note: str = ""
    measured: str = ""


@dataclass(frozen=True)
class Known:
    """An item's state, and the ids of the rows that stand in it, by revision."""

    current: Current[Content]
    rows: dict[int, int]


UNKNOWN = Known(Current(), {})


_ANSWERS = "SELECT id, item, revision, result, note, measured, person, entry, standing FROM answer WHERE inspection = {} "


async def known_of(visit: UUID, items: list[int]) -> dict[int, Known]:
    """What is known of these items (ids), with every entry ever stored; items without an answer are absent."""
    among = f"AND item IN ({marks(items)}) ORDER BY item, revision"
    return _known(await look(_ANSWERS + among, visit, *items))


async def standing_of(visit: UUID) -> dict[int, Current[Content]]:
    """The values that count, by item id; without the entries of superseded ones."""
    rows = await look(_ANSWERS + "AND standing = {} ORDER BY item, revision", visit, True)
    return {item: known.current for item, known in _known(rows).items()}


def _known(rows: list[Row]) -> dict[int, Known]:
    by_item: dict[int, list[Row]] = {}
    for row in rows:
        by_item.setdefault(row["item"], []).append(row)
    found = {}
    for item, history in by_item.items():
        standing = [row for row in history if row["standing"]]
        given = tuple(
            Given(row["entry"], str(row["person"]), _content(row), row["revision"]) for row in standing
        )
        entries = frozenset(row["entry"] for row in history)
        found[item] = Known(
            Current(history[-1]["revision"], given, entries), {row["revision"]: row["id"] for row in standing}
        )
    return found


def _content(row: Row) -> Content:
    return Content(row["result"], row["note"], row["measured"])
