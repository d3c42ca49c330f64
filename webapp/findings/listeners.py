"""Who wants to hear of what happens to findings: rooms below register a function (the inbox does)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from webapp.accounts.people import User
from webapp.audit.declared import Event

Listener = Callable[[Event, list[dict[str, Any]], User, str], Awaitable[None]]

# Called as listener(event, findings, actor, text) inside the transaction of the change.
listeners: list[Listener] = []


async def tell(event: Event, findings: list[dict[str, Any]], actor: User, text: str = "") -> None:
    """Tell every listener; `findings` are rows with `enterprise` and `responsible`, of one enterprise."""
    for listener in listeners:
        await listener(event, findings, actor, text)
