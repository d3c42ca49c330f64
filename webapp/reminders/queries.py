"""Reading one's inbox."""

from __future__ import annotations

from typing import Any

from webapp.accounts.people import User
from webapp.db import look
from webapp.db.sql.paging import Page, cut, decode
from webapp.errors import NotFound
from webapp.reminders.tables import Notice
from webapp.web.navigation import DOT

PAGE = 30


async def inbox(user: User, cursor: str | None = None) -> Page[dict[str, Any]]:
    """One's own notices, the newest first."""
    where = Notice.person == user.id
    rows = Notice.select().where(where)
    key = decode(cursor, 1)
    if key and isinstance(key[0], int) and not isinstance(key[0], bool):
        rows = rows.where(Notice.id < min(key[0], 2**62))
    return cut(await rows.order_by(Notice.id, ascending=False).limit(PAGE + 1), "id", size=PAGE)


async def notice_for(user: User, pk: int) -> dict[str, Any]:
    """One's own notice; NotFound for every other."""
    known = pk if 0 < pk < 2**63 else 0
    row = await Notice.select().where((Notice.id == known) & (Notice.person == user.id)).first()
    if row is None:
        raise NotFound("没有找到这条消息。")
    found: dict[str, Any] = row
    return found


async def unread(user: User) -> int:
    """The red dot of the inbox, DOT at most."""
    rows = await look(
        "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM notice WHERE person = {} AND read_at IS NULL "  # noqa: S608
        f"LIMIT {DOT}) AS found",
        user.id,
    )
    return int(rows[0]["n"])
