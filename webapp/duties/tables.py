"""Records of what an enterprise owes, what is kept of them for lists and rates, and what of the enterprise moves their clocks."""

from piccolo.columns import (
    UUID,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Person
from webapp.enterprises.tables import Enterprise


class DutyRecord(Table):
    """台账: a dated fact with its evidence; `id` is made by the form. Never changed: a record that `replaces` it corrects it.

    state: draft (photos came before it), sent. `due`, `done`, `good`: numbers of people, points or steps. `source`: the
    role of who entered it. verification: waiting, verified, doubted (`doubt`: why). Numbers only: no names of workers.
    """

    id = UUID(primary_key=True, default=None)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=20, default="")
    state = Varchar(length=12, default="draft")
    done_on = Date(null=True, default=None)
    agency = Varchar(length=120, default="")
    number = Varchar(length=80, default="")
    due = Integer(null=True, default=None)
    done = Integer(null=True, default=None)
    good = Integer(null=True, default=None)
    hours = SmallInt(null=True, default=None)
    note = Varchar(length=300, default="")
    source = Varchar(length=20, default="")
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    sent_at = Timestamptz(default=None)
    verification = Varchar(length=12, default="waiting")
    verified_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    verified_at = Timestamptz(null=True, default=None)
    doubt = Varchar(length=300, default="")
    replaces = UUID(null=True, default=None)
    replaced = Boolean(default=False)


class DutyStanding(Table):
    """The newest record of a kind that counts, by enterprise: what lists and rates ask, as dates (rules/judging.counted_from).

    `counts_from` is for the cycle of today, `long_from` for the longer one of before. `stale`: the enterprise changed since.
    """

    id = Serial(primary_key=True)
    enterprise = ForeignKey(Enterprise, null=False, on_delete=OnDelete.restrict)
    duty = Varchar(length=20)
    record = ForeignKey(DutyRecord, null=False, on_delete=OnDelete.restrict)
    last_on = Date(default=None)
    counts_from = Date(default=None)
    long_from = Date(default=None)
    due = Integer(null=True, default=None)
    done = Integer(null=True, default=None)
    verified = Boolean(default=False)
    stale = Boolean(default=False)


class DutyChange(Table):
    """When an enterprise stopped, went on, or became 严重: written by the database itself, whoever changed it (what: status, severity)."""

    id = BigSerial(primary_key=True)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    what = Varchar(length=12)
    value = Varchar(length=20)
    at = Timestamptz(default=None)


INDEXES = [
    "CREATE INDEX ix_duty_record_enterprise ON duty_record (enterprise, sent_at, id) WHERE state = 'sent'",
    "CREATE INDEX ix_duty_record_kind ON duty_record (kind, done_on) WHERE state = 'sent'",
    "CREATE INDEX ix_duty_record_draft ON duty_record (sent_at) WHERE state = 'draft'",
    "CREATE UNIQUE INDEX ux_duty_standing_pair ON duty_standing (enterprise, duty)",
    "CREATE INDEX ix_duty_standing_lapse ON duty_standing (duty, counts_from)",
    "CREATE INDEX ix_duty_standing_stale ON duty_standing (enterprise) WHERE stale",
]
_NOTED = (
    "INSERT INTO duty_change (enterprise, what, value, at) VALUES (NEW.id, '{0}', NEW.{0}, NEW.updated_at)"
)
_STALE = "UPDATE duty_standing SET stale = TRUE WHERE enterprise = NEW.id"
# What a new enterprise is set to in the moment of its registration is no change.
_LATER = "AND NEW.updated_at > NEW.created_at"
SQLITE_GUARDS = [
    f"CREATE TRIGGER duty_{what} AFTER UPDATE OF {what} ON enterprise WHEN NEW.{what} <> OLD.{what} {_LATER} "
    f"BEGIN {_NOTED.format(what)}; {_STALE}; END"
    for what in ("status", "severity")
]
POSTGRES_GUARDS = [
    statement
    for what in ("status", "severity")
    for statement in (
        f"CREATE FUNCTION duty_{what}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_NOTED.format(what)}; {_STALE}; RETURN NULL; END $$",
        f"CREATE TRIGGER duty_{what} AFTER UPDATE OF {what} ON enterprise FOR EACH ROW "
        f"WHEN (NEW.{what} <> OLD.{what} {_LATER}) EXECUTE FUNCTION duty_{what}()",
    )
]
