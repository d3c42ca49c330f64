"""What rooms below add to a visit: parts of its form, what follows from its submission and voiding. Each says so in its ROOM (webapp/room.py)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from webapp.accounts.people import User
from webapp.inspections.queries.record import Record, Row
from webapp.room import every

# Each gives names for templates/inspections/form.html: part(user, visit, record).
FormPart = Callable[[User, Row, Record], Awaitable[dict[str, Any]]]
# Called as follower(user, visit) inside the transaction of the submission; `visit` was read before it.
Follower = Callable[[User, Row], Awaitable[None]]
# Called as voider(user, visit, reason) inside the transaction that voids the visit, which is held.
Voider = Callable[[User, Row, str], Awaitable[None]]


async def parts_of(user: User, visit: Row, record: Record) -> dict[str, Any]:
    """All names that other rooms give to the form."""
    found: dict[str, Any] = {}
    part: FormPart
    for part in every("form_parts"):
        found |= await part(user, visit, record)
    return found


async def follow(user: User, visit: Row) -> None:
    """Tell all that the visit was submitted just now."""
    follower: Follower
    for follower in every("followers"):
        await follower(user, visit)


async def void(user: User, visit: Row, reason: str) -> None:
    """Tell all that the visit was voided just now."""
    voider: Voider
    for voider in every("voiders"):
        await voider(user, visit, reason)
