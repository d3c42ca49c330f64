"""Group commit: writers who wait for one another share one COMMIT, and so one wait for the disk.

One writer at a time holds the connection. Who is ready while others wait leaves the SQLite transaction open behind
them, and all of them are told after the one COMMIT that makes all of them durable. A writer who joins works behind a
SAVEPOINT, so that its failure takes back its own work and nobody else's.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

from webapp.db.engine.waiting import Wait, Waits


def _begin(connection: sqlite3.Connection, seconds: float = 0.0) -> bool:
    """Begin, unless another process writes for so long. Longer than a moment is for a thread."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}").close()
    try:
        connection.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual}").close()
    return True


LOCKED = "database is locked"
LOST = "disk I/O error: the transaction was rolled back with the one it was joined to"


class Writers:
    """The writers of one event loop at one connection. `commit` and `begin` wait for the disk, in a thread."""

    def __init__(
        self,
        connection: Callable[[], sqlite3.Connection],
        in_thread: Callable[[Callable[[], object]], Awaitable[object]],
    ) -> None:
        self._connect, self._in_thread = connection, in_thread
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._group: asyncio.Future[None] | None = None
        self._flushing: asyncio.Task[None] | None = None
        self._joined = False
        self.waits = Waits()

    async def enter(self) -> sqlite3.Connection:
        """Wait for the connection and be in a transaction of one's own on it."""
        with self.waits.one() as wait:
            await self._enter(wait)
        return self._connect()

    async def _enter(self, wait: Wait) -> None:
        self._waiting += 1
        try:
            await wait.patiently(self._lock.acquire())
        except TimeoutError:
            raise sqlite3.OperationalError(LOCKED) from None
        finally:
            self._waiting -= 1
        try:
            connection = self._connect()
            if self._group is not None and not connection.in_transaction:
                self._end_group(sqlite3.OperationalError(LOST))
            self._joined = self._group is not None
            if self._joined:
                connection.execute("SAVEPOINT member").close()
            else:
                await self._begin(connection, wait)
        except BaseException:
            if self._group is None:
                self._clean()
            self._lock.release()
            raise

    async def _begin(self, connection: sqlite3.Connection, wait: Wait) -> None:
        """Begin where we stand; while another process writes, wait for it in a thread as long as this one may."""
        if not _begin(connection):
            self.waits.begin()
            left = wait.left
            if left <= 0 or not await self._in_thread(lambda: _begin(connection, left)):
                raise sqlite3.OperationalError(LOCKED)
        self.waits.end()

    async def leave(self) -> None:
        """The work is done: returns when it is durable; raises when it could not be made so."""
        connection = self._connect()
        if self._group is None and not self._waiting:
            try:
                await self._in_thread(connection.commit)
            finally:
                self._clean()
                self._lock.release()
            return
        try:
            if self._joined:
                connection.execute("RELEASE member").close()
            if self._group is None:
                self._group = asyncio.get_running_loop().create_future()
                self._flushing = asyncio.create_task(self._flush(self._group))
            group = self._group
        finally:
            self._lock.release()
        await asyncio.shield(group)

    def leave_undone(self) -> None:
        """Take back what this writer did."""
        try:
            connection = self._connect()
            if self._group is None:
                self._clean()
            elif connection.in_transaction:
                connection.execute("ROLLBACK TO member").close()
                connection.execute("RELEASE member").close()
        finally:
            self._lock.release()

    async def _flush(self, group: "asyncio.Future[None]") -> None:
        """Commit for everybody who is ready. It queues like a writer, behind those who wait already."""
        async with self._lock:
            if self._group is not group:
                return
            failure: BaseException | None = None
            try:
                connection = self._connect()
                if not connection.in_transaction:
                    raise sqlite3.OperationalError(LOST)
                await self._in_thread(connection.commit)
            except BaseException as error:
                failure = error
            self._clean()
            self._end_group(failure)
        if failure is not None and not isinstance(failure, Exception):
            raise failure

    def _end_group(self, failure: BaseException | None) -> None:
        """Tell everybody who is ready. SQLite itself takes a whole transaction back when the disk is full."""
        group, self._group = self._group, None
        if group is None:
            return
        if failure is None:
            group.set_result(None)
        else:
            group.set_exception(failure)
            group.exception()  # looked at, also when everybody who waited has been cancelled

    def _clean(self) -> None:
        """Leave the connection clean for the next, whatever happened."""
        connection = self._connect()
        if connection.in_transaction:
            connection.rollback()
