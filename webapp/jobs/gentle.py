"""Work of a job on the processor, done so that requests hardly notice."""

import asyncio
import sys
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

# A thread that computes holds Python for 5 ms at a time, and a request takes its turn again after every query.
SWITCH = 0.0005
LONGEST_REST = 0.1
_usual = sys.getswitchinterval()
_working = 0
_alone = False


def work_alone() -> None:
    """Say that this process answers no requests, so that its work need not be gentle."""
    global _alone
    _alone = True


async def gently(work: Callable[[], T]) -> T:
    """Run `work` (some tens of milliseconds of it) in a thread, then rest as long as it took."""
    global _working
    if _alone:
        return work()
    begun = monotonic()
    _working += 1
    sys.setswitchinterval(SWITCH)
    try:
        return await asyncio.to_thread(work)
    finally:
        _working -= 1
        if not _working:
            sys.setswitchinterval(_usual)
        await asyncio.sleep(min(LONGEST_REST, monotonic() - begun))
