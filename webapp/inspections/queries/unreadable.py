"""Photos that arrived whole and cannot be decoded: told to whoever sent them, while the visit is a draft and they can be retaken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from webapp.clock import now
from webapp.db import look

MOST = 20
RECENT = timedelta(days=30)
SENTENCE = "这张照片读不出来，请重拍后移除它。"


async def unreadable(person: int) -> list[dict[str, Any]]:
    """Of this person's photos in drafts, the newest first: photo, inspection, target, error."""
    rows = await look(
        "SELECT p.id, p.owner_id, p.target FROM photo p "
        "JOIN inspection i ON p.owner_id = CAST(i.id AS VARCHAR) AND i.state = {} "
        "WHERE p.derived = 'failed' AND p.person = {} AND p.owner_kind = {} AND p.withdrawn_at IS NULL "
        f"AND p.received_at >= {{}} ORDER BY p.received_at DESC LIMIT {MOST}",
        "draft", person, "inspection", now() - RECENT,
    )  # fmt: skip
    return [
        {"photo": str(row["id"]), "inspection": row["owner_id"], "target": row["target"], "error": SENTENCE}
        for row in rows
    ]
