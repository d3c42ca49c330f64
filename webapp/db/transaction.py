"""Write transactions, row locks, what happens after the commit, and database errors in plain words."""

import errno
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any

import asyncpg
from piccolo.table import Table

from webapp.db.connect import ENGINE, SQLITE
from webapp.db.sql.statement import LOOK, Statement, defaults, insert_text, statement
from webapp.db.written import end, hearing
from webapp.errors import Invalid, NotFound, Unavailable

MOST_VALUES = 1000
BUSY = "数据库正忙，内容还没有保存，请稍候再试。"
FULL = "服务器存储空间已满，内容还没有保存，请联系管理员。"

# The database is being restarted, or has no connection left: later it will answer.
GONE = (
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,  # of a connection that was ended between two statements
    ConnectionError,
    TimeoutError,  # a connection that could not be made in time
)
# Everything that a database raises of itself.
RAISED = (
    sqlite3.OperationalError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)

_first: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("first_in_transaction", default=None)
_after: ContextVar[list[Callable[[], Awaitable[None] | None]] | None] = ContextVar(
    "after_commit", default=None
)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """One write transaction (IMMEDIATE on SQLite); an inner one joins the outer.

    Raises Unavailable when the database is locked or the disk is full; anything else passes through after rollback.
    """
    if ENGINE.current_transaction.get() is not None:
        yield
        return
    token = _after.set([])
    try:
        try:
            async with ENGINE.transaction():
                if first := _first.get():
                    await first()
                with hearing():
                    yield
                    await end()
        except RAISED as error:
            raise translated(error) from error
        for callback in _after.get() or ():
            waiting = callback()
            if waiting is not None:
                await waiting
    finally:
        _after.reset(token)


@contextmanager
def first_in_transaction(callback: Callable[[], Awaitable[None]]) -> Iterator[None]:
    """Within the block, `callback` runs at the beginning of each transaction; what it raises ends the transaction."""
    token = _first.set(callback)
    try:
        yield
    finally:
        _first.reset(token)


def after_commit(callback: Callable[[], Awaitable[None] | None]) -> None:
    """Run `callback` once the transaction that is open now has been committed; at once when there is none."""
    pending = _after.get()
    if pending is None:
        raise RuntimeError("after_commit needs a transaction")
    pending.append(callback)


def translated(error: Exception) -> Exception:
    """The domain error for a database that is busy or full; every other error as it is."""
    text = str(error).lower()
    if isinstance(error, sqlite3.OperationalError) and ("locked" in text or "busy" in text):
        return Unavailable(BUSY)
    if isinstance(
        error, asyncpg.LockNotAvailableError | asyncpg.DeadlockDetectedError | asyncpg.SerializationError
    ):
        return Unavailable(BUSY)
    closed = isinstance(error, asyncpg.InterfaceError) and "clos" in text
    # Every address of the server's name was tried: asyncio makes one error of them.
    nowhere = isinstance(error, OSError) and text.startswith("multiple exceptions")
    if closed or nowhere or isinstance(error, GONE):
        return Unavailable(BUSY)
    if isinstance(error, OverflowError) or (isinstance(error, asyncpg.DataError) and "range" in text):
        return NotFound()  # a number that no row can have
    if isinstance(error, asyncpg.CharacterNotInRepertoireError | asyncpg.UntranslatableCharacterError):
        return Invalid("内容里有无法保存的字符，请删除后重试。")
    if isinstance(error, asyncpg.StringDataRightTruncationError):
        return Invalid("填写的内容太长，请缩短后再保存。")
    full = "disk is full" in text or "disk i/o error" in text or isinstance(error, asyncpg.DiskFullError)
    if full or (isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}):
        return Unavailable(FULL)
    return error


def duplicate(error: Exception) -> bool:
    """Whether a unique index refused the row."""
    if isinstance(error, asyncpg.UniqueViolationError):
        return True
    return isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error)


async def lock(table: type[Table], key: Any) -> None:
    """Hold one row until the end of the transaction; SQLite's transactions are alone already."""
    if SQLITE:
        return
    primary = table._meta.primary_key
    await table.raw(
        f'SELECT 1 FROM "{table._meta.tablename}" WHERE "{primary._meta.db_column_name}" = {{}} FOR UPDATE',  # noqa: S608 - names of our own tables
        key,
    )


async def sql(query: str, *args: Any) -> list[dict[str, Any]]:
    """Run raw SQL with {} placeholders, in the current transaction if there is one."""
    return _plain(await ENGINE.run_querystring(statement(query, args)))


async def look(query: str, *args: Any) -> list[dict[str, Any]]:
    """The same for a few rows by their key, which the database has at hand: SQLite answers without a thread."""
    return _plain(await ENGINE.run_querystring(statement(query, args, LOOK)))


def _plain(rows: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rows if SQLITE else [dict(row) for row in rows]
    return found


async def insert_row(table: type[Table], row: Mapping[str, Any]) -> None:
    """Insert one row (column → value) with the table's defaults for what is left out; nothing comes back."""
    await insert_rows(table, [row])


async def insert_rows(table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, in as few statements as 1000 values each allow."""
    if not rows:
        return
    constant = defaults(table)
    names = tuple({**constant, **rows[0]})
    step = max(1, MOST_VALUES // len(names))
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        values = tuple(row[name] if name in row else constant[name] for row in some for name in names)
        await ENGINE.run_querystring(Statement(insert_text(table, names, len(some)), values))
