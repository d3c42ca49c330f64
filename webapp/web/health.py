"""GET /health: 200 only when database and storage answer."""

import asyncio
import os
import secrets
from collections.abc import Callable

from litestar import Response, get

from webapp.db import sql
from webapp.settings import settings
from webapp.web.access import ANYONE

# What else has to answer: the store of evidence, when it is not this folder.
probes: dict[str, Callable[[], None]] = {}


def storage_answers() -> None:
    """Write, sync and remove a small file where photos are kept; raises OSError."""
    folder = settings().media
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".health-{secrets.token_hex(8)}"
    try:
        with path.open("wb") as file:
            file.write(b"ok")
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)
    for probe in list(probes.values()):
        probe()


@get("/health", access=ANYONE)
async def health() -> Response[dict[str, str]]:
    """{"database": "ok", "storage": "ok"} or 503 with what does not answer."""
    state = {"database": "ok", "storage": "ok"}
    try:
        await asyncio.wait_for(sql("SELECT count(*) FROM lease"), 5)
    except Exception:
        state["database"] = "不可用"
    try:
        await asyncio.wait_for(asyncio.to_thread(storage_answers), 5)
    except (OSError, TimeoutError):
        state["storage"] = "不可用"
    ok = set(state.values()) == {"ok"}
    return Response(state, status_code=200 if ok else 503)
