"""Answers of a visit as the merge rules see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.inspections.merge import Current, Given
from webapp.inspections.tables import Answer

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


async def known_of(visit: UUID, items: list[int]) -> dict[int, Known]:
    """What is known of these items (ids), with every entry ever stored; items without an answer are absent."""
    rows = (
        await Answer.select(
            Answer.id, Answer.item, Answer.revision, Answer.result, Answer.note, Answer.measured,
            Answer.person, Answer.entry, Answer.standing,
        )
        .where((Answer.inspection == visit) & Answer.item.is_in(items))
        .order_by(Answer.item, Answer.revision)
    )  # fmt: skip
    return _known(rows)


async def standing_of(visit: UUID) -> dict[int, Current[Content]]:
    """The values that count, by item id; without the entries of superseded ones."""
    rows = (
        await Answer.select(
            Answer.id, Answer.item, Answer.revision, Answer.result, Answer.note, Answer.measured,
            Answer.person, Answer.entry, Answer.standing,
        )
        .where((Answer.inspection == visit) & Answer.standing.eq(True))
        .order_by(Answer.item, Answer.revision)
    )  # fmt: skip
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
