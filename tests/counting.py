"""Counting what a request asks of the database, so that a list cannot ask once per row unnoticed."""

from collections.abc import Awaitable
from typing import Any

import pytest

from webapp.db.connect import ENGINE


async def statements(request: Awaitable[Any]) -> list[str]:
    """The SQL of one awaited request, in order."""
    seen: list[str] = []
    original = type(ENGINE).run_querystring

    async def run(self: Any, querystring: Any, *args: Any, **more: Any) -> Any:
        seen.append(str(querystring))
        return await original(self, querystring, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(ENGINE), "run_querystring", run)
        await request
    return seen
