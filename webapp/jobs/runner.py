"""Working on jobs inside the server: one at a time in each process, by a lease that runs out when the process dies.

A room registers `KINDS["enterprises.read"] = work`; `work(running)` is a coroutine that returns the result (a dict),
reports progress as it goes, and can be run again from its beginning at any time. A try is spent when the process dies
with the job; an orderly stop and whatever passes by itself (Unavailable) cost none.
"""

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import And, Or, Where
from piccolo.query import Select

from webapp.clock import now
from webapp.db import transaction
from webapp.db.connect import SQLITE
from webapp.db.lease import HOLDER, moment
from webapp.db.transaction import translated
from webapp.errors import DomainError, Interrupted, Unavailable
from webapp.jobs.tables import Job

log = logging.getLogger("mashang")

LEASE = timedelta(seconds=20)
BEAT = 5.0
PROGRESS_EVERY = 0.5
# What was not available for a job (the database, the store, the disk) is asked for again after so long.
PAUSE = timedelta(seconds=15)
MAX_TRIES = 3
POLL = 1.0
INTERRUPTED = "多次中断，没有完成。请重试；仍然不行请联系管理员。"
BROKEN = "系统出了问题，没有完成。请重试；仍然不行请联系管理员，并告知编号 {}。"


class Lost(Exception):
    """The job was cancelled, or another process has taken it over."""


@dataclass
class Running:
    """A job at work: who asked for it, with which parameters, and where to tell how far it is."""

    id: int
    kind: str
    person: int
    params: dict[str, Any]
    holder: str
    _told: float = field(default=0.0)

    async def progress(self, done: int, total: int, says: str = "", *, now_: bool = False) -> None:
        """Tell how far it is, written at most twice a second; raises Lost when the job is no longer ours."""
        if not now_ and monotonic() - self._told < PROGRESS_EVERY:
            return
        self._told = monotonic()
        await self._touch({"done": done, "total": total, "says": says[:300]})

    async def beat(self) -> None:
        """Renew the lease."""
        await self._touch({})

    async def _touch(self, columns: dict[Column | str, Any]) -> None:
        async with transaction():
            columns = {**columns, "lease_until": await moment() + LEASE}
            kept = await (
                Job.update(columns)
                .where((Job.id == self.id) & (Job.holder == self.holder) & (Job.state == "running"))
                .returning(Job.id)
            )
        if not kept:
            raise Lost


Work = Callable[[Running], Awaitable[dict[str, Any]]]
KINDS: dict[str, Work] = {}
_waiting: dict[asyncio.AbstractEventLoop, asyncio.Event] = {}


def wake() -> None:
    """Let the loop of this process look at the queue at once."""
    event = _waiting.get(asyncio.get_running_loop())
    if event is not None:
        event.set()


async def turn() -> bool:
    """One turn of the background loop: do a job, or wait a moment for one."""
    if await run_next():
        return True
    loop = asyncio.get_running_loop()
    event = _waiting[loop] = asyncio.Event()
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), POLL)
    finally:
        del _waiting[loop]
    return True


async def run_next() -> bool:
    """Take the oldest job that waits, or whose process has died, and do it; False when there is none."""
    job = await _take()
    if job is None:
        return False
    working = asyncio.ensure_future(KINDS[job.kind](job))
    beating = asyncio.create_task(_beat(job, working))
    try:
        result = await working
        await _end(job, "done", result=result)
    except asyncio.CancelledError:
        if not working.cancelled():
            working.cancel()
            await asyncio.wait([working])
        if beating.done():
            log.info("job %s is no longer ours", job.id)
        else:
            # This process stops: another one, or the next start, goes on at once.
            await _give_back(job)
            raise
    except Lost:
        log.info("job %s is no longer ours", job.id)
    except Exception as error:
        await _went_wrong(job, error)
    finally:
        beating.cancel()
    return True


async def _went_wrong(job: Running, error: Exception) -> None:
    known = translated(error)
    if isinstance(known, Interrupted):
        await _give_back(job, known.sentence, spent=True)
    elif isinstance(known, Unavailable):
        log.warning("job %s (%s) waits: %r", job.id, job.kind, error)
        await _postpone(job, known.sentence)
    elif isinstance(error, DomainError):
        await _end(job, "failed", says=error.sentence)
    else:
        number = secrets.token_hex(4)
        log.error("job %s (%s) failed, shown as %s", job.id, job.kind, number, exc_info=error)
        await _end(job, "failed", says=BROKEN.format(number))


async def _beat(job: Running, working: "asyncio.Future[Any]") -> None:
    while True:
        await asyncio.sleep(BEAT)
        try:
            await job.beat()
        except Lost:
            working.cancel()
            return
        except Unavailable:
            continue


def _lapsed(at: datetime) -> Where | And | Or:
    # A lease that ends much later than any we give was taken before the clock was set back.
    return (Job.lease_until < at) | (Job.lease_until > at + 2 * LEASE)


def _waiting_jobs(at: datetime) -> Select[Any]:
    """The oldest that waits at this moment: who waited for the database has to ask anew.

    For a queued job `lease_until` is the moment before which nobody takes it.
    """
    return (
        Job.select(Job.id, Job.tries)
        .where(Job.kind.is_in(sorted(KINDS) or [""]))
        .where(
            ((Job.state == "queued") & (Job.lease_until.is_null() | _lapsed(at)))
            | ((Job.state == "running") & _lapsed(at))
        )
        .order_by(Job.id)
        .limit(1)
    )


async def _take() -> Running | None:
    if not await _waiting_jobs(await moment()):
        return None
    async with transaction():
        at = await moment()
        waiting = _waiting_jobs(at)
        rows = await (waiting if SQLITE else waiting.lock_rows("UPDATE", skip_locked=True))
        if not rows:
            return None
        pk, tries = rows[0]["id"], rows[0]["tries"]
        if tries >= MAX_TRIES:
            await Job.update({Job.state: "failed", Job.says: INTERRUPTED, Job.ended_at: now()}).where(
                Job.id == pk
            )
            return None
        holder = f"{HOLDER}-{secrets.token_hex(4)}"
        await Job.update(
            {
                Job.state: "running",
                Job.holder: holder,
                Job.tries: tries + 1,
                Job.started_at: now(),
                Job.lease_until: at + LEASE,
            }
        ).where(Job.id == pk)
        row = await Job.select().where(Job.id == pk).first()
    if row is None:
        return None
    return Running(pk, row["kind"], row["person"], json.loads(row["params"]), holder)


async def _end(job: Running, state: str, *, result: dict[str, Any] | None = None, says: str = "") -> None:
    columns: dict[Any, Any] = {
        Job.state: state,
        Job.says: says[:300],
        Job.ended_at: now(),
        Job.lease_until: None,
    }
    if result is not None:
        columns[Job.result] = json.dumps(result, ensure_ascii=False)
    async with transaction():
        await Job.update(columns).where(
            (Job.id == job.id) & (Job.holder == job.holder) & (Job.state == "running")
        )


async def _give_back(
    job: Running, says: str = "", *, spent: bool = False, pause: timedelta | None = None
) -> None:
    """Back into the queue, to be taken after a `pause`; the try is given back unless it is `spent`."""
    async with transaction():
        await Job.update(
            {
                Job.state: "queued",
                Job.holder: "",
                Job.tries: Job.tries - (0 if spent else 1),
                Job.lease_until: await moment() + pause if pause else None,
                Job.says: says[:300],
            }
        ).where((Job.id == job.id) & (Job.holder == job.holder) & (Job.state == "running"))


async def _postpone(job: Running, says: str) -> None:
    """Back into the queue for later, as soon as the database takes it: it may be what is not available."""
    while True:
        try:
            await _give_back(job, says, pause=PAUSE)
        except Unavailable:
            await asyncio.sleep(POLL)
        else:
            return
