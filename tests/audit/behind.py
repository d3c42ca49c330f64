"""What somebody does with the database in hand: without the application, without foreign keys and triggers."""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from piccolo.columns import Column

from webapp.clock import now, today
from webapp.db import sql
from webapp.db.connect import ENGINE, SQLITE

Row = dict[str, Any]


async def behind(text: str, *values: Any) -> None:
    """Run one statement, ? for its values."""
    if SQLITE:
        with sqlite3.connect(ENGINE.path, timeout=20) as file:  # type: ignore[union-attr]
            guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in guards:
                file.execute(f"DROP TRIGGER {name}")
            file.execute(text, values)
            for _, made in guards:
                file.execute(made)
        file.close()
        return
    for place in range(1, len(values) + 1):
        text = text.replace("?", f"${place}", 1)
    config = {name: value for name, value in ENGINE.config.items() if value is not None}
    wire = await asyncpg.connect(**config)
    try:
        await wire.execute("SET session_replication_role = replica")
        await wire.execute(text, *values)
    finally:
        await wire.close()


async def put(table: str, key: str, row: Row, column: str, value: Any) -> None:
    await behind(f'UPDATE "{table}" SET "{column}" = ? WHERE "{key}" = ?', value, row[key])


async def insert(table: str, row: Row) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    await behind(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', *row.values())


def another(column: Column, value: Any) -> Any:
    """A value that a column could have as well."""
    if value is None:
        kind = column.value_type
        some: dict[Any, Any] = {
            str: "x", int: 1, float: 1.5, bool: True, datetime: now(), date: today(), Decimal: Decimal(7), UUID: uuid4(),
        }  # fmt: skip
        return some[kind]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 7919  # far from what the next row has
    if isinstance(value, float):
        return value + 0.0001
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, UUID):
        return UUID(int=value.int ^ 1)
    if isinstance(value, bytes):
        return value + b"x"
    if isinstance(value, Decimal):
        return value + 1
    return ("y" if value[:1] == "x" else "x") + value[1:]


def columns(table: Any, names: tuple[str, ...]) -> Iterator[Column]:
    for column in table._meta.columns:
        if column._meta.db_column_name in names:
            yield column


async def rows_of(table: str, where: str = "") -> list[Row]:
    return await sql(f'SELECT * FROM "{table}" {where}')
