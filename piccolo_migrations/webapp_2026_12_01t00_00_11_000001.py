"""Divisions that come and go: since when, until when, into which one, and those that were added by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Date, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-12-01T00:00:11:000001"
VERSION = "1.38.0"
DESCRIPTION = "divisions that change"

PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    for name, kind, params in (
        ("since", Date, {"default": None, "null": True}),
        ("until", Date, {"default": None, "null": True}),
        ("successor", Varchar, {"length": 12, "default": ""}),
        ("by_hand", Boolean, {"default": False}),
    ):
        manager.add_column(
            table_class_name="Area", tablename="area", column_name=name, db_column_name=name,
            column_class_name=kind.__name__, column_class=kind, params=PLAIN | params, schema=None,
        )  # fmt: skip
    return manager
