"""The items of a checklist version. A published version is immutable, so that one reading serves the process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webapp.checklists import queries as checklists
from webapp.checklists.tables import ChecklistItem, ChecklistVersion
from webapp.db import look
from webapp.errors import Conflict
from webapp.subjects import Purpose

Row = dict[str, Any]
_MOST = 8
NONE = "还没有可以用于检查的检查表（已发布、已生效、适用于这类单位），请联系管理员。"
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
    rows = await look(
        "SELECT code, text, duty_article, penalty_article, mode, fine, aggravated FROM violation ORDER BY code"
    )
    return {row["code"]: row for row in rows}


async def versions(subject: str) -> list[Row]:
    """What visits of such an enterprise can be made with: of each checklist the newest version in force (id, title, number,
    is_default), the default checklist first.
    """
    return await checklists.published(subject, Purpose.INSPECTION)


def chosen(known: list[Row]) -> Row:
    """The one to take where nobody chooses: the default, or the only one there is; Conflict in words otherwise."""
    if not known:
        raise Conflict(NONE, "version")
    if len(known) > 1 and not known[0]["is_default"]:
        raise Conflict("有几份检查表，都不是默认的；请选择一份，或请管理员设定默认检查表。", "version")
    return known[0]


async def published(version: int, subject: str | None = None) -> Row | None:
    """A version that visits can be made with (id, published_at), also an older one; None otherwise.

    `subject`: and visits of such an enterprise.
    """
    condition = (
        (ChecklistVersion.id == version)
        & (ChecklistVersion.state == "published")
        & (ChecklistVersion.checklist.purpose == Purpose.INSPECTION.value)
    )
    if subject is not None:
        condition &= ChecklistVersion.checklist.subject == subject
    row: Row | None = (
        await ChecklistVersion.select(ChecklistVersion.id, ChecklistVersion.published_at)
        .where(condition)
        .first()
    )
    return row
