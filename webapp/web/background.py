"""Background work of a process: loops that rooms register, started and stopped with the application."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from webapp.db.lease import hold, release
from webapp.db.transaction import translated
from webapp.errors import Unavailable

log = logging.getLogger("mashang")
RETRY = 60.0  # seconds after a failure, also of what is done once an hour


@dataclass(frozen=True)
class Loop:
    """`work` every `seconds`; under a lease of that name in one process only when `once`. Returns True for "more"."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]
    once: bool = True


class Background:
    """The running loops of this process."""

    def __init__(self, loops: Sequence[Loop]) -> None:
        self.loops = loops
        self.tasks: list[asyncio.Task[None]] = []
        self.stopping = asyncio.Event()

    def start(self) -> None:
        self.tasks = [asyncio.create_task(self._run(loop), name=loop.name) for loop in self.loops]

    async def stop(self) -> None:
        """Let the loops finish what they are doing, at most 10 s."""
        self.stopping.set()
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=10)
            for task in late:
                task.cancel()
            if late:
                # What is cancelled gives back what it holds; the database is still open.
                await asyncio.wait(late, timeout=5)

    async def _run(self, loop: Loop) -> None:
        while not self.stopping.is_set():
            pause = await self._turn(loop)
            try:
                await asyncio.wait_for(self.stopping.wait(), pause)
            except TimeoutError:
                continue
        if loop.once:
            await release(loop.name)

    async def _turn(self, loop: Loop) -> float:
        """Seconds until the next one."""
        try:
            if loop.once and not await hold(loop.name, max(30, int(loop.seconds * 3))):
                return loop.seconds
            return 0.01 if await loop.work() else loop.seconds
        except Exception as error:
            # A loop outlives every failure of one turn; the next may work.
            known = translated(error)
            if isinstance(known, Unavailable):
                log.warning("background work %s waits: %r", loop.name, error)
            else:
                log.exception("background work %s failed", loop.name)
            return min(loop.seconds, RETRY)
