"""The queue in the database: taking a job, keeping hold of it, ending it, giving it back."""

import asyncio
import json
import secrets
from collections.abc import Iterable
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
from webapp.errors import Unavailable
from webapp.jobs.tables import Job

LEASE = timedelta(seconds=20)
PROGRESS_EVERY = 0.5
# What was not available for a job (the database, the store, the disk) is asked for again after so long.
PAUSE = timedelta(seconds=15)
MAX_TRIES = 3
RETRY = 1.0
INTERRUPTED = "多次中断，没有完成。请重试；仍然不行请联系管理员。"


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


def _lapsed(at: datetime) -> Where | And | Or:
    # A lease that ends much later than any we give was taken before the clock was set back.
    return (Job.lease_until < at) | (Job.lease_until > at + 2 * LEASE)


def _waiting_jobs(kinds: list[str], at: datetime) -> Select[Any]:
    """The oldest that waits at this moment: who waited for the database has to ask anew.

    For a queued job `lease_until` is the moment before which nobody takes it.
    """
    return (
        Job.select(Job.id, Job.tries)
        .where(Job.kind.is_in(kinds))
        .where(
            ((Job.state == "queued") & (Job.lease_until.is_null() | _lapsed(at)))
            | ((Job.state == "running") & _lapsed(at))
        )
        .order_by(Job.id)
        .limit(1)
    )


async def take(kinds: Iterable[str]) -> Running | None:
    """Take the oldest job of these kinds that waits, or whose process has died; None when there is none."""
    known = sorted(kinds) or [""]
    if not await _waiting_jobs(known, await moment()):
        return None
    async with transaction():
        at = await moment()
        waiting = _waiting_jobs(known, at)
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


async def end(job: Running, state: str, *, result: dict[str, Any] | None = None, says: str = "") -> None:
    """Say how it ended, unless it is no longer ours."""
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


async def give_back(
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


async def postpone(job: Running, says: str) -> None:
    """Back into the queue for later, as soon as the database takes it: it may be what is not available."""
    while True:
        try:
            await give_back(job, says, pause=PAUSE)
        except Unavailable:
            await asyncio.sleep(RETRY)
        else:
            return
