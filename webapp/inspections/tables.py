"""The visit: inspection, answers with all their revisions, findings as drafted, slots, rechecks, receipts, supplements."""

from typing import Any

from piccolo.columns import (
    UUID,
    BigSerial,
    Boolean,
    Date,
    DoublePrecision,
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

from webapp.accounts.tables import Bureau, Person
from webapp.checklists.tables import ChecklistItem, ChecklistVersion
from webapp.enterprises.tables import Enterprise, bureau_guards
from webapp.findings.tables import Finding
from webapp.inspections.guards import BEGAN_POSTGRES, BEGAN_SQLITE


class Inspection(Table):
    """检查. `id` is made by the phone. state: draft, submitted, void, discarded.

    outcome: inspected or no_access (with `no_access`: stopped, moved, nobody, refused). Positions in degrees (WGS 84),
    accuracy and distance in metres, clock_offset in seconds (server minus phone), utc_offset in minutes.
    started_at and ended_at are the phone's words, began_at and (from submission on) over_at what decides: see clocks.py.
    `bureau` supervises the enterprise; the database keeps it (see GUARDS).
    """

    id = UUID(primary_key=True, default=None)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    bureau = ForeignKey(Bureau, null=True, default=None, on_delete=OnDelete.restrict)
    version = ForeignKey(ChecklistVersion, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12)
    lead = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    second = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict)
    showed_badge = Boolean(default=False)
    told_rights = Boolean(default=False)
    state = Varchar(length=12, default="draft")
    outcome = Varchar(length=12, default="inspected")
    no_access = Varchar(length=12, default="")
    started_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    began_at = Timestamptz(null=True, default=None)
    over_at = Timestamptz(null=True, default=None)
    utc_offset = SmallInt(default=480)
    clock_offset = Integer(null=True, default=None)
    received_at = Timestamptz(default=None)
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    accuracy = DoublePrecision(null=True, default=None)
    distance = DoublePrecision(null=True, default=None)
    companion = Varchar(length=60, default="")
    companion_post = Varchar(length=60, default="")
    conclusion = Text(default="")
    device = Varchar(length=64, default="")
    counts = Text(default="{}")
    score = Numeric(digits=(6, 2), null=True, default=None)
    verdict = Varchar(length=20, default="")
    submitted_at = Timestamptz(null=True, default=None)
    submitted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    ended_why = Text(default="")
    copy_of: ForeignKey[Any] = ForeignKey(
        "self", null=True, default=None, index=True, on_delete=OnDelete.restrict
    )


class Answer(Table):
    """Every value ever given to an item, in order of `revision` per (inspection, item); `standing` are the ones that count.
    `entry` is the outbox entry that brought it: the same one again changes nothing.
    """

    id = BigSerial(primary_key=True)
    inspection = ForeignKey(Inspection, null=False, index=True, on_delete=OnDelete.restrict)
    item = ForeignKey(ChecklistItem, null=False, on_delete=OnDelete.restrict)
    revision = Integer()
    result = Varchar(length=12)
    note = Text(default="")
    measured = Varchar(length=60, default="")
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    entry = Varchar(length=64)
    standing = Boolean(default=True)


class DraftFinding(Table):
    """A finding as written during the visit; `id` is made by the phone. Becomes a Finding at submission."""

    id = UUID(primary_key=True, default=None)
    inspection = ForeignKey(Inspection, null=False, index=True, on_delete=OnDelete.restrict)
    item = ForeignKey(ChecklistItem, null=True, default=None, on_delete=OnDelete.restrict)
    slot = Varchar(length=80, default="")
    violation = Varchar(length=8, default="")
    fact = Text(default="")
    requirement = Text(default="")
    handling = Varchar(length=12, default="order")
    due_on = Date(null=True, default=None)
    on_site = Boolean(default=False)
    on_site_note = Text(default="")
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    updated_at = Timestamptz(default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    entry = Varchar(length=64, default="")


class Slot(Table):
    """What was seen of one sign or piece of equipment; `key` as in slots.Slot.key. (inspection, key) is unique."""

    id = Serial(primary_key=True)
    inspection = ForeignKey(Inspection, null=False, index=True, on_delete=OnDelete.restrict)
    key = Varchar(length=80)
    result = Varchar(length=12)
    reason = Varchar(length=300, default="")
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(default=None)
    entry = Varchar(length=64, default="")


class DraftRecheck(Table):
    """The result of a 复查 for one open finding, until submission. (inspection, finding) is unique."""

    id = Serial(primary_key=True)
    inspection = ForeignKey(Inspection, null=False, index=True, on_delete=OnDelete.restrict)
    finding = ForeignKey(Finding, null=False, on_delete=OnDelete.restrict)
    result = Varchar(length=12)
    note = Text(default="")
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(default=None)
    entry = Varchar(length=64, default="")


class Receipt(Table):
    """回执: the canonical record of a submitted visit, its hash, the head of the audit chain, and an HMAC over all."""

    serial = Varchar(length=24, primary_key=True)
    inspection = ForeignKey(Inspection, null=False, unique=True, on_delete=OnDelete.restrict)
    record = Text()
    record_sha256 = Varchar(length=64)
    photos = Text(default="[]")
    server_time = Timestamptz(default=None)
    chain_head = Varchar(length=64)
    mac = Varchar(length=64)


class Supplement(Table):
    """补正: a slip of the pen mended beside the record."""

    id = Serial(primary_key=True)
    inspection = ForeignKey(Inspection, null=False, index=True, on_delete=OnDelete.restrict)
    text = Text()
    reason = Text(default="")
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz(default=None)


class ArrivedEntry(Table):
    """An outbox entry that has arrived, for writes whose own row keeps only the last one; (inspection, entry) is unique.
    A retry whose first answer was lost, or an export that is imported after the phone went on, must not put an older value
    over a newer one.
    """

    id = BigSerial(primary_key=True)
    inspection = ForeignKey(Inspection, null=False, index=False, on_delete=OnDelete.restrict)
    entry = Varchar(length=64)


class ReceiptSeries(Table):
    """The last serial number given out, by day; taken inside the submission's transaction."""

    day = Date(primary_key=True, default=None)
    last = Integer(default=0)


INDEXES = [
    "CREATE INDEX ix_inspection_bureau_began ON inspection (bureau, began_at, id, state, kind)",
    "CREATE INDEX ix_inspection_patrols ON inspection (began_at, id) WHERE kind = 'patrol'",
    "CREATE INDEX ix_inspection_enterprise_began ON inspection (enterprise, began_at)",
    "CREATE INDEX ix_inspection_began ON inspection (began_at, id)",
    "CREATE INDEX ix_inspection_state_began ON inspection (state, began_at)",
    "CREATE INDEX ix_inspection_lead_state ON inspection (lead, state)",
    "CREATE UNIQUE INDEX ux_answer_revision ON answer (inspection, item, revision)",
    "CREATE UNIQUE INDEX ux_answer_entry ON answer (inspection, item, entry)",
    "CREATE UNIQUE INDEX ux_arrived_entry ON arrived_entry (inspection, entry)",
    "CREATE UNIQUE INDEX ux_slot_key ON slot (inspection, key)",
    "CREATE UNIQUE INDEX ux_draft_recheck_finding ON draft_recheck (inspection, finding)",
]

SQLITE_GUARDS, POSTGRES_GUARDS = bureau_guards("inspection")
SQLITE_GUARDS += BEGAN_SQLITE
POSTGRES_GUARDS += BEGAN_POSTGRES
