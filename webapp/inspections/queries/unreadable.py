"""Photos that arrived whole and cannot be decoded: told to whoever sent them, while the visit is a draft and they can be retaken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from webapp.clock import now
from webapp.db import look
from webapp.db.sql.statement import marks

RECENT = timedelta(days=30)
SENTENCE = "这张照片读不出来，请重拍后移除它。"


async def unreadable(person: int) -> list[dict[str, Any]]:
    """Of this person's photos in drafts, the newest first: photo, inspection, target, error."""
    rows = await look(
        "SELECT p.id, p.owner_id, p.target FROM photo p "
        "WHERE p.derived = 'failed' AND p.person = {} AND p.owner_kind = {} AND p.withdrawn_at IS NULL "
        "AND p.received_at >= {} ORDER BY p.received_at DESC LIMIT 20",
        person, "inspection", now() - RECENT,
    )  # fmt: skip
    visits = [UUID(visit) for visit in {row["owner_id"] for row in rows}]
    if not visits:
        return []
    drafts = await look(
        f"SELECT id FROM inspection WHERE state = {{}} AND id IN ({marks(visits)})",  # noqa: S608
        "draft",
        *visits,
    )
    open_now = {str(row["id"]) for row in drafts}
    return [
        {"photo": str(row["id"]), "inspection": row["owner_id"], "target": row["target"], "error": SENTENCE}
        for row in rows
        if row["owner_id"] in open_now
    ]
