"""The SQLite engine of our own: kept connections, WAL, IMMEDIATE writes committed with synchronous=FULL.

Piccolo's own opens a connection and a thread for every query and begins DEFERRED transactions, which fail under
concurrent read-modify-write. Here a few threads hold a reading connection each, and one writing connection is
handed from transaction to transaction by an asyncio lock, so that waiting writers cost nothing.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.table import Table

from webapp.db.engine.slow import Timed
from webapp.db.engine.values import register, rows_of
from webapp.db.engine.writing import Writers

T = TypeVar("T")

register()

# Statements that read a few rows by key run on the event loop itself: the hop to a thread and back
# costs ten times as much as the read, and with WAL no reader waits for a writer.
LOOK = "look"

READERS = 4
BUSY_MS = 5000
# Statements of a transaction with at most this many values run on the event loop: a thread hop would cost more.
INLINE_ARGS = 1000

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=1",
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA cache_size=-6000",  # kB, of each of six connections; the system caches the file besides
    "PRAGMA temp_store=MEMORY",
    "PRAGMA analysis_limit=1000",  # rows of each index that `analyze` looks at: 0.1 s for a database of 1 GB
)


async def finish(future: "asyncio.Future[T]") -> T:
    """Wait for work in a thread; when cancelled, see it end all the same, since it holds a connection."""
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        raise


class WriteTransaction(SQLiteTransaction):
    """One IMMEDIATE transaction on the writing connection; it may share its COMMIT with others (writing.py)."""

    engine: "PooledSQLite"

    def __init__(self, engine: "PooledSQLite", allow_nested: bool = True) -> None:
        super().__init__(engine, TransactionType.immediate, allow_nested)

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            return self._parent
        self.writers = self.engine.writers
        self.connection = await self.writers.enter()
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if self._parent is not None:
            return False
        self.engine.current_transaction.reset(self.context)
        if error is None:
            await self.writers.leave()
        else:
            self.writers.leave_undone()
        return False


class PooledSQLite(Timed, SQLiteEngine):
    """One database file: READERS reading connections in threads, one writing connection."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(str(path))
        self._threads: ThreadPoolExecutor | None = None
        self._write_thread: ThreadPoolExecutor | None = None
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._analyzed = 0
        self._writer: sqlite3.Connection | None = None
        self._writers: tuple[asyncio.AbstractEventLoop, Writers] | None = None

    def _connect(self, *pragmas: str) -> sqlite3.Connection:
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        connection: sqlite3.Connection = sqlite3.connect(**self.connection_kwargs, check_same_thread=False)
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute(pragma)
        self._opened.append(connection)
        return connection

    def reader(self) -> sqlite3.Connection:
        """The reading connection of the calling thread."""
        if getattr(self._local, "analyzed", None) != self._analyzed:
            self._close_reader()
            self._local.analyzed = self._analyzed
            self._local.connection = self._connect("PRAGMA query_only=1")
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _close_reader(self) -> None:
        old = getattr(self._local, "connection", None)
        if old is not None:
            self.put_away(old)

    def apart(self) -> sqlite3.Connection:
        """A reading connection of one's own, until it is put away."""
        return self._connect("PRAGMA query_only=1")

    def put_away(self, connection: sqlite3.Connection) -> None:
        self._opened.remove(connection)
        connection.close()

    async def analyze(self) -> None:
        """Measure how the tables are filled, and have every reader plan by it.

        Without, SQLite guesses which index leads to the fewest rows: 80 ms instead of 1 for a list in a province.
        """
        async with self.transaction() as current:
            await self.in_writer(lambda: current.connection.execute("ANALYZE").close())
        self._analyzed += 1  # a connection reads the statistics when it is opened

    def writer(self) -> sqlite3.Connection:
        """The writing connection; only for who holds `writing`."""
        if self._writer is None:
            self._writer = self._connect("PRAGMA synchronous=FULL")
        return self._writer

    @property
    def writers(self) -> Writers:
        """The queue at the writing connection, one per event loop (tests and commands have loops of their own)."""
        loop = asyncio.get_running_loop()
        if self._writers is None or self._writers[0] is not loop:
            self._writers = (loop, Writers(self.writer, self.in_writer))
        return self._writers[1]

    async def in_reader(self, work: Callable[[], T]) -> T:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(READERS, "sqlite-read")
        return await finish(asyncio.get_running_loop().run_in_executor(self._threads, work))

    async def in_writer(self, work: Callable[[], T]) -> T:
        if self._write_thread is None:
            self._write_thread = ThreadPoolExecutor(1, "sqlite-write")
        return await finish(asyncio.get_running_loop().run_in_executor(self._write_thread, work))

    async def _run_in_new_connection(
        self,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",
        table: type[Table] | None = None,
    ) -> list[dict[str, Any]]:
        if query.lstrip()[:6].upper() in {"SELECT", "EXPLAI"}:
            if query_type == LOOK:
                return rows_of(self.reader().execute(query, args or []))
            return await self.in_reader(lambda: rows_of(self.reader().execute(query, args or [])))
        async with self.transaction() as current:
            return await self._run_in_existing_connection(current.connection, query, args, query_type, table)

    async def _run_in_existing_connection(
        self,
        connection: sqlite3.Connection,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",
        table: type[Table] | None = None,
    ) -> list[dict[str, Any]]:
        def work() -> list[dict[str, Any]]:
            return rows_of(connection.execute(query, args or []))

        return work() if len(args or ()) <= INLINE_ARGS else await self.in_writer(work)

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> WriteTransaction:
        return WriteTransaction(self, allow_nested)

    async def executemany(self, query: str, rows: Iterable[Iterable[Any]]) -> None:
        """Run one statement for many rows inside the current transaction, off the event loop."""
        current = self.current_transaction.get()
        if current is None:
            raise RuntimeError("executemany needs a transaction")

        def work() -> None:
            # Closed here: a cursor that outlives its thread resets the shared statement under the next one.
            current.connection.executemany(query, rows).close()

        await self.in_writer(work)

    async def open(self) -> None:
        """Open the writing connection, so that a broken file shows at start."""
        await self.in_writer(self.writer)

    async def close(self) -> None:
        """Close everything; the next query opens anew."""
        for pool in (self._threads, self._write_thread):
            if pool is not None:
                await asyncio.to_thread(pool.shutdown)
        self._threads = self._write_thread = None
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._local = threading.local()
        self._writer = None
