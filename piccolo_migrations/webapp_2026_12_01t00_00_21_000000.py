"""Whom a checklist is for and what it is used for; what an enterprise is to supervision."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-12-01T00:00:21:000000"
VERSION = "1.38.0"
DESCRIPTION = "subjects and purposes"

NEW = (
    ("Checklist", "checklist", "subject", "employer"),
    ("Checklist", "checklist", "purpose", "inspection"),
    ("Enterprise", "enterprise", "subject", "employer"),
)
PLAIN = {
    "length": 20, "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    for name, table, column, default in NEW:
        manager.add_column(
            table_class_name=name, tablename=table, column_name=column, db_column_name=column,
            column_class_name="Varchar", column_class=Varchar, params=PLAIN | {"default": default}, schema=None,
        )  # fmt: skip
    return manager
