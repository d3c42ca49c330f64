"""Forms that were sent: a second click leads to what the first one made."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-12-01T00:00:09:000000"
VERSION = "1.38.0"
DESCRIPTION = "forms that were sent"

PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    manager.add_table(class_name="SentForm", tablename="sent_form", schema=None, columns=None)
    for name, kind, params in (
        ("key", Varchar, {"length": 64, "default": "", "primary_key": True}),
        ("location", Varchar, {"length": 1000, "default": ""}),
        ("said", Varchar, {"length": 1000, "default": ""}),
        ("at", Timestamptz, {"default": None, "index": True}),
    ):
        manager.add_column(
            table_class_name="SentForm", tablename="sent_form", column_name=name, db_column_name=name,
            column_class_name=kind.__name__, column_class=kind, params=PLAIN | params, schema=None,
        )  # fmt: skip
    return manager
