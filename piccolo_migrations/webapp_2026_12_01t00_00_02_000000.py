"""Who stands above a bureau is a column of its own, filled from the codes once.

A code lies below another by its parts (province, city, county, township; a zone below its city), not by its letters:
3417Z10 was below 3417Z1. `mashang upgrade` names the bureaus for which that changes something.
"""

import re

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:02:000000"
VERSION = "1.38.0"
DESCRIPTION = "the tree of bureaus"

SQLITE = [
    "CREATE TRIGGER bureau_tree_made AFTER INSERT ON bureau WHEN NEW.parent IN (WITH RECURSIVE below(id) AS (SELECT NEW.id UNION SELECT b.id FROM bureau b JOIN below ON b.parent = below.id) SELECT id FROM below) BEGIN SELECT RAISE(ABORT, 'a bureau below itself'); END",
    "CREATE TRIGGER bureau_tree_moved AFTER UPDATE OF parent ON bureau WHEN NEW.parent IN (WITH RECURSIVE below(id) AS (SELECT NEW.id UNION SELECT b.id FROM bureau b JOIN below ON b.parent = below.id) SELECT id FROM below) BEGIN SELECT RAISE(ABORT, 'a bureau below itself'); END",
]

POSTGRES = [
    "CREATE FUNCTION bureau_tree() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(341703); IF NEW.parent IN (WITH RECURSIVE below(id) AS (SELECT NEW.id UNION SELECT b.id FROM bureau b JOIN below ON b.parent = below.id) SELECT id FROM below) THEN RAISE EXCEPTION 'a bureau below itself'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER bureau_tree AFTER INSERT OR UPDATE OF parent ON bureau FOR EACH ROW WHEN (NEW.parent IS NOT NULL) EXECUTE FUNCTION bureau_tree()",
]


class RawTable(Table):
    """Something to run SQL through."""


class Manager(MigrationManager):
    """Fills the column after it was added; what Piccolo calls raw runs before."""

    async def run(self, backwards=False):
        await super().run(backwards)
        if backwards or self.preview:
            return
        rows = await RawTable.raw("SELECT id, code FROM bureau")
        bureaus = {row["code"]: row["id"] for row in rows}
        for code, bureau in bureaus.items():
            parent = next((bureaus[one] for one in above(code) if one in bureaus), None)
            if parent is not None:
                await RawTable.raw("UPDATE bureau SET parent = {} WHERE id = {}", parent, bureau)
        for statement in SQLITE if RawTable._meta.db.engine_type == "sqlite" else POSTGRES:
            await RawTable.raw(statement)


def above(code):
    """The codes that stand above by their parts, nearest first."""
    known = len(re.match(r"\d*", code, re.ASCII)[0])
    return [code[:length] for length in (9, 6, 4, 2) if length <= known and length < len(code)]


async def forwards():
    manager = Manager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    manager.add_column(
        table_class_name="Bureau",
        tablename="bureau",
        column_name="parent",
        db_column_name="parent",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": "self",
            "default": None,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": True,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )
    return manager
