"""A lease in the database: one of several processes does the work, and another takes over when it dies."""

import os
import secrets
from datetime import datetime, timedelta

from webapp.clock import now
from webapp.db.connect import SQLITE
from webapp.db.tables import Lease
from webapp.db.transaction import lock, sql, transaction

# Of a database that was restored: who held something when the backup was made works somewhere else, or not at all.
FREE = "DELETE FROM lease"
HOLDER = f"{os.getpid()}-{secrets.token_hex(4)}"


async def moment() -> datetime:
    """This moment by the clock that the processes share: PostgreSQL's, since they may run on several servers.

    Not when the transaction began: it may have waited for a lock meanwhile.
    """
    if SQLITE:
        return now()
    at: datetime = (await sql("SELECT clock_timestamp() AS at"))[0]["at"]
    return at


async def hold(name: str, seconds: int) -> bool:
    """Take or renew the lease for `seconds`; False while another process has it."""
    async with transaction():
        await Lease.insert(Lease(name=name, holder="", until=None)).on_conflict(
            target=Lease.name, action="DO NOTHING"
        )
        await lock(Lease, name)
        row = await Lease.select().where(Lease.name == name).first()
        at = await moment()
        if row and row["holder"] not in {"", HOLDER} and row["until"] and current(row["until"], seconds, at):
            return False
        await Lease.update({Lease.holder: HOLDER, Lease.until: at + timedelta(seconds=seconds)}).where(
            Lease.name == name
        )
    return True


def current(until: datetime, seconds: int, at: datetime) -> bool:
    """Whether a lease of `seconds` that ends at `until` holds; one that ends later was taken before the clock was set back."""
    return at < until <= at + timedelta(seconds=seconds + 1)


async def release(name: str) -> None:
    """Give the lease back, so that another process need not wait for its end."""
    async with transaction():
        await Lease.update({Lease.holder: "", Lease.until: None}).where(
            (Lease.name == name) & (Lease.holder == HOLDER)
        )
