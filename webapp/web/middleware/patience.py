"""Slow clients: how many bodies are waited for at once, whose they are, and how slowly they may come."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from random import uniform
from time import monotonic
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from webapp.addresses import counted
from webapp.errors import Unread
from webapp.pace import Pace
from webapp.settings import settings
from webapp.web.access import declared
from webapp.web.middleware.origin import SAFE

# A body that has arrived, or arrives within this many seconds, takes none of the places: a save fits into the first
# packet,
# and is received even when all places are taken.
MOMENT = 0.5
# Of people whom we know. A whole bureau may stand behind one address, and carriers put many phones behind one.
MOST, MOST_PER_ADDRESS, MOST_PER_PERSON = 256, 96, 24
# Of the pages that anybody may call, whose forms are short: places and time of their own.
MOST_OPEN, MOST_OPEN_PER_ADDRESS = 64, 16
LONGEST, LONGEST_OPEN = 1740, 60  # Caddy gives up a minute later (deploy/Caddyfile)


class TooSlow(Unread):
    """Nothing came for too long, or too little (408); whoever sent it tries again."""

    status = 408

    def __init__(self) -> None:
        super().__init__("网络中断或太慢，内容没有传完，也没有保存；请重试。")


class Crowded(Unread):
    """As many bodies are waited for as there are places for these people (429); later there will be one."""

    status = 429

    def __init__(self) -> None:
        super().__init__("同时上传的内容太多，还没有保存，请稍候再试。")


class ClientGone(Unread):
    """The body broke off (499, as nginx calls it): nobody hears the answer, and nothing is wrong here."""

    status = 499

    def __init__(self) -> None:
        super().__init__("连接已中断，内容没有传完，也没有保存。")


class Pool:
    """Places for bodies that are waited for: `most` in all, and so many for each of what is named."""

    def __init__(self, most: int, **each: int) -> None:
        self.most, self.each = most, each
        self.open = 0
        self.taken: Counter[tuple[str, Hashable]] = Counter()

    def enter(self, **whose: Hashable) -> bool:
        """Take a place; False when there is none for these."""
        if self.open >= self.most or any(self.taken[one] >= self.each[one[0]] for one in whose.items()):
            return False
        self.open += 1
        self.taken.update(whose.items())
        return True

    def leave(self, **whose: Hashable) -> None:
        self.open -= 1
        self.taken.subtract(whose.items())
        self.taken = +self.taken  # those without a place are forgotten


class Pools:
    """The places of one process: those of people who are signed in cannot be taken by anybody else."""

    def __init__(self) -> None:
        self.known = Pool(MOST, address=MOST_PER_ADDRESS, person=MOST_PER_PERSON)
        self.open = Pool(MOST_OPEN, address=MOST_OPEN_PER_ADDRESS)


class Body:
    """One that is arriving: `receive` hands on what comes, and ends what comes too slowly or has no place."""

    def __init__(self, receive: Receive, scope: HTTPScope, pools: Pools) -> None:
        client, user, access = scope.get("client"), scope.get("user"), declared(scope["route_handler"])
        known = user is not None and access is not None and not access.anyone
        self._receive, self.pool = receive, pools.known if known else pools.open
        self.whose: dict[str, Hashable] = {"address": counted(client[0]) if client else ""}
        if known:
            self.whose["person"] = user.id
        self.arriving, self.placed, self.waited = True, False, 0.0
        # When hundreds began together they are refused one by one, since so many answers at once would delay others.
        self.moment = MOMENT * uniform(1, 3)  # noqa: S311
        self.pace = Pace(settings().patience)
        self.until = monotonic() + (LONGEST if known else LONGEST_OPEN)

    async def receive(self) -> Any:
        if not self.arriving:  # what comes now is only that the client has gone: no hurry
            return await self._receive()
        began = monotonic()
        message = await self._next()
        if message["type"] != "http.request":
            raise ClientGone
        seconds = monotonic() - began
        self.waited += seconds
        self.pace.came(seconds, len(message.get("body", b"")))
        if not message.get("more_body"):
            self.arrived()
        return message

    async def _next(self) -> Any:
        left = min(self.pace.left, self.until - monotonic())
        if not self.placed:
            moment = min(max(0.0, self.moment - self.waited), left)
            try:
                async with asyncio.timeout(moment):
                    return await self._receive()
            except TimeoutError:
                left -= moment
            if not self.pool.enter(**self.whose):
                raise Crowded
            self.placed = True
        try:
            async with asyncio.timeout(left):
                return await self._receive()
        except TimeoutError:
            raise TooSlow from None

    def arrived(self) -> None:
        """Whatever comes of it, nobody waits for it any more."""
        self.arriving = False
        if self.placed:
            self.placed = False
            self.pool.leave(**self.whose)


class Patience:
    """ASGI, innermost, where route and person are known and nothing of a body was read."""

    def __init__(self, app: ASGIApp, pools: Pools) -> None:
        self.app, self.pools = app, pools

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        body = Body(receive, scope, self.pools)
        try:
            await self.app(scope, body.receive, send)
        finally:
            body.arrived()
