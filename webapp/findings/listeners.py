"""Who wants to hear of what happens to findings: rooms below name a function in their ROOM (the inbox does)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from webapp.accounts.people import User
from webapp.audit.declared import Event
from webapp.room import every

Listener = Callable[[Event, list[dict[str, Any]], User, str], Awaitable[None]]

# Called as listener(event, findings, actor, text) inside the transaction of the change.


async def tell(event: Event, findings: list[dict[str, Any]], actor: User, text: str = "") -> None:
    """Tell every listener; `findings` are rows with `enterprise` and `responsible`, of one enterprise."""
    listener: Listener
    for listener in every("listeners"):
        await listener(event, findings, actor, text)
