"""Slow clients: how many bodies may be arriving at once, and how long the server waits for the next piece of one."""

import asyncio
import json
from collections import Counter
from time import monotonic
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from webapp.errors import DomainError
from webapp.settings import settings
from webapp.web.origin import SAFE

MOST = 256
# A whole bureau may stand behind one address, and carriers put many phones behind one.
MOST_PER_ADDRESS = 96
LONGEST = 600
BUSY = "同时上传的内容太多，还没有保存，请稍候再试。"


class TooSlow(DomainError):
    """Nothing came for too long (408); whoever sent it tries again."""

    status = 408

    def __init__(self) -> None:
        super().__init__("网络中断或太慢，内容没有传完，也没有保存；请重试。")


class Patience:
    """ASGI: counts the bodies that are still arriving in this process, refuses more, and ends those that stall."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.open = 0
        self.by_address: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        address = client[0] if client else ""
        if self.open >= MOST or self.by_address[address] >= MOST_PER_ADDRESS:
            await refuse(send)
            return
        arriving, until = True, monotonic() + LONGEST
        self.open += 1
        self.by_address[address] += 1

        def arrived() -> None:
            nonlocal arriving
            if arriving:
                arriving = False
                self.open -= 1
                self.by_address[address] -= 1
                if not self.by_address[address]:
                    del self.by_address[address]

        async def patient() -> Any:
            if not arriving:  # what comes now is only that the client has gone: no hurry
                return await receive()
            try:
                async with asyncio.timeout(min(settings().patience, until - monotonic())):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            if message["type"] != "http.request" or not message.get("more_body"):
                arrived()
            return message

        try:
            await self.app(scope, patient, send)
        finally:
            arrived()


async def refuse(send: Send) -> None:
    """Before anything of the body was read; the connection ends with it."""
    body = json.dumps({"error": BUSY}, ensure_ascii=False).encode()
    head = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", b"10"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": head})
    await send({"type": "http.response.body", "body": body, "more_body": False})
