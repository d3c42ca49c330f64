"""Duties 履责: records, what is kept of them for lists and rates, and what moves their clocks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import (
    UUID,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:31:000000"
VERSION = "1.38.0"
DESCRIPTION = "duties"

PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


def _known(name, tablename):
    """A table that was there before, as far as a foreign key has to know it."""
    key = Serial(primary_key=True)
    return type(name, (Table,), {"id": key}, tablename=tablename)


class DutyRecord(Table, tablename="duty_record"):
    """As far as a foreign key has to know it."""

    id = UUID(primary_key=True, default=None)


Enterprise = _known("Enterprise", "enterprise")
Person = _known("Person", "person")


def _to(table, **more):
    """The parameters of a foreign key."""
    return {
        "references": table, "on_delete": OnDelete.restrict, "on_update": OnUpdate.cascade,
        "target_column": None, "default": None, **more,
    }  # fmt: skip


TABLES = {
    ("DutyRecord", "duty_record"): [
        ("id", UUID, {"primary_key": True, "default": None}),
        ("enterprise", ForeignKey, _to(Enterprise, index=True)),
        ("kind", Varchar, {"length": 20, "default": ""}),
        ("state", Varchar, {"length": 12, "default": "draft"}),
        ("done_on", Date, {"null": True, "default": None}),
        ("agency", Varchar, {"length": 120, "default": ""}),
        ("number", Varchar, {"length": 80, "default": ""}),
        ("due", Integer, {"null": True, "default": None}),
        ("done", Integer, {"null": True, "default": None}),
        ("good", Integer, {"null": True, "default": None}),
        ("hours", SmallInt, {"null": True, "default": None}),
        ("note", Varchar, {"length": 300, "default": ""}),
        ("source", Varchar, {"length": 20, "default": ""}),
        ("person", ForeignKey, _to(Person, index=True)),
        ("sent_at", Timestamptz, {"default": None}),
        ("verification", Varchar, {"length": 12, "default": "waiting"}),
        ("verified_by", ForeignKey, _to(Person, null=True)),
        ("verified_at", Timestamptz, {"null": True, "default": None}),
        ("doubt", Varchar, {"length": 300, "default": ""}),
        ("replaces", UUID, {"null": True, "default": None}),
        ("replaced", Boolean, {"default": False}),
    ],
    ("DutyStanding", "duty_standing"): [
        ("id", Serial, {"primary_key": True}),
        ("enterprise", ForeignKey, _to(Enterprise)),
        ("duty", Varchar, {"length": 20, "default": ""}),
        ("record", ForeignKey, _to(DutyRecord)),
        ("last_on", Date, {"default": None}),
        ("counts_from", Date, {"default": None}),
        ("long_from", Date, {"default": None}),
        ("due", Integer, {"null": True, "default": None}),
        ("done", Integer, {"null": True, "default": None}),
        ("verified", Boolean, {"default": False}),
        ("stale", Boolean, {"default": False}),
    ],
    ("DutyChange", "duty_change"): [
        ("id", BigSerial, {"primary_key": True}),
        ("enterprise", ForeignKey, _to(Enterprise, index=True)),
        ("what", Varchar, {"length": 12, "default": ""}),
        ("value", Varchar, {"length": 20, "default": ""}),
        ("at", Timestamptz, {"default": None}),
    ],
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    for (name, tablename), columns in TABLES.items():
        manager.add_table(class_name=name, tablename=tablename, schema=None, columns=None)
        for column, kind, params in columns:
            manager.add_column(
                table_class_name=name, tablename=tablename, column_name=column, db_column_name=column,
                column_class_name=kind.__name__, column_class=kind, params=PLAIN | params, schema=None,
            )  # fmt: skip
    return manager
