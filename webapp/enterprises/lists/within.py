"""Whether what a file holds is still in the reach of whoever fetches it: reach may have changed since it was made."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.enterprises.tables import Enterprise

STEP = 5_000


async def all_within(user: User, enterprises: Iterable[int]) -> bool:
    """Whether the user reaches every one of these enterprises now."""
    ids = sorted(set(enterprises))
    for start in range(0, len(ids), STEP):
        some = ids[start : start + STEP]
        found = await Enterprise.count().where(
            Enterprise.id.is_in(some) & enterprise_condition(user, Enterprise)
        )
        if found != len(some):
            return False
    return True
