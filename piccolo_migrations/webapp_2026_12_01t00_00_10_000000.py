"""What the headings of a bureau's lists mean."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import ForeignKey, Serial, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "headings of imported lists"

PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


class Bureau(Table, tablename="bureau", schema=None):
    id = Serial(
        null=False, primary_key=True, unique=False, index=False, index_method=IndexMethod.btree,
        choices=None, db_column_name=None, secret=False,
    )  # fmt: skip


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    manager.add_table(class_name="ImportHeading", tablename="import_heading", schema=None, columns=None)
    bureau = {
        "references": Bureau, "on_delete": OnDelete.cascade, "on_update": OnUpdate.cascade,
        "target_column": None, "default": None,
    }  # fmt: skip
    for name, kind, params in (
        ("id", Serial, {"primary_key": True}),
        ("bureau", ForeignKey, bureau),
        ("kind", Varchar, {"length": 20, "default": ""}),
        ("heading", Varchar, {"length": 100, "default": ""}),
        ("key", Varchar, {"length": 30, "default": ""}),
    ):
        manager.add_column(
            table_class_name="ImportHeading", tablename="import_heading", column_name=name, db_column_name=name,
            column_class_name=kind.__name__, column_class=kind, params=PLAIN | params, schema=None,
        )  # fmt: skip
    return manager
