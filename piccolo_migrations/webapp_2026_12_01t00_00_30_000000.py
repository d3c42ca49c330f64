"""Campaigns 行动: the campaign, its phases, its list, the visits that count."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import (
    UUID,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-12-01T00:00:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "campaigns"

PLAIN = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


def _known(name, tablename, key=None):
    """A table that was there before, as far as a foreign key has to know it."""
    return type(name, (Table,), {"id": key or Serial(primary_key=True)}, tablename=tablename)


Bureau = _known("Bureau", "bureau")
Campaign = _known("Campaign", "campaign")
Checklist = _known("Checklist", "checklist")
Enterprise = _known("Enterprise", "enterprise")
Inspection = _known("Inspection", "inspection", UUID(primary_key=True))
Person = _known("Person", "person")


def _to(table, **more):
    """The parameters of a foreign key."""
    return {
        "references": table, "on_delete": OnDelete.restrict, "on_update": OnUpdate.cascade,
        "target_column": None, "default": None, **more,
    }  # fmt: skip


TABLES = {
    ("Campaign", "campaign"): [
        ("id", Serial, {"primary_key": True}),
        ("code", Varchar, {"length": 20, "unique": True, "default": ""}),
        ("title", Varchar, {"length": 100, "default": ""}),
        ("kind", Varchar, {"length": 12, "default": ""}),
        ("bureau", ForeignKey, _to(Bureau, index=True)),
        ("state", Varchar, {"length": 12, "default": "draft"}),
        ("basis", Varchar, {"length": 200, "default": ""}),
        ("upper", Boolean, {"default": False}),
        ("focus", Text, {"default": ""}),
        ("checklist", ForeignKey, _to(Checklist)),
        ("goal", SmallInt, {"default": 100}),
        ("report_on", Date, {"null": True, "default": None}),
        ("rule", Text, {"default": "{}"}),
        ("found", Integer, {"default": 0}),
        ("approved_by", Varchar, {"length": 100, "default": ""}),
        ("approved_on", Date, {"null": True, "default": None}),
        ("filed_no", Varchar, {"length": 60, "default": ""}),
        ("public_url", Varchar, {"length": 300, "default": ""}),
        ("created_by", ForeignKey, _to(Person)),
        ("created_at", Timestamptz, {"default": None}),
        ("locked_at", Timestamptz, {"null": True, "default": None}),
        ("deployed_at", Timestamptz, {"null": True, "default": None}),
        ("ended_at", Timestamptz, {"null": True, "default": None}),
        ("reason", Varchar, {"length": 300, "default": ""}),
    ],
    ("CampaignPhase", "campaign_phase"): [
        ("id", Serial, {"primary_key": True}),
        ("campaign", ForeignKey, _to(Campaign)),
        ("no", SmallInt, {"default": 0}),
        ("title", Varchar, {"length": 40, "default": ""}),
        ("starts_on", Date, {"default": None}),
        ("ends_on", Date, {"default": None}),
        ("inspects", Boolean, {"default": False}),
        ("work", Varchar, {"length": 300, "default": ""}),
    ],
    ("CampaignObject", "campaign_object"): [
        ("id", Serial, {"primary_key": True}),
        ("campaign", ForeignKey, _to(Campaign)),
        ("enterprise", ForeignKey, _to(Enterprise, index=True)),
        ("bureau", ForeignKey, _to(Bureau)),
        ("area", Varchar, {"length": 12, "default": ""}),
        ("name", Varchar, {"length": 200, "default": ""}),
        ("source", Varchar, {"length": 12, "default": ""}),
        ("reason", Varchar, {"length": 200, "default": ""}),
        ("added_by", ForeignKey, _to(Person)),
        ("added_at", Timestamptz, {"default": None}),
        ("removed_at", Timestamptz, {"null": True, "default": None}),
        ("removed_why", Varchar, {"length": 200, "default": ""}),
    ],
    ("CampaignVisit", "campaign_visit"): [
        ("id", Serial, {"primary_key": True}),
        ("campaign", ForeignKey, _to(Campaign)),
        ("enterprise", ForeignKey, _to(Enterprise)),
        ("inspection", ForeignKey, _to(Inspection, index=True)),
        ("visited_on", Date, {"default": None}),
    ],
    ("CampaignShare", "campaign_share"): [
        ("id", Serial, {"primary_key": True}),
        ("campaign", ForeignKey, _to(Campaign)),
        ("bureau", ForeignKey, _to(Bureau, index=True)),
        ("told_at", Timestamptz, {"default": None}),
        ("accepted_at", Timestamptz, {"null": True, "default": None}),
        ("accepted_by", ForeignKey, _to(Person, null=True)),
        ("contact", Varchar, {"length": 100, "default": ""}),
        ("starts_on", Date, {"null": True, "default": None}),
        ("ends_on", Date, {"null": True, "default": None}),
    ],
    ("CampaignQuestion", "campaign_question"): [
        ("id", Serial, {"primary_key": True}),
        ("campaign", ForeignKey, _to(Campaign, index=True)),
        ("bureau", ForeignKey, _to(Bureau)),
        ("text", Varchar, {"length": 500, "default": ""}),
        ("asked_by", ForeignKey, _to(Person)),
        ("asked_at", Timestamptz, {"default": None}),
        ("answer", Varchar, {"length": 500, "default": ""}),
        ("answered_by", ForeignKey, _to(Person, null=True)),
        ("answered_at", Timestamptz, {"null": True, "default": None}),
    ],
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    for (name, tablename), columns in TABLES.items():
        manager.add_table(class_name=name, tablename=tablename, schema=None, columns=None)
        for column, kind, params in columns:
            manager.add_column(
                table_class_name=name, tablename=tablename, column_name=column, db_column_name=column,
                column_class_name=kind.__name__, column_class=kind, params=PLAIN | params, schema=None,
            )  # fmt: skip
    return manager
