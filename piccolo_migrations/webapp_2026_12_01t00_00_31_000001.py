"""The indexes of duties, and what notes when an enterprise stopped, went on or became 严重."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

from webapp.db.connect import SQLITE as ON_SQLITE

ID = "2026-12-01T00:00:31:000001"
VERSION = "1.38.0"
DESCRIPTION = "duties, indexes and triggers"

BOTH = [
    "CREATE INDEX ix_duty_record_enterprise ON duty_record (enterprise, sent_at, id) WHERE state = 'sent'",
    "CREATE INDEX ix_duty_record_kind ON duty_record (kind, done_on) WHERE state = 'sent'",
    "CREATE INDEX ix_duty_record_draft ON duty_record (sent_at) WHERE state = 'draft'",
    "CREATE UNIQUE INDEX ux_duty_standing_pair ON duty_standing (enterprise, duty)",
    "CREATE INDEX ix_duty_standing_lapse ON duty_standing (duty, counts_from)",
    "CREATE INDEX ix_duty_standing_stale ON duty_standing (enterprise) WHERE stale",
]
_NOTED = "INSERT INTO duty_change (enterprise, what, value, at) VALUES (NEW.id, '{0}', NEW.{0}, NEW.updated_at)"
_STALE = "UPDATE duty_standing SET stale = TRUE WHERE enterprise = NEW.id"
_LATER = "AND NEW.updated_at > NEW.created_at"
SQLITE = [
    f"CREATE TRIGGER duty_{what} AFTER UPDATE OF {what} ON enterprise WHEN NEW.{what} <> OLD.{what} {_LATER} "
    f"BEGIN {_NOTED.format(what)}; {_STALE}; END"
    for what in ("status", "severity")
]
POSTGRES = [
    statement
    for what in ("status", "severity")
    for statement in (
        f"CREATE FUNCTION duty_{what}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_NOTED.format(what)}; {_STALE}; RETURN NULL; END $$",
        f"CREATE TRIGGER duty_{what} AFTER UPDATE OF {what} ON enterprise FOR EACH ROW "
        f"WHEN (NEW.{what} <> OLD.{what} {_LATER}) EXECUTE FUNCTION duty_{what}()",
    )
]


class RawTable(Table):
    """Something to run SQL through."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run():
        for statement in [*BOTH, *(SQLITE if ON_SQLITE else POSTGRES)]:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
