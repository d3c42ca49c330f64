"""Putting a job into the queue, cancelling one, keeping what it found."""

import json
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.clock import now
from webapp.db import after_commit, lock, transaction
from webapp.jobs.runner import wake
from webapp.jobs.tables import Job

CANCELLED = "已取消"


async def enqueue(user: User, kind: str, params: dict[str, Any]) -> int:
    """Put a job of `kind` (see runner.KINDS) into the queue for this person; returns its id. Joins a transaction.

    Asked twice for the same before it is done (two clicks on a slow line), it is done once.
    """
    async with transaction():
        job = Job(kind=kind, person=user.id, params=json.dumps(params), created_at=now())
        await lock(Person, user.id)
        if (
            same := await Job.select(Job.id)
            .where((Job.person == user.id) & Job.state.is_in(["queued", "running"]))
            .where((Job.kind == kind) & (Job.params == job.params))
            .first()
        ):
            return int(same["id"])
        pk: int = (await Job.insert(job))[0]["id"]
        after_commit(wake)
    return pk


async def requeue(job: int) -> None:
    """Do a job once more from its beginning, in the caller's transaction."""
    await Job.update(
        {Job.state: "queued", Job.tries: 0, Job.holder: "", Job.lease_until: None, Job.done: 0, Job.says: ""}
    ).where(Job.id == job)
    after_commit(wake)


async def cancel(job: int) -> None:
    """End a job; a process that works on it notices at its next progress. In the caller's transaction."""
    await Job.update(
        {Job.state: "failed", Job.says: CANCELLED, Job.holder: "", Job.lease_until: None, Job.ended_at: now()}
    ).where(Job.id == job)


async def keep_result(job: int, result: dict[str, Any]) -> None:
    """Replace what the job found, in the caller's transaction."""
    await Job.update({Job.result: json.dumps(result, ensure_ascii=False)}).where(Job.id == job)
