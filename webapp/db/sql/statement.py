"""SQL by hand for the paths that are walked most (docs/decisions/0004-sql-by-hand-where-it-is-hot.md).

A statement is text with {} where its values go. It is compiled once; Piccolo's engines run it, time it and count it like
every other.
"""

from functools import cache, lru_cache
from typing import Any

from piccolo.columns import BigSerial, Column, Serial
from piccolo.querystring import QueryString
from piccolo.table import Table

from webapp.db.connect import SQLITE
from webapp.db.engine import LOOK

__all__ = ["LOOK", "Statement", "columns", "defaults", "insert_text", "marks", "statement"]


class Statement(QueryString):
    """A compiled text and its values."""

    __slots__ = ()

    def __init__(self, text: str, args: tuple[Any, ...], kind: str = "generic") -> None:
        self.template = text
        self.args = args
        self.query_type = kind
        self.table = None
        self.columns = []
        self._alias = None
        self._frozen_compiled_strings = (_compiled(text, len(args)), list(args))


@lru_cache(maxsize=1000)
def _compiled(text: str, count: int) -> str:
    engine = "sqlite" if SQLITE else "postgres"
    return QueryString(text, *range(count)).compile_string(engine_type=engine)[0]


_SQL = (QueryString, Column)


def statement(text: str, args: tuple[Any, ...], kind: str = "generic") -> QueryString:
    """A Statement, or a QueryString where a value is itself a piece of SQL."""
    if any(isinstance(arg, _SQL) for arg in args):
        return QueryString(text, *args, query_type=kind)
    return Statement(text, args, kind)


def columns(table: type[Table], alias: str, *but: str) -> str:
    """Every column of a table for a SELECT, `a."id", a."name", …`, those in `but` left out."""
    names = [column._meta.db_column_name for column in table._meta.columns]
    return ", ".join(f'{alias}."{name}"' for name in names if name not in but)


def marks(values: Any) -> str:
    """`{}, {}, {}` for the values of an IN (…); there has to be one at least."""
    return ", ".join("{}" for _ in values)


@lru_cache(maxsize=500)
def insert_text(table: type[Table], names: tuple[str, ...], rows: int = 1) -> str:
    """`INSERT INTO "t" ("a", "b") VALUES ({}, {}), ({}, {})` for so many rows."""
    named = ", ".join(f'"{name}"' for name in names)
    values = ", ".join([f"({marks(names)})"] * rows)
    return f'INSERT INTO "{table._meta.tablename}" ({named}) VALUES {values}'  # noqa: S608 - our own names


@cache
def defaults(table: type[Table]) -> dict[str, Any]:
    """What an INSERT gives the columns that it is told nothing of. A default that is computed has to be given."""
    return {
        column._meta.db_column_name: column.get_default_value()
        for column in table._meta.columns
        if not isinstance(column, Serial | BigSerial) and not callable(getattr(column, "default", None))
    }
