"""One row for each version of the marks upon a photo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-12-01T00:00:22:000001"
VERSION = "1.38.0"
DESCRIPTION = "versions of marks"

BOTH = ["CREATE UNIQUE INDEX ux_photo_marks_version ON photo_marks (photo, version)"]


class RawTable(Table):
    """Something to run SQL through."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run():
        for statement in BOTH:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
