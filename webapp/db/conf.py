"""What Piccolo asks for: the engine, the app, and every table."""

from importlib import import_module
from importlib.util import find_spec
from inspect import getmembers, isclass

from piccolo.conf.apps import AppRegistry
from piccolo.table import Table

from webapp.db.connect import ENGINE as DB
from webapp.db.rooms import ROOMS


def tables() -> list[type[Table]]:
    """Every table of every room, in the order of the rooms."""
    found: dict[str, type[Table]] = {}
    for room in ROOMS:
        name = f"webapp.{room}.tables"
        if find_spec(f"webapp.{room}") is None or find_spec(name) is None:
            continue
        for _, member in getmembers(import_module(name), isclass):
            if issubclass(member, Table) and member.__module__.startswith(f"webapp.{room}.tables"):
                found[member.__name__] = member
    return list(found.values())


APP_REGISTRY = AppRegistry(apps=["webapp.db.conf_app"])

__all__ = ["APP_REGISTRY", "DB", "ROOMS", "tables"]
