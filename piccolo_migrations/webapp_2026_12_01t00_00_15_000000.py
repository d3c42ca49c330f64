"""Which enterprises have not been inspected for longest."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-12-01T00:00:15:000000"
VERSION = "1.38.0"
DESCRIPTION = "longest not inspected"

BOTH = [
    "CREATE INDEX ix_enterprise_visited ON enterprise (last_visit_at, id)",
    "CREATE INDEX ix_enterprise_bureau_visited ON enterprise (bureau, last_visit_at, id)",
]


class RawTable(Table):
    """Something to run SQL through."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run():
        for statement in BOTH:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
