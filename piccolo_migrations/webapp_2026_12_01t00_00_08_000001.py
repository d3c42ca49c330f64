"""The former names that the audit trail tells of, and the search columns that hold them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

from webapp.enterprises.rules.search import search_text

ID = "2026-12-01T00:00:08:000001"
VERSION = "1.38.0"
DESCRIPTION = "former names from the audit trail"

BOTH = ["CREATE INDEX ix_former_name_enterprise ON former_name (enterprise, until, id, name)"]
# By its old name an enterprise is named in what was before its change.
NAME = {"sqlite": "json_extract(before, '$.name')", "postgres": "(before::jsonb ->> 'name')"}
SEARCHED = 700


class RawTable(Table):
    """Something to run SQL through."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run():
        name = NAME[RawTable._meta.db.engine_type]
        await RawTable.raw(
            f"INSERT INTO former_name (enterprise, name, until) SELECT t.enterprise, t.name, t.at FROM ("
            f"SELECT id, enterprise, at, CASE WHEN before LIKE '%\"name\"%' THEN {name} END AS name FROM event "
            "WHERE thing = 'enterprise' AND action IN ('enterprise.edited', 'enterprise.imported')) t "
            "JOIN enterprise e ON e.id = t.enterprise WHERE t.name IS NOT NULL AND t.name <> '' ORDER BY t.id"
        )
        rows = await RawTable.raw(
            "SELECT e.id, e.name, e.search, f.name AS former FROM former_name f JOIN enterprise e ON e.id = f.enterprise "
            "ORDER BY f.enterprise, f.until DESC, f.id DESC"
        )
        found = {}
        for row in rows:
            search, more = found.get(row["id"], row["search"]), search_text(row["former"])
            if row["former"] != row["name"] and more not in search and len(search) + len(more) < SEARCHED:
                search = f"{search} {more}"
            found[row["id"]] = search
        for enterprise, search in found.items():
            await RawTable.raw("UPDATE enterprise SET search = {} WHERE id = {}", search, enterprise)
        for statement in BOTH:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
