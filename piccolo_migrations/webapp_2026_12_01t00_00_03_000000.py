"""The issuers of enterprises' accounts, from the codes that were given out and the events of resets."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import ForeignKey, Serial, SmallInt, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:03:000000"
VERSION = "1.38.0"
DESCRIPTION = "credentials"

BOTH = ["CREATE INDEX ix_credential_signals ON credential (id, enterprise) WHERE signals > 0"]

QUICK = {
    "sqlite": "julianday(a.used_at) - julianday(a.issued_at) <= 10.0 / 1440",
    "postgres": "a.used_at - a.issued_at <= interval '10 minutes'",
}
# Whoever issued is a person of ours; 8 is Signal.QUICK, 16 Signal.ASSISTANT.
ACTIVATIONS = """
INSERT INTO credential (kind, person, enterprise, activation, issued_by, issued_at, used_at, signals)
SELECT 'activation', u.id, a.enterprise, a.id, i.id, a.issued_at, a.used_at,
    CASE WHEN a.used_at IS NULL THEN 0 ELSE
        (CASE WHEN {quick} THEN 8 ELSE 0 END) + (CASE WHEN i.role = 'assistant' THEN 16 ELSE 0 END)
    END
FROM activation a LEFT JOIN person i ON i.id = a.issued_by LEFT JOIN person u ON u.id = a.used_by
WHERE a.purpose = 'activate' ORDER BY a.id
"""
RESETS = """
INSERT INTO credential (kind, person, enterprise, issued_by, issued_at, signals)
SELECT 'reset', p.id, n.id, i.id, e.at, CASE WHEN i.role = 'assistant' THEN 16 ELSE 0 END
FROM event e JOIN person p ON CAST(p.id AS VARCHAR(64)) = e.thing_id AND p.role = 'employer'
    LEFT JOIN person i ON i.id = e.person LEFT JOIN enterprise n ON n.id = e.enterprise
WHERE e.thing = 'person' AND e.action = 'person.password_reset' ORDER BY e.id
"""


class Enterprise(Table, tablename="enterprise", schema=None):
    id = Serial(primary_key=True)


class Person(Table, tablename="person", schema=None):
    id = Serial(primary_key=True)


class Activation(Table, tablename="activation", schema=None):
    id = Serial(primary_key=True)


class RawTable(Table):
    """Something to run SQL through."""


class Filled(MigrationManager):
    """Piccolo runs raw SQL before it adds tables; this one needs the table first."""

    async def run(self, backwards=False):
        await super().run(backwards)
        engine = RawTable._meta.db.engine_type
        for statement in [ACTIVATIONS.format(quick=QUICK[engine]), RESETS, *BOTH]:
            await RawTable.raw(statement)


def reference(table, index=True):
    return ForeignKey, {
        "references": table, "on_delete": OnDelete.restrict, "on_update": OnUpdate.cascade, "target_column": None,
        "default": None, "null": True, "index": index,
    }  # fmt: skip


def text(length):
    return Varchar, {"length": length, "default": ""}


COLUMNS = {
    "id": (Serial, {"primary_key": True}),
    "kind": text(12),
    "person": reference(Person),
    "enterprise": reference(Enterprise),
    "activation": reference(Activation),
    "issued_by": reference(Person, index=False),
    "issued_at": (Timestamptz, {"default": None}),
    "issued_browser": text(64),
    "issued_device": text(200),
    "issued_address": text(64),
    "used_at": (Timestamptz, {"default": None, "null": True}),
    "used_browser": text(64),
    "used_device": text(200),
    "used_address": text(64),
    "signals": (SmallInt, {"default": 0}),
}
EVERY = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


async def forwards():
    manager = Filled(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    manager.add_table(class_name="Credential", tablename="credential", schema=None, columns=None)
    for name, (kind, more) in COLUMNS.items():
        manager.add_column(
            table_class_name="Credential", tablename="credential", column_name=name, db_column_name=name,
            column_class_name=kind.__name__, column_class=kind, params={**EVERY, **more}, schema=None,
        )  # fmt: skip
    return manager
