"""After migrations: vouch for what they changed, and the first time for every row that there is."""

from collections.abc import Set as AbstractSet

from webapp.audit.events import SETTLED
from webapp.audit.verify import heard
from webapp.audit.vouching.hashing import Hashes
from webapp.audit.vouching.ledger import Ledger
from webapp.audit.vouching.proving import walk, wanted_of
from webapp.audit.vouching.reading import Seen
from webapp.audit.vouching.telling import MOST, gone, tell, written
from webapp.db import transaction
from webapp.db.vouching import Vouched, vouched
from webapp.settings import settings


async def settle(but: AbstractSet[tuple[str, str]] = frozenset()) -> int:
    """Vouch for every row that stands otherwise than its events say; returns how many.

    To be called after migrations alone, in their transaction. `but` are the rows that were wrong before: they stay so.
    """
    number = 0
    async with transaction():
        ledger = await heard()
        try:
            for one in vouched().values():
                number += await _table(one, ledger, but)
        finally:
            ledger.close()
    return number


async def _table(one: Vouched, ledger: Ledger, but: AbstractSet[tuple[str, str]]) -> int:
    hashes, wanted = Hashes(settings().key), await wanted_of(one)
    number, waiting = 0, list[Seen]()

    async def flush() -> None:
        if waiting:
            await tell(written(one, wanted, waiting), SETTLED)
            waiting.clear()

    if not wanted:
        return 0
    async for seen, known in walk(one, wanted, ledger, hashes):
        if (one.name, str(seen.key)) in but or not seen.counts:
            continue
        if known is None or known.differs(wanted, seen.hashes):
            number += 1
            waiting.append(seen)
            if len(waiting) == MOST:
                await flush()
    await flush()
    while keys := [key for key, _ in ledger.missing(one.name, MOST) if (one.name, key) not in but]:
        ledger.ask(one.name, keys)
        await tell(gone(one, keys), SETTLED)
        number += len(keys)
    return number
