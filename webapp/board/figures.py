"""The numbers of the board together. Those of a whole province are a walk over a hundred thousand findings: they are kept,
the page says of when they are, and while somebody looks at them they are counted anew every EVERY seconds.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.accounts.people import User
from webapp.accounts.reach import FEW
from webapp.board.counts import Line, count
from webapp.board.scope import Days, Scope, Stage
from webapp.clock import now, today

EVERY = 120
OLD = timedelta(minutes=5)  # older numbers are not shown
WATCHED = timedelta(minutes=5)  # seconds after the last look for which the figures are kept up to date
BREATH = 4  # after a count, nothing is counted for this many times its duration, so that pages go first


@dataclass(frozen=True)
class Figures:
    """`tiles` by stage, `tables` by filter name; `at`: when they were counted, None for now."""

    tiles: dict[Stage, int]
    tables: dict[str, list[Line]]
    at: datetime | None = None


@dataclass
class _Kept:
    user: User
    figures: Figures
    counted: datetime
    asked: datetime


_Key = tuple[tuple[int, ...], str, Scope]
_kept: dict[_Key, _Kept] = {}
_counting = asyncio.Lock()


async def figures(user: User, scope: Scope, days: Days) -> Figures:
    """The stages and their tables; one count at a time for those who see more than FEW bureaus at once."""
    if scope.bureau or len(user.bureaus) <= FEW:
        return await _counted(user, scope, days)
    key = (user.bureaus, user.bureau_code, scope)
    async with _counting:
        kept = _kept.get(key)
        if kept is None or now() - kept.counted > OLD:
            kept = _kept[key] = _Kept(user, await _counted(user, scope, days, now()), now(), now())
    kept.asked = now()
    return kept.figures


async def recount() -> None:
    """Count anew what somebody looked at lately, and drop the rest."""
    for key, kept in list(_kept.items()):
        if now() - kept.asked > WATCHED:
            _kept.pop(key, None)
            continue
        async with _counting:
            began = now()
            kept.figures, kept.counted = await _counted(kept.user, key[2], Days(today()), began), now()
        await asyncio.sleep((kept.counted - began).total_seconds() * BREATH)


def forget() -> None:
    """Count anew at the next request: somebody has just moved many findings."""
    _kept.clear()


async def _counted(user: User, scope: Scope, days: Days, at: datetime | None = None) -> Figures:
    return Figures(*await count(user, scope, days), at)
