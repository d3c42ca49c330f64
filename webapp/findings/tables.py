"""Findings and the reports on them."""

from typing import Any

from piccolo.columns import (
    UUID,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    LazyTableReference,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau, Person
from webapp.enterprises.tables import Enterprise, bureau_guards

INSPECTION = LazyTableReference("Inspection", module_path="webapp.inspections.tables")


class Finding(Table):
    """问题. What was ordered is copied here at submission and not edited; `draft` is the id the phone gave it.

    `slot` is the key of the sign or equipment slot it came from, "" for none: its photos belong to the slot.
    `source` and `source_id` say what it comes from where that is no visit (see origin.py); `inspection` is null then.
    state, handling, law mode: see rules. `due_on` is the date in force, `first_due_on` the one that was ordered.
    `bureau` supervises the enterprise; the database keeps it (see GUARDS).
    """

    id = Serial(primary_key=True)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    bureau = ForeignKey(Bureau, null=True, default=None, on_delete=OnDelete.restrict)
    inspection: ForeignKey[Any] = ForeignKey(
        INSPECTION, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    source = Varchar(length=12, default="visit")
    source_id = Varchar(length=40, default="")
    draft = UUID(default=None, unique=True)
    slot = Varchar(length=80, default="")
    number = SmallInt()
    item_code = Varchar(length=20, default="")
    item_text = Text(default="")
    violation = Varchar(length=8, default="", index=True)
    legal_basis = Varchar(length=300, default="")
    penalty_article = Varchar(length=60, default="")
    mode = Varchar(length=60, default="")
    fine = Varchar(length=120, default="")
    fact = Text()
    requirement = Text()
    handling = Varchar(length=12)
    first_due_on = Date(default=None, null=True)
    due_on = Date(default=None, null=True)
    due_pending = Boolean(default=False)
    state = Varchar(length=12)
    round = SmallInt(default=1)
    corrected_on_site = Boolean(default=False)
    on_site_note = Text(default="")
    responsible = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    found_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    found_at = Timestamptz(default=None)
    waiting_since = Timestamptz(null=True, default=None)
    asked_due = Date(null=True, default=None)
    objected = Boolean(default=False)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    end_note = Text(default="")
    failed_recheck_after_due = Boolean(default=False)


class Report(Table):
    """整改报告: what somebody of the enterprise said of a finding, and what the bureau answered.

    kind: progress, done, extension, objection. answer: "" while it waits (progress needs none), accepted, returned,
    granted, refused, upheld, settled, withdrawn (see rules.Answer). `id` is made by the phone; state draft while only its photos
    have come (nobody but the author sees it), then sent.
    """

    id = UUID(primary_key=True, default=None)
    finding = ForeignKey(Finding, null=False, index=True, on_delete=OnDelete.restrict)
    round = SmallInt()
    kind = Varchar(length=12)
    text = Text()
    percent = SmallInt(null=True, default=None)
    wanted_due = Date(null=True, default=None)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    sent_at = Timestamptz(default=None)
    state = Varchar(length=12, default="sent")
    answer = Varchar(length=12, default="")
    answer_text = Text(default="")
    answered_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(null=True, default=None)


class Recheck(Table):
    """The result of a 复查 for one finding; kept for good once the visit is submitted."""

    id = Serial(primary_key=True)
    finding = ForeignKey(Finding, null=False, index=True, on_delete=OnDelete.restrict)
    inspection: ForeignKey[Any] = ForeignKey(INSPECTION, null=False, index=True, on_delete=OnDelete.restrict)
    result = Varchar(length=12)
    note = Text(default="")
    round = Integer(default=1)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz(default=None)


# What waits for a bureau's answer, word for word as the lists ask for it: else SQLite does not see that the index holds it.
WAITS = "(state = 'reported' OR (state = 'open' AND (asked_due IS NOT NULL OR objected)))"

INDEXES = [
    "CREATE INDEX ix_finding_bureau_due ON finding (bureau, state, due_on, id)",
    "CREATE INDEX ix_finding_bureau_ended ON finding (bureau, state, ended_at, id)",
    f"CREATE INDEX ix_finding_waiting ON finding (bureau, due_on, id) WHERE {WAITS}",
    # Who sees a whole province counts without looking at a single row.
    "CREATE INDEX ix_finding_state_due ON finding "
    "(state, due_on, id, bureau, violation, responsible, enterprise, asked_due, objected)",
    "CREATE INDEX ix_finding_state_ended ON finding (state, ended_at, id, bureau, violation, responsible, enterprise)",
    "CREATE INDEX ix_finding_enterprise_state ON finding (enterprise, state, due_on)",
    "CREATE INDEX ix_finding_responsible_state ON finding (responsible, state)",
    "CREATE INDEX ix_finding_source ON finding (source, source_id) WHERE source <> 'visit'",
    "CREATE INDEX ix_report_finding ON report (finding, sent_at)",
    "CREATE INDEX ix_report_draft ON report (sent_at) WHERE state = 'draft'",
    "CREATE UNIQUE INDEX ux_recheck_once ON recheck (finding, inspection)",
]

SQLITE_GUARDS, POSTGRES_GUARDS = bureau_guards("finding")
