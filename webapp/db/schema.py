"""Indexes that Piccolo cannot say (composite, unique, partial) and the guards of append-only tables, by room."""

from importlib import import_module
from importlib.util import find_spec

from webapp.db.conf import ROOMS
from webapp.db.connect import SQLITE


def raw_statements() -> list[str]:
    """The SQL that follows the tables: INDEXES of every room's tables module, then its guards for this engine."""
    statements: list[str] = []
    for room in ROOMS:
        if find_spec(f"webapp.{room}") is None or find_spec(f"webapp.{room}.tables") is None:
            continue
        module = import_module(f"webapp.{room}.tables")
        statements += getattr(module, "INDEXES", [])
        statements += getattr(module, "SQLITE_GUARDS" if SQLITE else "POSTGRES_GUARDS", [])
    return statements
