"""What is there once of a draw."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-12-01T00:00:27:000000"
VERSION = "1.38.0"
DESCRIPTION = "draws, once"

BOTH = [
    "CREATE UNIQUE INDEX ux_draw_paper_kind ON draw_paper (draw, kind)",
    "CREATE UNIQUE INDEX ux_draw_entry_key ON draw_entry (draw, key)",
    "CREATE UNIQUE INDEX ux_draw_supplement_closed ON draw_supplement (draw, closed)",
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
