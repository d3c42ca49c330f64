"""The engine of this process, chosen by MASHANG_DATABASE_URL."""

from types import TracebackType
from typing import Literal
from urllib.parse import unquote, urlsplit

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from webapp.db.engine import PooledSQLite
from webapp.db.engine.slow import Timed
from webapp.settings import Settings, settings


class CleanTransaction(PostgresTransaction):
    """Piccolo's, but a failed or cancelled begin, commit or rollback gives the connection back and leaves no context."""

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        # Taken when the transaction begins, since the pool may have been opened after it was made.
        self.pool = self.engine.pool
        self.connection = await self.get_connection()  # type: ignore[no-untyped-call]
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def _give_back(self) -> None:
        if self.pool is not None:
            await self.pool.release(self.connection)
        else:
            await self.connection.close()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if self._parent is not None:
            return False
        try:
            if error is not None:
                if not self._rolled_back:
                    await self.transaction.rollback()
            elif not self._committed and not self._rolled_back:
                await self.transaction.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False


class PooledPostgres(Timed, PostgresEngine):
    """Piccolo's engine with our transaction and the same open/close as the SQLite engine."""

    def transaction(self, allow_nested: bool = True) -> CleanTransaction:
        return CleanTransaction(self, allow_nested)

    async def open(self) -> None:
        if self.pool is None:
            # No generic plans: one made for any bureau would scan the whole province to find the rows of a small one.
            planning = {"plan_cache_mode": "force_custom_plan"}
            await self.start_connection_pool(min_size=1, max_size=settings().pool, server_settings=planning)

    async def close(self) -> None:
        if self.pool is not None:
            await self.close_connection_pool()


def postgres_config(url: str) -> dict[str, object]:
    """The parts of postgresql://user:password@host:port/database?host=/socket/folder as asyncpg wants them."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    config: dict[str, object] = {
        "database": unquote(parts.path.lstrip("/")),
        "user": unquote(parts.username or query.get("user", "postgres")),
        "host": unquote(query.get("host") or parts.hostname or "127.0.0.1"),
        "port": parts.port or int(query.get("port", "5432")),
    }
    if parts.password:
        config["password"] = unquote(parts.password)
    return config


def make_engine(current: Settings) -> PooledSQLite | PooledPostgres:
    if current.postgres:
        return PooledPostgres(postgres_config(current.database_url))
    return PooledSQLite(current.sqlite_path)


ENGINE = make_engine(settings())
SQLITE = isinstance(ENGINE, PooledSQLite)
