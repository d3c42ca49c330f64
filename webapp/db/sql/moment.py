"""Reading everything as of one moment, while others go on writing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from sqlite3 import Connection
from typing import Any, NamedTuple

from webapp.db.connect import ENGINE
from webapp.db.engine import PooledSQLite
from webapp.db.transaction import sql


class Moment(NamedTuple):
    """What the engine asks for where a transaction is open."""

    connection: Connection


@asynccontextmanager
async def one_moment() -> AsyncIterator[None]:
    """All that is asked inside sees one moment of the database, and nobody waits for it; nothing can be written.

    Inside of a transaction: what that sees.
    """
    if ENGINE.current_transaction.get() is not None:
        yield
    elif isinstance(ENGINE, PooledSQLite):
        connection = ENGINE.apart()
        current: Any = Moment(connection)
        token = ENGINE.current_transaction.set(current)
        try:
            connection.execute("BEGIN").close()
            connection.execute(
                "SELECT 1 FROM sqlite_master LIMIT 1"
            ).close()  # the moment is that of the first look
            yield
        finally:
            ENGINE.current_transaction.reset(token)
            ENGINE.put_away(connection)
    else:
        async with ENGINE.transaction():
            await sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
