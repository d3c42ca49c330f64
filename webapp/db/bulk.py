"""Many rows at once inside the current transaction, off the event loop: for imports, not for pages."""

from collections.abc import Sequence
from typing import Any

from piccolo.table import Table

from webapp.db.connect import ENGINE
from webapp.db.engine import PooledSQLite

Rows = Sequence[Sequence[Any]]


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
