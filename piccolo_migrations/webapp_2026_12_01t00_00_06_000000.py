"""Indexes for what people of an enterprise uploaded and never sent, which is swept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-12-01T00:00:06:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of unsent reports and swept photos"

BOTH = [
    "CREATE INDEX ix_photo_swept ON photo (withdrawn_at) WHERE derived = 'swept'",
    "CREATE INDEX ix_report_draft ON report (sent_at) WHERE state = 'draft'",
]


class RawTable(Table):
    """Piccolo runs raw SQL through a table."""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run() -> None:
        for statement in BOTH:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
