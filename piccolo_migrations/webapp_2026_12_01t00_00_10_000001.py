"""One meaning for a heading of a bureau's lists."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-12-01T00:00:10:000001"
VERSION = "1.38.0"
DESCRIPTION = "one meaning for a heading"

BOTH = ["CREATE UNIQUE INDEX ux_import_heading ON import_heading (bureau, kind, heading)"]


class RawTable(Table):
    """Something to run SQL through."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run():
        for statement in BOTH:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
