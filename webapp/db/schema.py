"""Indexes that Piccolo cannot say (composite, unique, partial) and the guards of append-only tables, by room."""

from importlib import import_module
from importlib.util import find_spec

from webapp.db.conf import ROOMS
from webapp.db.connect import SQLITE


def by_engine() -> tuple[list[str], list[str], list[str]]:
    """The SQL that follows the tables, from every room's tables module: for both engines, SQLite's, PostgreSQL's."""
    both: list[str] = []
    sqlite: list[str] = []
    postgres: list[str] = []
    for room in ROOMS:
        if find_spec(f"webapp.{room}") is None or find_spec(f"webapp.{room}.tables") is None:
            continue
        module = import_module(f"webapp.{room}.tables")
        both += getattr(module, "INDEXES", [])
        sqlite += getattr(module, "SQLITE_GUARDS", [])
        postgres += getattr(module, "POSTGRES_GUARDS", [])
    return both, sqlite, postgres


def raw_statements() -> list[str]:
    """The SQL that follows the tables on the engine of this process."""
    both, sqlite, postgres = by_engine()
    return both + (sqlite if SQLITE else postgres)
