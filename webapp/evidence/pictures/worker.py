"""Thumbnails, made by threads after the answer was given."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from webapp.evidence.pictures import derivatives
from webapp.evidence.pictures.budget import behind_requests
from webapp.evidence.storage import Store

REST = 0.05
AGAIN = 60.0  # seconds after which what failed, or was not read, is tried again
GONE = "原始文件缺失，请联系管理员。"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A photo whose thumbnail is missing."""

    photo: UUID
    key: str


@dataclass(frozen=True)
class Done:
    """`failure` is the sentence for the person who sent the photo, None when the thumbnail exists."""

    photo: UUID
    failure: str | None


class ThumbnailWorker:
    """A queue in this process in front of one thread per processor.

    `waiting(limit)` reads the oldest photos without a thumbnail, `finish(done)` writes outcomes, several in
    one transaction. While `busy()` says that many requests are being answered, thumbnails rest until half the
    backlog waits: receipts come first in the evening, when all phones find the network. The rows are the real queue: what
    does not fit into memory, or waited when the process died, is read from there again; so is, `again` seconds later,
    what the disk, the store or the database refused. Two processes that make one thumbnail make the same one: no harm done.
    """

    def __init__(
        self,
        store: Store,
        waiting: Callable[[int], Awaitable[Sequence[Job]]],
        finish: Callable[[Sequence[Done]], Awaitable[None]],
        *,
        backlog: int = 1000,
        threads: int | None = None,
        busy: Callable[[], bool] = lambda: False,
        again: float = AGAIN,
    ) -> None:
        self._store, self._waiting, self._finish = store, waiting, finish
        self._backlog, self._threads = backlog, threads or os.cpu_count() or 1
        self._busy_now, self._again = busy, again
        self._jobs: dict[UUID, Job] = {}  # in the order of arrival; one entry per photo
        self._busy: set[UUID] = set()
        self._done: list[Done] = []
        self._reading = False
        self._left_out = True  # photos may be waiting in the table that are not in _jobs
        self._trouble = False  # … because something failed that would fail at once again
        self._change = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []
        self._pool: ThreadPoolExecutor | None = None

    async def start(self) -> None:
        """Begin with what the table says is waiting."""
        self._pool = ThreadPoolExecutor(self._threads, "thumbnail", initializer=behind_requests)
        self._tasks = [asyncio.create_task(self._make_thumbnails()) for _ in range(self._threads)]
        self._tasks.append(asyncio.create_task(self._write_outcomes()))
        self._tasks.append(asyncio.create_task(self._read_waiting()))

    async def stop(self) -> None:
        """Finish the pictures that are in a thread; what waits stays in the table."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown)
            self._pool = None

    async def submit(self, photo: UUID, key: str) -> None:
        """Never waits for a thumbnail: beyond the backlog the row alone remembers."""
        async with self._change:
            if len(self._jobs) < self._backlog:
                self._jobs[photo] = Job(photo, key)
            else:
                self._left_out = True
            self._change.notify_all()

    async def drain(self) -> None:
        """Wait until no thumbnail is missing and every outcome is written."""
        async with self._change:
            await self._change.wait_for(
                lambda: not (self._jobs or self._busy or self._done or self._left_out or self._reading)
            )

    async def _make_thumbnails(self) -> None:
        while True:
            async with self._change:
                await self._change.wait_for(lambda: self._jobs)
            while self._busy_now() and len(self._jobs) < self._backlog // 2:  # noqa: ASYNC110 - quiet rings no bell
                await asyncio.sleep(REST)
            async with self._change:
                if not self._jobs:
                    continue
                job = self._jobs.pop(next(iter(self._jobs)))
                self._busy.add(job.photo)
            done = await asyncio.get_running_loop().run_in_executor(self._pool, self._thumbnail, job)
            async with self._change:
                if done is None:  # the disk's trouble, not the photo's: it stays waiting
                    self._busy.discard(job.photo)
                    self._left_out = self._trouble = True
                else:
                    self._done.append(done)
                self._change.notify_all()

    def _thumbnail(self, job: Job) -> Done | None:
        try:
            with self._store.open(job.key) as source:
                data = derivatives.make(derivatives.THUMBNAIL, source)
            self._store.put_derived(derivatives.THUMBNAIL, job.key, data)
            return Done(job.photo, None)
        except derivatives.Undecodable as error:
            return Done(job.photo, str(error))
        except FileNotFoundError:
            log.error("the sealed file of photo %s is gone: %s", job.photo, job.key)
            return Done(job.photo, GONE)
        except OSError:
            log.exception("no thumbnail for photo %s", job.photo)
            return None

    async def _write_outcomes(self) -> None:
        while True:
            async with self._change:
                await self._change.wait_for(lambda: self._done)
                batch = list(self._done)
            written = True
            try:
                await self._finish(batch)
            except Exception:  # a busy database must not end the worker; the rows stay waiting
                log.exception("outcomes of %d thumbnails were not written", len(batch))
                written = False
            async with self._change:
                if not written:
                    self._left_out = self._trouble = True
                del self._done[: len(batch)]
                self._busy.difference_update(done.photo for done in batch)
                self._change.notify_all()

    async def _read_waiting(self) -> None:
        while True:
            async with self._change:
                await self._change.wait_for(lambda: self._left_out)
            if self._trouble:
                await asyncio.sleep(self._again)
            async with self._change:
                await self._change.wait_for(lambda: not self._jobs and not self._busy)
                self._left_out, self._trouble, self._reading = False, False, True
            jobs: Sequence[Job] | None = None
            try:
                jobs = await self._waiting(self._backlog)
            except Exception:
                log.exception("waiting thumbnails were not read")
            async with self._change:
                self._reading = False
                if jobs is None:
                    self._left_out = self._trouble = True
                else:
                    self._jobs.update({job.photo: job for job in jobs if job.photo not in self._busy})
                    self._left_out = self._left_out or len(jobs) == self._backlog
                self._change.notify_all()
