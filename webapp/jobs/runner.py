"""Working on jobs inside the server: one at a time in each process, by a lease that runs out when the process dies.

A room registers `KINDS["enterprises.read"] = work`; `work(running)` is a coroutine that returns the result (a dict),
reports progress as it goes, and can be run again from its beginning at any time. A try is spent when the process dies
with the job; an orderly stop and whatever passes by itself (Unavailable) cost none.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from webapp.db.transaction import translated
from webapp.errors import DomainError, Interrupted, Unavailable
from webapp.jobs.queue import Lost, Running, end, give_back, postpone, take

log = logging.getLogger("mashang")

BEAT = 5.0
POLL = 1.0
BROKEN = "系统出了问题，没有完成。请重试；仍然不行请联系管理员，并告知编号 {}。"

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
    job = await take(KINDS)
    if job is None:
        return False
    working = asyncio.ensure_future(KINDS[job.kind](job))
    beating = asyncio.create_task(_beat(job, working))
    try:
        result = await working
        await end(job, "done", result=result)
    except asyncio.CancelledError:
        if not working.cancelled():
            working.cancel()
            await asyncio.wait([working])
        if beating.done():
            log.info("job %s is no longer ours", job.id)
        else:
            # This process stops: another one, or the next start, goes on at once.
            await give_back(job)
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
        await give_back(job, known.sentence, spent=True)
    elif isinstance(known, Unavailable):
        log.warning("job %s (%s) waits: %r", job.id, job.kind, error)
        await postpone(job, known.sentence)
    elif isinstance(error, DomainError):
        await end(job, "failed", says=error.sentence)
    else:
        number = secrets.token_hex(4)
        log.error("job %s (%s) failed, shown as %s", job.id, job.kind, number, exc_info=error)
        await end(job, "failed", says=BROKEN.format(number))


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
