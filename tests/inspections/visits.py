"""A visit as the tests open it."""

from __future__ import annotations

import os
import time
from typing import Any
from uuid import UUID

import httpx

from tests import cast

STARTED = "2026-03-05T09:30:00+08:00"
JSON = {"accept": "application/json"}


def uuid7() -> UUID:
    """What ids.js makes."""
    value = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (2 << 62))


def opening(enterprise: str = "A", **more: Any) -> dict[str, Any]:
    return {"enterprise": cast.ids()[enterprise], "kind": "routine", "started_at": STARTED, **more}


async def open_visit(client: httpx.AsyncClient, enterprise: str = "A", **more: Any) -> str:
    """Opens a visit and returns its address."""
    address = f"/inspections/{uuid7()}"
    answer = await client.put(address, json=opening(enterprise, **more), headers=JSON)
    assert answer.status_code == 201, answer.text
    return address


async def with_colleague(client_for: Any, **more: Any) -> tuple[httpx.AsyncClient, httpx.AsyncClient, str]:
    """Two inspectors in one visit: (lead, second, address)."""
    lead, second = await client_for("inspector", **JSON), await client_for("colleague", **JSON)
    return lead, second, await open_visit(lead, second=cast.ids()["colleague"], **more)
