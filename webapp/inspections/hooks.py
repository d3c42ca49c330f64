"""What rooms below add to a visit: parts of its form, what follows from its submission and voiding. They register here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from webapp.accounts.people import User
from webapp.inspections.record import Record, Row

FormPart = Callable[[User, Row, Record], Awaitable[dict[str, Any]]]
Follower = Callable[[User, Row], Awaitable[None]]
Voider = Callable[[User, Row, str], Awaitable[None]]

# Each gives names for templates/inspections/form.html: part(user, visit, record).
form_parts: list[FormPart] = []
# Called as follower(user, visit) inside the transaction of the submission; `visit` was read before it.
followers: list[Follower] = []
# Called as voider(user, visit, reason) inside the transaction that voids the visit, which is held.
voiders: list[Voider] = []


async def parts_of(user: User, visit: Row, record: Record) -> dict[str, Any]:
    """All names that other rooms give to the form."""
    found: dict[str, Any] = {}
    for part in form_parts:
        found |= await part(user, visit, record)
    return found


async def follow(user: User, visit: Row) -> None:
    """Tell all that the visit was submitted just now."""
    for follower in followers:
        await follower(user, visit)


async def void(user: User, visit: Row, reason: str) -> None:
    """Tell all that the visit was voided just now."""
    for voider in voiders:
        await voider(user, visit, reason)
