"""The items of a checklist version. A published version is immutable, so that one reading serves the process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webapp.checklists.tables import ChecklistItem, ChecklistVersion, Violation

Row = dict[str, Any]
_MOST = 8
_kept: dict[tuple[int, datetime | None], list[Row]] = {}


async def items_of(version: int, published_at: datetime | None) -> list[Row]:
    """In the order of the checklist. Callers do not change the rows."""
    key = (version, published_at)
    if key not in _kept:
        rows = (
            await ChecklistItem.select()
            .where(ChecklistItem.version == version)
            .order_by(ChecklistItem.position)
        )
        if published_at is None:
            return rows
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = rows
    return _kept[key]


async def violations() -> dict[str, Row]:
    """The table of violations by code."""
    return {row["code"]: row for row in await Violation.select().order_by(Violation.code)}


async def versions() -> list[Row]:
    """The newest published version of every checklist (id, title, number), the default checklist first."""
    rows = (
        await ChecklistVersion.select(
            ChecklistVersion.id,
            ChecklistVersion.number,
            ChecklistVersion.checklist,
            ChecklistVersion.checklist.title.as_alias("title"),
            ChecklistVersion.checklist.is_default.as_alias("is_default"),
        )
        .where(ChecklistVersion.state == "published")
        .order_by(ChecklistVersion.number, ascending=False)
    )
    newest: dict[int, Row] = {}
    for row in rows:
        newest.setdefault(row["checklist"], row)
    return sorted(newest.values(), key=lambda row: (not row["is_default"], row["title"]))


async def published(version: int) -> Row | None:
    """A version that visits can be made with (id, published_at); None otherwise."""
    row: Row | None = (
        await ChecklistVersion.select(ChecklistVersion.id, ChecklistVersion.published_at)
        .where((ChecklistVersion.id == version) & (ChecklistVersion.state == "published"))
        .first()
    )
    return row


async def is_published(version: int) -> bool:
    """Whether visits can be made with this version."""
    return await published(version) is not None
