"""What rooms below know of findings that this room has to ask for. Each says so in its ROOM (webapp/room.py)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from webapp.room import every

# Called with the row of a finding: when each 责令限期改正通知书 that stands and names it was issued.
Orders = Callable[[dict[str, Any]], Awaitable[list[datetime]]]


async def ordered_at(finding: dict[str, Any]) -> datetime | None:
    """When it was first ordered in writing; None when no room knows of an order."""
    every_known: list[Orders] = every("orders")
    return min([at for known in every_known for at in await known(finding)], default=None)
