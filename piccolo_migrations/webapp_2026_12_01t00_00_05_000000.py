"""When a visit began and was over by the clock that decides, beside the phone's words (inspections/rules/clocks.py)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:05:000000"
VERSION = "1.38.0"
DESCRIPTION = "the clock that decides"

# Of the phone's time, which nothing is ordered by any more.
GONE = [
    "ix_inspection_bureau_started",
    "ix_inspection_patrol",
    "ix_inspection_enterprise_started",
    "ix_inspection_started",
    "ix_inspection_state_started",
]
BOTH = [
    "CREATE INDEX ix_inspection_bureau_began ON inspection (bureau, began_at, id, state, kind)",
    "CREATE INDEX ix_inspection_patrols ON inspection (began_at, id) WHERE kind = 'patrol'",
    "CREATE INDEX ix_inspection_enterprise_began ON inspection (enterprise, began_at)",
    "CREATE INDEX ix_inspection_began ON inspection (began_at, id)",
    "CREATE INDEX ix_inspection_state_began ON inspection (state, began_at)",
]
SQLITE = [
    "CREATE TRIGGER inspection_began AFTER INSERT ON inspection WHEN NEW.began_at IS NULL BEGIN UPDATE inspection "
    "SET began_at = started_at WHERE id = NEW.id; END",
]
POSTGRES = [
    "CREATE FUNCTION inspection_began() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN NEW.began_at := NEW.started_at; RETURN NEW; END $$",
    "CREATE TRIGGER inspection_began BEFORE INSERT ON inspection FOR EACH ROW WHEN (NEW.began_at IS NULL) "
    "EXECUTE FUNCTION inspection_began()",
]

# What was decided stays decided; only what lies after its receipt is cut to it. A last visit that such a clock had put
# into the future held for ever.
MEND = [
    "UPDATE inspection SET began_at = CASE WHEN started_at > received_at THEN received_at ELSE started_at END",
    "UPDATE enterprise SET last_visit_at = (SELECT MAX(i.began_at) FROM inspection i WHERE i.enterprise = enterprise.id "
    "AND i.state IN ('submitted', 'void')) WHERE id IN (SELECT enterprise FROM inspection WHERE started_at > received_at)",
]


class RawTable(Table):
    """Something to run SQL through."""


class ThenIndexes(MigrationManager):
    """Piccolo runs raw SQL before it adds columns; here the SQL needs them."""

    async def run(self, backwards: bool = False):
        await super().run(backwards)
        engine = RawTable._meta.db.engine_type
        for statement in [
            *MEND,
            *(f"DROP INDEX {name}" for name in GONE),
            *BOTH,
            *(SQLITE if engine == "sqlite" else POSTGRES),
        ]:
            await RawTable.raw(statement)


async def forwards():
    manager = ThenIndexes(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    for name in ("began_at", "over_at"):
        manager.add_column(
            table_class_name="Inspection",
            tablename="inspection",
            column_name=name,
            db_column_name=name,
            column_class_name="Timestamptz",
            column_class=Timestamptz,
            params={
                "default": None,
                "null": True,
                "primary_key": False,
                "unique": False,
                "index": False,
                "index_method": IndexMethod.btree,
                "choices": None,
                "db_column_name": None,
                "secret": False,
            },
            schema=None,
        )
    return manager
