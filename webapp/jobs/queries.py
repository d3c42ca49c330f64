"""Reading jobs: a person sees their own."""

import json
from typing import Any

from webapp.accounts.people import User
from webapp.errors import NotFound
from webapp.jobs.tables import Job

BIGGEST_ID = 2**31 - 1


def unpacked(row: dict[str, Any]) -> dict[str, Any]:
    """The row with `params` and `result` as dicts."""
    return row | {"params": json.loads(row["params"]), "result": json.loads(row["result"])}


async def job_for(user: User, pk: int) -> dict[str, Any]:
    """A job of this person, params and result unpacked; NotFound for everybody else's."""
    row = None
    if 0 < pk <= BIGGEST_ID:
        row = await Job.select().where((Job.id == pk) & (Job.person == user.id)).first()
    if row is None:
        raise NotFound
    return unpacked(row)


async def jobs_of(user: User, kind: str, most: int = 50) -> list[dict[str, Any]]:
    """The newest jobs of this person and kind."""
    rows = await (
        Job.select()
        .where((Job.person == user.id) & (Job.kind == kind))
        .order_by(Job.id, ascending=False)
        .limit(most)
    )
    return [unpacked(row) for row in rows]
