"""Slow, not locked: the tries of a network are looked at one after another, and where very many have failed each wrong one
holds up the next for a while. A right one holds up nobody.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from webapp.accounts.login.tries import Asking, crowded
from webapp.errors import TooMany

PAUSE = 1.0  # seconds of waiting after a wrong try, multiplied by how far the network is over its limit
LONGEST = 10.0
MOST_WAITING = 8
hold = asyncio.sleep
FULL = "这个网络上输错的人很多，正在逐个核对，请 1 分钟后再试。您登录过这个账号的手机或电脑不受影响。"


class Lane:
    """The tries of one network (or one known browser) in this process."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.loop = asyncio.get_running_loop()
        self.waiting = 0
        self.over = 0


class Passage:
    """One try on its way; `right` once it has proven right."""

    right = False


_lanes: WeakValueDictionary[str, Lane] = WeakValueDictionary()


@asynccontextmanager
async def lane(asking: Asking, *, home: bool = False) -> AsyncIterator[Passage]:
    """Be alone among the tries of a network. TooMany when the line of one that has failed very often is full.

    `home`: this account is no stranger there, and passes beside the line.
    """

    async def over() -> int:
        return 0 if home else await crowded(asking)

    async with in_line(f"home {asking.place}" if home else asking.place, over) as passage:
        yield passage


@asynccontextmanager
async def in_line(place: str, over: Callable[[], Awaitable[int]]) -> AsyncIterator[Passage]:
    """Be alone among the tries of a place, in this process; `over`: how many times over its limit the place has failed."""
    here = _lanes.get(place)
    # An error may keep a line alive longer than its loop, as between two tests; its lock works in no other.
    if here is None or here.loop is not asyncio.get_running_loop():
        here = _lanes[place] = Lane()
    _not_full(here, here.waiting)
    here.waiting += 1
    try:
        async with here.lock:
            here.over = await over()
            _not_full(here, here.waiting - 1)
            passage = Passage()
            try:
                yield passage
            finally:
                if here.over and not passage.right:
                    await hold(min(PAUSE * here.over, LONGEST))
    finally:
        here.waiting -= 1


def _not_full(here: Lane, others: int) -> None:
    if here.over and others >= MOST_WAITING:
        raise TooMany(FULL)
