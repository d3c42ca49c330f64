"""Where a finding comes from: a visit, or something else; then it has no inspection."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import ForeignKey, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:20:000000"
VERSION = "1.38.0"
DESCRIPTION = "sources of findings"

# SQLite lets no constraint go: the column is made anew.
LOOSE_SQLITE = [
    "DROP INDEX finding_inspection",
    "ALTER TABLE finding RENAME COLUMN inspection TO inspection_before",
    'ALTER TABLE finding ADD COLUMN "inspection" UUID DEFAULT null '
    'REFERENCES "inspection" ("id") ON DELETE RESTRICT ON UPDATE CASCADE',
    "UPDATE finding SET inspection = inspection_before",
    "ALTER TABLE finding DROP COLUMN inspection_before",
    'CREATE INDEX finding_inspection ON "finding" ("inspection")',
]
LOOSE_POSTGRES = ["ALTER TABLE finding ALTER COLUMN inspection DROP NOT NULL"]
BOTH = ["CREATE INDEX ix_finding_source ON finding (source, source_id) WHERE source <> 'visit'"]
PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


class RawTable(Table):
    """Something to run SQL through."""


class Loosened(MigrationManager):
    """Piccolo changes no column on SQLite, and runs raw SQL before it adds columns; here the index needs them."""

    async def _run_alter_columns(self, backwards=False):
        for statement in LOOSE_SQLITE if RawTable._meta.db.engine_type == "sqlite" else LOOSE_POSTGRES:
            await RawTable.raw(statement)

    async def run(self, backwards=False):
        await super().run(backwards)
        for statement in BOTH:
            await RawTable.raw(statement)


async def forwards():
    manager = Loosened(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    manager.alter_column(
        table_class_name="Finding", tablename="finding", column_name="inspection", db_column_name="inspection",
        params={"null": True}, old_params={"null": False}, column_class=ForeignKey, old_column_class=ForeignKey, schema=None,
    )  # fmt: skip
    for name, length, default in (("source", 12, "visit"), ("source_id", 40, "")):
        manager.add_column(
            table_class_name="Finding", tablename="finding", column_name=name, db_column_name=name,
            column_class_name="Varchar", column_class=Varchar, params=PLAIN | {"length": length, "default": default}, schema=None,
        )  # fmt: skip
    return manager
