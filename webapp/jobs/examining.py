"""Looking at what somebody uploaded: in a process of its own with its bounds, one file of a kind at a time.

    rows = await examined("import", "webapp.enterprises.imports.staging:looked_at", {"path": …}, Bounds(…))

The named function (see aside) yields one thing, which is returned. Its DomainErrors are raised as they are; a process that
meets its bounds, that breaks or is killed is a sentence too: nobody who uploads a file sees a traceback.
"""

import asyncio
import logging
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from webapp.errors import Interrupted, Invalid, TooLarge, TooMany
from webapp.jobs.aside import HARDLY_NICE, TOO_MUCH, Bounds, aside
from webapp.settings import settings

log = logging.getLogger("mashang")

# How many files may wait behind the one being examined; each takes disk or memory while it waits.
MOST_WAITING = 8
# A processor that others use as well takes longer than the seconds that are counted.
PATIENCE = 6
FULL = "正在检查的文件太多，请过几分钟再试。"
UNREADABLE = "文件无法读取，没有采用。请换一种方式另存或重新导出后再上传。"


class _Line:
    """Those who wait for their turn, first come first served."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.inside = 0

    async def __aenter__(self) -> None:
        if self.inside > MOST_WAITING:
            raise TooMany(FULL)
        self.inside += 1
        try:
            await self.lock.acquire()
        except BaseException:
            self.inside -= 1
            raise

    async def __aexit__(self, *error: object) -> None:
        self.inside -= 1
        self.lock.release()


_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Line]] = WeakKeyDictionary()


async def examined(kind: str, work: str, told: dict[str, Any], bounds: Bounds) -> Any:
    """What `work` yields about a file; DomainError in words, TooMany when too many of this kind wait already."""
    line = _lines.setdefault(asyncio.get_running_loop(), {}).setdefault(kind, _Line())
    async with line:
        try:
            async with asyncio.timeout(bounds.seconds * PATIENCE):
                return await _only(kind, work, told, bounds)
        except (TimeoutError, Interrupted) as error:
            raise TooLarge(TOO_MUCH) from error
        except RuntimeError as error:
            log.exception("examining (%s) broke", kind)
            raise Invalid(UNREADABLE) from error


async def _only(kind: str, work: str, told: dict[str, Any], bounds: Bounds) -> Any:
    bounds = replace(bounds, nice=HARDLY_NICE)
    async with aside(work, told, bounds, alone=settings().data / f"examining-{kind}.lock") as items:
        found = [item async for item in items]
    if len(found) != 1:
        raise RuntimeError(f"{work} told {len(found)} things")
    return found[0]
