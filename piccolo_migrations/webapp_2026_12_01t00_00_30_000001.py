"""What is there once of a campaign, and what its lists are read by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-12-01T00:00:30:000001"
VERSION = "1.38.0"
DESCRIPTION = "campaigns, indexes"

BOTH = [
    "CREATE UNIQUE INDEX ux_campaign_share ON campaign_share (campaign, bureau)",
    "CREATE UNIQUE INDEX ux_campaign_phase_no ON campaign_phase (campaign, no)",
    "CREATE UNIQUE INDEX ux_campaign_object_enterprise ON campaign_object (campaign, enterprise)",
    "CREATE INDEX ix_campaign_object_place ON campaign_object (campaign, bureau, area)",
    "CREATE UNIQUE INDEX ux_campaign_visit_inspection ON campaign_visit (campaign, inspection)",
    "CREATE INDEX ix_campaign_visit_enterprise ON campaign_visit (campaign, enterprise)",
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
