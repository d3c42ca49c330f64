"""Many rows at once inside the current transaction, off the event loop: for imports and the demo, not for pages."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any

from piccolo.columns import BigSerial, Serial
from piccolo.table import Table

from webapp.db.connect import ENGINE
from webapp.db.engine import PooledSQLite
from webapp.db.sql.statement import marks
from webapp.db.transaction import sql
from webapp.db.vouching import vouched
from webapp.db.written import WRITTEN, end_early, heard_many

STEP = 5000
STEP_KEYS = 500
Rows = Sequence[Sequence[Any]]


async def next_id(table: type[Table]) -> int:
    """The first id after the largest one of a table whose ids the database gives."""
    rows = await sql(f'SELECT COALESCE(MAX(id), 0) + 1 AS next FROM "{table._meta.tablename}"')  # noqa: S608
    return int(rows[0]["next"])


async def write_rows(table: type[Table], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows (column name → value; what is left out has the table's default) in the current transaction.

    Returns how many. `rows` may be endless as far as memory goes: STEP of them are held at once.
    """
    columns = [column for column in table._meta.columns if not _given(column)]
    source = iter(rows)
    first = next(source, None)
    if first is None:
        return 0
    if "id" in first:
        columns = list(table._meta.columns)
    names = [column._meta.name for column in columns]
    defaults = {column._meta.name: column.get_default_value() for column in columns}
    _refuse_unknown(table, first, names)
    stored = [column._meta.db_column_name for column in columns]
    count, batch = 0, [first, *islice(source, STEP - 1)]
    while batch:
        await insert_many(
            table, stored, [tuple(row.get(name, defaults[name]) for name in names) for row in batch]
        )
        count += len(batch)
        batch = list(islice(source, STEP))
    return count


async def set_sequences(tables: Iterable[type[Table]]) -> None:
    """After rows with ids of our own: let the database go on behind them (SQLite does by itself)."""
    if isinstance(ENGINE, PooledSQLite):
        return
    for table in tables:
        if _given(table._meta.primary_key):
            name = table._meta.tablename
            await sql(
                f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), "  # noqa: S608 - names of our own tables
                f'(SELECT COALESCE(MAX(id), 1) FROM "{name}"))'
            )


def _given(column: Any) -> bool:
    return isinstance(column, Serial | BigSerial)


def _refuse_unknown(table: type[Table], row: Mapping[str, Any], names: list[str]) -> None:
    unknown = sorted(set(row) - set(names))
    if unknown:
        raise ValueError(f"{table.__name__} has no columns {unknown}")


async def insert_many(table: type[Table], columns: Sequence[str], rows: Rows) -> None:
    """Insert rows given as tuples in the order of `columns`; every column without a value in the database needs one."""
    if not rows:
        return
    name = table._meta.tablename
    async with _heard_inserts(table, columns, rows):
        await _insert(name, columns, rows)


async def _insert(name: str, columns: Sequence[str], rows: Rows) -> None:
    if isinstance(ENGINE, PooledSQLite):
        named = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join("?" * len(columns))
        await ENGINE.executemany(f'INSERT INTO "{name}" ({named}) VALUES ({values})', rows)  # noqa: S608
        return
    await _connection().copy_records_to_table(name, records=rows, columns=list(columns))


async def update_many(table: type[Table], columns: Sequence[str], keys: Sequence[str], rows: Rows) -> None:
    """Set `columns` where `keys` are equal; each row holds the values of the columns, then those of the keys."""
    if not rows:
        return
    places = range(1, len(columns) + len(keys) + 1)
    await _hear(table, keys, [row[len(columns) :] for row in rows], columns)
    signs = ["?" if isinstance(ENGINE, PooledSQLite) else f"${place}" for place in places]
    sets = ", ".join(f'"{column}" = {sign}' for column, sign in zip(columns, signs, strict=False))
    wheres = " AND ".join(f'"{key}" = {sign}' for key, sign in zip(keys, signs[len(columns) :], strict=True))
    await _many(f'UPDATE "{table._meta.tablename}" SET {sets} WHERE {wheres}', rows)  # noqa: S608
    await end_early()


async def delete_many(table: type[Table], key: str, values: Sequence[Any]) -> None:
    """Delete the rows whose `key` is one of the values."""
    if not values:
        return
    await _hear(table, (key,), [(value,) for value in values])
    mark = "?" if isinstance(ENGINE, PooledSQLite) else "$1"
    statement = f'DELETE FROM "{table._meta.tablename}" WHERE "{key}" = {mark}'  # noqa: S608
    await _many(statement, [(value,) for value in values])


async def _hear(
    table: type[Table], keys: Sequence[str], rows: Rows, columns: Sequence[str] | None = None
) -> None:
    """Tell what is about to be changed, for the audit trail to vouch for; the rows hold the values of `keys`."""
    one = vouched().get(table._meta.tablename)
    if one is None or WRITTEN.get() is None:
        return
    if one.key in keys:
        heard_many(one.name, [row[keys.index(one.key)] for row in rows], columns)
        return
    for start in range(0, len(rows), STEP_KEYS):
        some = rows[start : start + STEP_KEYS]
        found = await sql(
            f'SELECT "{one.key}" AS k FROM "{one.name}" WHERE "{keys[0]}" IN ({marks(some)})',  # noqa: S608
            *(row[0] for row in some),
        )
        heard_many(one.name, [row["k"] for row in found], columns)


@asynccontextmanager
async def _heard_inserts(table: type[Table], columns: Sequence[str], rows: Rows) -> AsyncIterator[None]:
    """Tell which rows came to be while they were inserted, for the audit trail to vouch for."""
    one = vouched().get(table._meta.tablename)
    if one is None or WRITTEN.get() is None:
        yield
    elif one.key in columns:
        yield
        heard_many(one.name, [row[columns.index(one.key)] for row in rows])
    else:
        last = await next_id(table)
        yield
        # On PostgreSQL others insert at the same time: only what this very transaction wrote.
        ours = "" if isinstance(ENGINE, PooledSQLite) else " AND xmin = pg_current_xact_id()::xid"
        found = await sql(f'SELECT id FROM "{one.name}" WHERE id >= {{}}{ours}', last)  # noqa: S608
        heard_many(one.name, [row["id"] for row in found])
    await end_early()


async def _many(statement: str, rows: Rows) -> None:
    if isinstance(ENGINE, PooledSQLite):
        await ENGINE.executemany(statement, rows)
    else:
        await _connection().executemany(statement, rows)


def _connection() -> Any:
    current = ENGINE.current_transaction.get()
    if current is None:
        raise RuntimeError("many rows need a transaction")
    return current.connection
