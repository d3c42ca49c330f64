"""Many rows at once inside the current transaction, off the event loop: for imports and the demo, not for pages."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from piccolo.columns import BigSerial, Serial
from piccolo.table import Table

from webapp.db.connect import ENGINE
from webapp.db.engine import PooledSQLite
from webapp.db.transaction import sql

STEP = 5000
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
    if isinstance(ENGINE, PooledSQLite):
        named = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        await ENGINE.executemany(f'INSERT INTO "{name}" ({named}) VALUES ({marks})', rows)  # noqa: S608
        return
    await _connection().copy_records_to_table(name, records=rows, columns=list(columns))


async def update_many(table: type[Table], columns: Sequence[str], keys: Sequence[str], rows: Rows) -> None:
    """Set `columns` where `keys` are equal; each row holds the values of the columns, then those of the keys."""
    if not rows:
        return
    places = range(1, len(columns) + len(keys) + 1)
    marks = ["?" if isinstance(ENGINE, PooledSQLite) else f"${place}" for place in places]
    sets = ", ".join(f'"{column}" = {mark}' for column, mark in zip(columns, marks, strict=False))
    wheres = " AND ".join(f'"{key}" = {mark}' for key, mark in zip(keys, marks[len(columns) :], strict=True))
    await _many(f'UPDATE "{table._meta.tablename}" SET {sets} WHERE {wheres}', rows)  # noqa: S608


async def delete_many(table: type[Table], key: str, values: Sequence[Any]) -> None:
    """Delete the rows whose `key` is one of the values."""
    if not values:
        return
    mark = "?" if isinstance(ENGINE, PooledSQLite) else "$1"
    statement = f'DELETE FROM "{table._meta.tablename}" WHERE "{key}" = {mark}'  # noqa: S608
    await _many(statement, [(value,) for value in values])


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
