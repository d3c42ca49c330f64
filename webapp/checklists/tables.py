"""Checklists, their versions and items, and the violations they refer to."""

from decimal import Decimal

from piccolo.columns import (
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Person


class Violation(Table):
    """违法行为 with its articles (handbook 5.1); mode is the text of the source: T1, T2 …"""

    code = Varchar(length=8, primary_key=True)
    text = Varchar(length=300)
    duty_article = Varchar(length=60, default="")
    penalty_article = Varchar(length=60, default="")
    mode = Varchar(length=60, default="")
    fine = Varchar(length=120, default="")
    aggravated = Varchar(length=200, default="")


class Checklist(Table):
    """检查表, a series of versions, for one subject and one purpose (webapp/subjects.py); each pair has its own default."""

    id = Serial(primary_key=True)
    title = Varchar(length=120, unique=True)
    note = Text(default="")
    is_default = Boolean(default=False)
    subject = Varchar(length=20, default="employer")
    purpose = Varchar(length=20, default="inspection")


class ChecklistVersion(Table):
    """One version: state draft or published; a published one is immutable. `scoring` is JSON of a ScoringRule."""

    id = Serial(primary_key=True)
    checklist = ForeignKey(Checklist, null=False, index=True, on_delete=OnDelete.restrict)
    number = Integer()
    state = Varchar(length=12, default="draft")
    source = Varchar(length=300, default="")
    verified = Boolean(default=False)
    effective_on = Date(null=True, default=None)
    scoring = Text(default="{}")
    created_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    published_at = Timestamptz(null=True, default=None)


class ChecklistItem(Table):
    """One item; (version, code) is unique, `position` orders the whole version."""

    id = Serial(primary_key=True)
    version = ForeignKey(ChecklistVersion, null=False, index=True, on_delete=OnDelete.restrict)
    position = SmallInt()
    code = Varchar(length=20)
    category = Varchar(length=60)
    content = Text()
    key_item = Boolean(default=False)
    method = Varchar(length=20, default="")
    duty_basis = Varchar(length=200, default="")
    violation = Varchar(length=8, default="")
    penalty_article = Varchar(length=60, default="")
    mode = Varchar(length=60, default="")
    standard_fact = Text(default="")
    standard_requirement = Text(default="")
    days = SmallInt(default=30)
    day_kind = Varchar(length=12, default="calendar")
    photo_required = Boolean(default=False)
    applies_when = Varchar(length=120, default="")
    weight = Numeric(digits=(8, 2), default=Decimal(1))


INDEXES = [
    "CREATE UNIQUE INDEX ux_checklist_version_number ON checklist_version (checklist, number)",
    "CREATE UNIQUE INDEX ux_checklist_item_code ON checklist_item (version, code)",
]
