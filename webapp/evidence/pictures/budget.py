"""One budget of memory for all decoding in this process: how many pictures are open at once follows from their size.

A picture costs what its decoder takes, by pixels and format. Small pictures have a share of their own: one of them
never waits behind twelve of 48 megapixels. In each lane whoever came first goes first, so that nobody waits for ever.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache

from PIL import Image

MB = 1024 * 1024
# What a decoder takes at most, in bytes for each pixel that it makes (measured at 48 megapixels, rounded up).
TAKES = {"WEBP": 16, "HEIF": 8}
PLAIN = 5  # Pillow keeps four bytes a pixel
SCALED = 8
PROGRESSIVE = 6  # a progressive JPEG keeps the coefficients of the whole picture, whatever scale is asked for


class Lane:
    """A share of the budget, in bytes; first come, first served."""

    def __init__(self, size: int) -> None:
        self.size, self.free = size, size
        self.most = 0  # the largest amount that was out at once, for the tests
        self._queue: deque[object] = deque()
        self._turn = threading.Condition()

    @contextmanager
    def hold(self, cost: int) -> Iterator[None]:
        """Wait for the turn and for so many bytes; what is larger than the lane has it alone."""
        cost, me = min(cost, self.size), object()
        with self._turn:
            self._queue.append(me)
            try:
                self._turn.wait_for(lambda: self._queue[0] is me and self.free >= cost)
                self.free -= cost
                self.most = max(self.most, self.size - self.free)
            finally:
                self._queue.remove(me)
                self._turn.notify_all()
        try:
            yield
        finally:
            with self._turn:
                self.free += cost
                self._turn.notify_all()


class Budget:
    """Two lanes: what costs more than `limit` bytes goes into the one for large pictures."""

    def __init__(self, large: int, small: int, limit: int) -> None:
        self.large, self.small, self.limit = Lane(large), Lane(small), limit

    def is_large(self, cost: int) -> bool:
        return cost > self.limit

    @contextmanager
    def spend(self, cost: int) -> Iterator[None]:
        """Wait in this thread until `cost` bytes may be used. Never inside of another one: two that wait so wait for ever."""
        large = self.is_large(cost)
        with (self.large if large else self.small).hold(cost):
            yield
        if large:
            give_back()


BUDGET = Budget(large=330 * MB, small=96 * MB, limit=32 * MB)


def cost_of(image: Image.Image, edge: int) -> int:
    """What decoding an opened, not yet decoded picture takes when a copy of `edge` pixels is wanted of it."""
    pixels = image.width * image.height
    if image.format != "JPEG":
        return pixels * TAKES.get(image.format or "", PLAIN)
    # The decoder itself makes 1/2, 1/4 or 1/8 of it, the smallest that is large enough.
    scale = max(1, min(8, max(image.size) // edge))
    scale = 1 << (scale.bit_length() - 1)
    return pixels // scale**2 * SCALED + (pixels * PROGRESSIVE if image.info.get("progressive") else 0)


def behind_requests() -> None:
    """On Linux niceness belongs to the thread: requests come first when the processors are busy."""
    if sys.platform == "linux":
        os.nice(10)


# Large pictures wait for their turn in threads of their own, so that nothing else stands behind them.
large_pool = ThreadPoolExecutor(os.cpu_count() or 1, "large", initializer=behind_requests)


@cache
def _libc() -> ctypes.CDLL | None:
    """glibc, None where there is another one."""
    try:
        libc = ctypes.CDLL(None)
        return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
    except (OSError, TypeError):
        return None


_MMAP_THRESHOLD = -3  # of malloc.h


def keep_nothing() -> None:
    """Let large blocks go back to the system when they are freed: glibc would raise its limit with each of them."""
    if libc := _libc():
        libc.mallopt(_MMAP_THRESHOLD, MB)


def give_back() -> None:
    """Hand what malloc keeps for later back to the system."""
    if libc := _libc():
        libc.malloc_trim(0)
