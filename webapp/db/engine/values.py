"""From SQLite's bytes to Python's values, as Piccolo means them, with less work per value.

A page of 60 answers reads a thousand values; Piccolo's converters go through two Python functions (and a Decimal for
every integer) each. These are the same values: tests/db/test_values.py compares them.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


def _moment(value: bytes) -> datetime:
    return datetime.fromisoformat(value.decode()).replace(tzinfo=UTC)


CONVERTERS: dict[str, Callable[[bytes], Any]] = {
    "INTEGER": int,
    "BOOLEAN": b"1".__eq__,
    "UUID": lambda value: UUID(value.decode()),
    "DATE": lambda value: date.fromisoformat(value.decode()),
    "TIMESTAMPTZ": _moment,
}


def register() -> None:
    """Put our converters in the place of Piccolo's; its module registers its own when it is imported, so after that."""
    import piccolo.engine.sqlite  # noqa: F401 - registers

    for kind, converter in CONVERTERS.items():
        sqlite3.register_converter(kind, converter)


def rows_of(cursor: sqlite3.Cursor) -> list[dict[str, Any]]:
    """All rows of a cursor without a row factory, as dicts; closes it."""
    if cursor.description is None:
        cursor.close()
        return []
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    cursor.close()
    return rows
