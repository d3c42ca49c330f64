"""Arrows and circles upon photos, every version of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import UUID, ForeignKey, Serial, SmallInt, Text, Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:22:000000"
VERSION = "1.38.0"
DESCRIPTION = "marks upon photos"

PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip
KEY = {**PLAIN, "primary_key": True}


class Photo(Table, tablename="photo", schema=None):
    id = UUID(**KEY)


class Person(Table, tablename="person", schema=None):
    id = Serial(**KEY)


def to(table):
    return {
        "references": table, "on_delete": OnDelete.restrict, "on_update": OnUpdate.cascade,
        "target_column": None, "default": None,
    }  # fmt: skip


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    manager.add_table(class_name="PhotoMarks", tablename="photo_marks", schema=None, columns=None)
    marks = ("PhotoMarks", "photo_marks")
    for (table, tablename), name, kind, params in (
        (marks, "id", Serial, {"primary_key": True}),
        (marks, "photo", ForeignKey, to(Photo)),
        (marks, "version", SmallInt, {"default": 0}),
        (marks, "marks", Text, {"default": ""}),
        (marks, "person", ForeignKey, to(Person)),
        (marks, "at", Timestamptz, {"default": None}),
        (("Photo", "photo"), "marked", SmallInt, {"default": 0}),
    ):
        manager.add_column(
            table_class_name=table, tablename=tablename, column_name=name, db_column_name=name,
            column_class_name=kind.__name__, column_class=kind, params=PLAIN | params, schema=None,
        )  # fmt: skip
    return manager
