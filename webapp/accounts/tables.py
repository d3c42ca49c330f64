"""Bureaus, people, memberships of enterprises, sessions, login attempts, activation codes."""

from typing import Any

from piccolo.columns import (
    Boolean,
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

ENTERPRISE = LazyTableReference("Enterprise", module_path="webapp.enterprises.tables")


class Bureau(Table):
    """监管机构. `parent` is the bureau above, None for the topmost: its people reach this one and all below (tree.py).

    Codes: city 3417, county 341702, township 341702100, zone 3417Z1.
    """

    id = Serial(primary_key=True)
    code = Varchar(length=16, unique=True)
    name = Varchar(length=100)
    short_name = Varchar(length=20, default="")
    kind = Varchar(length=12, default="authority")
    authority: ForeignKey[Any] = ForeignKey(
        "self", null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    phone = Varchar(length=40, default="")
    address = Varchar(length=200, default="")
    active = Boolean(default=True)
    parent: ForeignKey[Any] = ForeignKey(
        "self", null=True, default=None, index=True, on_delete=OnDelete.restrict
    )


class BureauArea(Table):
    """An area that a bureau supervises by default; the longest prefix of an enterprise's location wins."""

    id = Serial(primary_key=True)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    area = Varchar(length=12, unique=True)


class Person(Table):
    """Somebody with an account: of a bureau, or of enterprises (then by mobile number, without a bureau).

    `sort_key` is the place of the name in lists (pinyin.py).
    """

    id = Serial(primary_key=True)
    username = Varchar(length=60, unique=True)
    name = Varchar(length=60)
    sort_key = Varchar(length=240, default="")
    role = Varchar(length=16, index=True)
    bureau = ForeignKey(Bureau, null=True, default=None, index=True, on_delete=OnDelete.restrict)
    badge = Varchar(length=40, default="")
    phone = Varchar(length=40, default="")
    email = Varchar(length=120, default="")
    password = Varchar(length=200)
    must_change = Boolean(default=False)
    active = Boolean(default=True, index=True)
    created_at = Timestamptz(default=None, null=True)
    last_login = Timestamptz(default=None, null=True)


class Membership(Table):
    """A person acts for an enterprise. (person, enterprise) is unique."""

    id = Serial(primary_key=True)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    enterprise: ForeignKey[Any] = ForeignKey(ENTERPRISE, null=False, index=True, on_delete=OnDelete.restrict)
    since = Timestamptz(default=None, null=True)
    ended_at = Timestamptz(default=None, null=True)


class Session(Table):
    """A signed-in browser; the token itself is only in its cookie."""

    id = Serial(primary_key=True)
    token_hash = Varchar(length=64, unique=True)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    last_seen = Timestamptz(default=None)
    expires_at = Timestamptz(default=None, index=True)
    device = Varchar(length=200, default="")
    address = Varchar(length=64, default="")


class LoginFailure(Table):
    """A failed try, counted by account and by address."""

    id = Serial(primary_key=True)
    account = Varchar(length=60, index=True)
    address = Varchar(length=64, index=True)
    at = Timestamptz(default=None, index=True)


class Activation(Table):
    """A code with which one person of an enterprise makes an account, or one person sets a new password."""

    id = Serial(primary_key=True)
    code_hash = Varchar(length=64, unique=True)
    purpose = Varchar(length=12)
    enterprise: ForeignKey[Any] = ForeignKey(
        ENTERPRISE, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict)
    issued_by = Integer(null=True, default=None)
    issued_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(default=None, null=True)
    used_by = Integer(null=True, default=None)
    revoked_at = Timestamptz(default=None, null=True)
    note = Text(default="")


class Credential(Table):
    """Who gave an enterprise's account its way in: a row per activation code and per password that a bureau set.

    kind: activation, reset. `person` is unknown until a code is used. Rows stay for ever, whatever becomes of the code:
    by them whoever issued or reset keeps to one side of a finding (rules.issuers). `*_browser` are hashes of the cookie
    that tells browsers apart, "" where nothing is known; `signals` the sum of credential_rules.Signal, 0 while unused.
    """

    id = Serial(primary_key=True)
    kind = Varchar(length=12)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict)
    enterprise: ForeignKey[Any] = ForeignKey(
        ENTERPRISE, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    activation = ForeignKey(Activation, null=True, default=None, index=True, on_delete=OnDelete.restrict)
    issued_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    issued_at = Timestamptz(default=None)
    issued_browser = Varchar(length=64, default="")
    issued_device = Varchar(length=200, default="")
    issued_address = Varchar(length=64, default="")
    used_at = Timestamptz(default=None, null=True)
    used_browser = Varchar(length=64, default="")
    used_device = Varchar(length=200, default="")
    used_address = Varchar(length=64, default="")
    signals = SmallInt(default=0)


INDEXES = [
    "CREATE UNIQUE INDEX ux_membership_person_enterprise ON membership (person, enterprise)",
    # The list of accounts to look at (credentials.py): the few that show something, the newest first.
    "CREATE INDEX ix_credential_signals ON credential (id, enterprise) WHERE signals > 0",
]

# No bureau stands below itself, whoever writes. Two who re-parent at once wait for one another (tree.LOCK): each would see
# the tree from before the other's change.
_CIRCLE = (
    "NEW.parent IN (WITH RECURSIVE below(id) AS (SELECT NEW.id "
    "UNION SELECT b.id FROM bureau b JOIN below ON b.parent = below.id) SELECT id FROM below)"
)
SQLITE_GUARDS = [
    f"CREATE TRIGGER bureau_tree_{name} AFTER {event} ON bureau WHEN {_CIRCLE} "
    "BEGIN SELECT RAISE(ABORT, 'a bureau below itself'); END"
    for name, event in (("made", "INSERT"), ("moved", "UPDATE OF parent"))
]
POSTGRES_GUARDS = [
    "CREATE FUNCTION bureau_tree() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "PERFORM pg_advisory_xact_lock(341703); "
    f"IF {_CIRCLE} THEN RAISE EXCEPTION 'a bureau below itself'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER bureau_tree AFTER INSERT OR UPDATE OF parent ON bureau FOR EACH ROW "
    "WHEN (NEW.parent IS NOT NULL) EXECUTE FUNCTION bureau_tree()",
    # Byte by byte, as SQLite compares.
    'ALTER TABLE person ALTER COLUMN sort_key TYPE VARCHAR(240) COLLATE "C"',
]
