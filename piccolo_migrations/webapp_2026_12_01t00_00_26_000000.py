"""Draws 双随机: the draw, its papers, witnesses, entries and supplements; recusals 回避, and what is known of inspectors."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import (
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:26:000000"
VERSION = "1.38.0"
DESCRIPTION = "draws"

PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


def _known(name, tablename):
    """A table that was there before, as far as a foreign key has to know it."""
    key = Serial(primary_key=True)
    return type(name, (Table,), {"id": key}, tablename=tablename)


Bureau = _known("Bureau", "bureau")
Draw = _known("Draw", "draw")
Enterprise = _known("Enterprise", "enterprise")
Person = _known("Person", "person")


def _to(table, **more):
    """The parameters of a foreign key."""
    return {
        "references": table, "on_delete": OnDelete.restrict, "on_update": OnUpdate.cascade,
        "target_column": None, "default": None, **more,
    }  # fmt: skip


TABLES = {
    ("Draw", "draw"): [
        ("id", Serial, {"primary_key": True}),
        ("code", Varchar, {"length": 20, "unique": True, "default": ""}),
        ("title", Varchar, {"length": 100, "default": ""}),
        ("basis", Varchar, {"length": 200, "default": ""}),
        ("bureau", ForeignKey, _to(Bureau, index=True)),
        ("state", Varchar, {"length": 12, "default": "draft"}),
        ("rule", Text, {"default": "{}"}),
        ("strata", Text, {"default": "{}"}),
        ("method", Text, {"default": "{}"}),
        ("pool_hash", Varchar, {"length": 64, "default": ""}),
        ("objects_hash", Varchar, {"length": 64, "default": ""}),
        ("people_hash", Varchar, {"length": 64, "default": ""}),
        ("method_hash", Varchar, {"length": 64, "default": ""}),
        ("secret", Varchar, {"length": 64, "default": ""}),
        ("secret_hash", Varchar, {"length": 64, "default": ""}),
        ("commitment", Varchar, {"length": 64, "default": ""}),
        ("number", Text, {"default": ""}),
        ("seed", Varchar, {"length": 64, "default": ""}),
        ("result_hash", Varchar, {"length": 64, "default": ""}),
        ("found", Integer, {"default": 0}),
        ("drawn", Integer, {"default": 0}),
        ("names_on", Date, {"null": True, "default": None}),
        ("created_by", ForeignKey, _to(Person)),
        ("created_at", Timestamptz, {"default": None}),
        ("frozen_at", Timestamptz, {"null": True, "default": None}),
        ("committed_at", Timestamptz, {"null": True, "default": None}),
        ("drawn_at", Timestamptz, {"null": True, "default": None}),
        ("locked_at", Timestamptz, {"null": True, "default": None}),
        ("abandoned_at", Timestamptz, {"null": True, "default": None}),
        ("reason", Varchar, {"length": 300, "default": ""}),
    ],
    ("DrawPaper", "draw_paper"): [
        ("id", Serial, {"primary_key": True}),
        ("draw", ForeignKey, _to(Draw, index=True)),
        ("kind", Varchar, {"length": 12, "default": ""}),
        ("text", Text, {"default": ""}),
    ],
    ("DrawWitness", "draw_witness"): [
        ("id", Serial, {"primary_key": True}),
        ("draw", ForeignKey, _to(Draw, index=True)),
        ("name", Varchar, {"length": 60, "default": ""}),
        ("post", Varchar, {"length": 60, "default": ""}),
        ("text", Varchar, {"length": 200, "default": ""}),
        ("at", Timestamptz, {"default": None}),
    ],
    ("DrawEntry", "draw_entry"): [
        ("id", Serial, {"primary_key": True}),
        ("draw", ForeignKey, _to(Draw, index=True)),
        ("enterprise", ForeignKey, _to(Enterprise, index=True)),
        ("bureau", ForeignKey, _to(Bureau, index=True)),
        ("key", Varchar, {"length": 50, "default": ""}),
        ("name", Varchar, {"length": 200, "default": ""}),
        ("stratum", Varchar, {"length": 60, "default": ""}),
        ("place", Integer, {"default": 0}),
        ("rank", Varchar, {"length": 64, "default": ""}),
        ("people", Text, {"default": "[]"}),
        ("replaces", Varchar, {"length": 50, "default": ""}),
        ("closed", Varchar, {"length": 20, "default": ""}),
    ],
    ("DrawSupplement", "draw_supplement"): [
        ("id", Serial, {"primary_key": True}),
        ("draw", ForeignKey, _to(Draw, index=True)),
        ("closed", Varchar, {"length": 50, "default": ""}),
        ("reason", Varchar, {"length": 200, "default": ""}),
        ("at", Varchar, {"length": 20, "default": ""}),
        ("added", Varchar, {"length": 50, "default": ""}),
        ("people", Text, {"default": "[]"}),
        ("hash", Varchar, {"length": 64, "default": ""}),
    ],
    ("Recusal", "recusal"): [
        ("id", Serial, {"primary_key": True}),
        ("person", ForeignKey, _to(Person, index=True)),
        ("enterprise", ForeignKey, _to(Enterprise, index=True)),
        ("kind", Varchar, {"length": 12, "default": ""}),
        ("since", Date, {"default": None}),
        ("note", Varchar, {"length": 200, "default": ""}),
        ("declared_by", ForeignKey, _to(Person)),
        ("declared_at", Timestamptz, {"default": None}),
        ("ended_at", Timestamptz, {"null": True, "default": None}),
    ],
    ("InspectorStanding", "inspector_standing"): [
        ("id", Serial, {"primary_key": True}),
        ("person", ForeignKey, _to(Person, unique=True)),
        ("badge_until", Date, {"null": True, "default": None}),
        ("away_until", Date, {"null": True, "default": None}),
        ("specialist", Boolean, {"default": True}),
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
