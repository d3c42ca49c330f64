"""Passwords: argon2id in a thread, since one hash takes tens of milliseconds."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_gate: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None


def turn() -> asyncio.Semaphore:
    """At most two hashes at once, so that a burst of logins leaves a core to everybody else."""
    global _gate
    loop = asyncio.get_running_loop()
    if _gate is None or _gate[0] is not loop:
        _gate = (loop, asyncio.Semaphore(2))
    return _gate[1]


async def hash_password(password: str) -> str:
    async with turn():
        return await asyncio.to_thread(_hasher.hash, password)


async def compare(stored: str, password: str) -> bool:
    """Compare, for somebody whose turn() it is; takes the same time for an account that does not exist (stored == "")."""

    def verify() -> bool:
        try:
            _hasher.verify(stored or _DUMMY, password)
            return bool(stored)
        except (VerificationError, InvalidHashError):
            return False

    return await asyncio.to_thread(verify)


_DUMMY = _hasher.hash("nobody has this password")
