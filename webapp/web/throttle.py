"""A limit on wrong tries by address, in memory: guesses at codes that are too long to guess anyway."""

import time
from collections import OrderedDict

from webapp.errors import TooMany

MOST_ADDRESSES = 10_000


class Throttle:
    """At most `most` wrong tries by one address within `seconds`; each process counts for itself."""

    def __init__(self, *, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._tries: OrderedDict[str, list[float]] = OrderedDict()

    def guard(self, address: str) -> None:
        """TooMany when the address has used up its tries."""
        if len(self._recent(address)) >= self.most:
            raise TooMany("尝试次数过多，请过一会儿再试。")

    def count(self, address: str) -> None:
        """One wrong try."""
        self._tries[address] = [*self._recent(address), time.monotonic()]
        self._tries.move_to_end(address)
        while len(self._tries) > MOST_ADDRESSES:
            self._tries.popitem(last=False)

    def forget(self) -> None:
        """Begin anew."""
        self._tries.clear()

    def _recent(self, address: str) -> list[float]:
        since = time.monotonic() - self.seconds
        return [at for at in self._tries.get(address, []) if at > since]
