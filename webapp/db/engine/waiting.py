"""How long writers wait for another process: each from its own arrival, also those who stand in the queue behind one.

Only the time in which another process holds the lock counts: our own writers are quick, and come one after another.
"""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from math import inf

PATIENCE = 5.0


class Allowance:
    """What is left of the patience of one request, whatever number of transactions it makes."""

    def __init__(self, spent: float = 0.0) -> None:
        self.spent = spent


_allowance: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def one_patience(spent: float = 0.0) -> Iterator[None]:
    """All transactions within share one patience."""
    token = _allowance.set(Allowance(spent))
    try:
        yield
    finally:
        _allowance.reset(token)


def no_patience() -> AbstractContextManager[None]:
    """What is written within may as well be written another time: another process is not waited for."""
    return one_patience(inf)


class Wait:
    """One writer who waits."""

    def __init__(self, patience: float, allowance: Allowance) -> None:
        self.patience, self.allowance = patience, allowance
        self.loop = asyncio.get_running_loop()
        self.since: float | None = None  # the other process is waited for
        self._limit: asyncio.Timeout | None = None

    @property
    def left(self) -> float:
        now = self.loop.time()
        return self.patience - self.allowance.spent - (now - (self.since if self.since is not None else now))

    async def patiently(self, turn: Awaitable[object]) -> None:
        """Stand in the queue; TimeoutError when the other process takes too long."""
        until = None if self.since is None else self.loop.time() + self.left
        try:
            async with asyncio.timeout_at(until) as self._limit:
                await turn
        finally:
            self._limit = None

    def begin(self) -> None:
        if self.since is None:
            self.since = self.loop.time()
            self._move(self.since + self.left)

    def end(self) -> None:
        if self.since is not None:
            self.allowance.spent += self.loop.time() - self.since
            self.since = None
            self._move(None)

    def _move(self, until: float | None) -> None:
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(until)


class Waits:
    """Everybody who waits at one connection, and whether another process holds them up."""

    def __init__(self) -> None:
        self.patience = PATIENCE
        self._waiting: set[Wait] = set()
        self._held_up = False

    @contextmanager
    def one(self) -> Iterator[Wait]:
        wait = Wait(self.patience, _allowance.get() or Allowance())
        self._waiting.add(wait)
        if self._held_up:
            wait.begin()
        try:
            yield wait
        finally:
            self._waiting.discard(wait)
            wait.end()

    def begin(self) -> None:
        """Another process writes."""
        self._held_up = True
        for wait in self._waiting:
            wait.begin()

    def end(self) -> None:
        """It is our turn."""
        if self._held_up:
            self._held_up = False
            for wait in self._waiting:
                wait.end()
