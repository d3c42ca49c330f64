"""The arithmetic of a draw, mashang-draw|v1 (docs/draws.md): hashes and nothing else decide.

No random module, no floating point, no order of a database: whoever has secret, pool and public number gets the same.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

ALGORITHM = "mashang-draw|v1"
ALL, PERCENT, NUMBER = "all", "percent", "number"


class Candidate(NamedTuple):
    """Something that can be drawn: credit code and number of the workplace, and its stratum."""

    key: str
    stratum: str


class Drawn(NamedTuple):
    """A candidate with its rank, and its place in the order of its stratum (from 1)."""

    key: str
    stratum: str
    rank: str
    place: int


class Checker(NamedTuple):
    """Somebody who can be sent: by badge."""

    badge: str
    specialist: bool = True


class TooFew(Exception):
    """Nobody, or not enough people, can be sent to `key`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pool_text(pool: Iterable[Candidate]) -> bytes:
    """A line for each, `key|stratum`, in the order of the keys' bytes."""
    lines = sorted((one.key.encode(), one.stratum.encode()) for one in pool)
    return b"".join(key + b"|" + stratum + b"\n" for key, stratum in lines)


def seed_of(secret: bytes, code: str, pool_hash: str, number: str) -> bytes:
    """What everything follows from: the secret that was promised, and the public number that came after the promise."""
    said = f"{ALGORITHM}|{code}|{pool_hash}|{number}"
    return hmac.digest(secret, said.encode(), "sha256")


def rank_of(seed: bytes, key: str) -> str:
    return hmac.digest(seed, f"E|{key}".encode(), "sha256").hex()


def quota(mode: str, value: int, size: int) -> int:
    """How many of a stratum of `size` are drawn: a share is rounded up, at least one, never more than there are."""
    wanted = size if mode == ALL else -(-size * value // 100) if mode == PERCENT else value
    return min(size, max(1, wanted)) if size else 0


def ordered(seed: bytes, pool: Iterable[Candidate]) -> dict[str, list[Drawn]]:
    """Every stratum in its order: the first of it are drawn, the others wait as substitutes."""
    ranked = sorted((rank_of(seed, one.key), one.key, one.stratum) for one in pool)
    found: dict[str, list[Drawn]] = {}
    for rank, key, stratum in ranked:
        row = found.setdefault(stratum, [])
        row.append(Drawn(key, stratum, rank, len(row) + 1))
    return found


def drawn(order: Mapping[str, Sequence[Drawn]], quotas: Mapping[str, int]) -> list[Drawn]:
    """The first of every stratum, all together in the order of their ranks."""
    found = [one for stratum, row in order.items() for one in row[: quotas.get(stratum, 0)]]
    return sorted(found, key=lambda one: (one.rank, one.key))


def following(order: Mapping[str, Sequence[Drawn]], stratum: str, taken: Iterable[str]) -> Drawn | None:
    """The next of the same order in the same stratum, None when there is none left."""
    gone = set(taken)
    return next((one for one in order.get(stratum, ()) if one.key not in gone), None)


class Teams:
    """Who goes where: whoever has the fewest so far, then by hash; the first of a team leads it."""

    def __init__(
        self, seed: bytes, people: Sequence[Checker], recused: Iterable[tuple[str, str]], size: int, *, specialist: bool
    ) -> None:  # fmt: skip
        self._seed, self._people, self._size, self._specialist = seed, people, size, specialist
        self._recused = frozenset(recused)
        self.given: Counter[str] = Counter()

    def for_one(self, key: str) -> tuple[str, ...]:
        """The badges for one object. Call it in the order of ranks. Raises TooFew."""
        free = [one for one in self._people if (key, one.badge) not in self._recused]
        free.sort(key=lambda one: (self.given[one.badge], self._hash(key, one.badge)))
        team = free[: self._size]
        if self._specialist and not any(one.specialist for one in team):
            team = [*team[:-1], *[one for one in free if one.specialist][:1]]
        if len(team) < self._size or (self._specialist and not any(one.specialist for one in team)):
            raise TooFew(key)
        self.given.update(one.badge for one in team)
        return tuple(one.badge for one in team)

    def _hash(self, key: str, badge: str) -> bytes:
        return hmac.digest(self._seed, f"P|{key}|{badge}".encode(), "sha256")


def unstaffed(
    keys: Iterable[str],
    people: Sequence[Checker],
    recused: Iterable[tuple[str, str]],
    size: int,
    *,
    specialist: bool,
) -> list[str]:
    """The keys to which no full team could be sent, whatever is drawn: known before anything is promised."""
    away: dict[str, set[str]] = {}
    for key, badge in recused:
        away.setdefault(key, set()).add(badge)
    experts = {one.badge for one in people if one.specialist}
    everybody = {one.badge for one in people}
    found = []
    for key in keys:
        out = away.get(key, set())
        if len(everybody - out) < size or (specialist and not experts - out):
            found.append(key)
    return found
