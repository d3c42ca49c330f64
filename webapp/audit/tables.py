"""Events and the seals over them; the database refuses to change or delete either."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class EventRow(Table, tablename="event"):
    """One change: who, when, what, before, after. `mac` proves that the application wrote it.

    `vouched` has a short hash of every column that was written with it, see hashing.py.
    """

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    person = Integer(null=True, default=None)
    name = Varchar(length=80)
    action = Varchar(length=60)
    thing = Varchar(length=30)
    thing_id = Varchar(length=64)
    enterprise = Integer(null=True, default=None)
    bureau = Integer(null=True, default=None, index=True)
    before = Text(null=True, default=None)
    after = Text(null=True, default=None)
    mac = Varchar(length=64)
    vouched = Text(null=True, default=None)


class Seal(Table):
    """Link `number` of the chain: the HMAC over the previous link and one event."""

    number = BigInt(primary_key=True)
    event = BigInt(unique=True)
    mac = Varchar(length=64)
    at = Timestamptz(default=None)


INDEXES = [
    "CREATE INDEX ix_event_thing ON event (thing, thing_id, id)",
    "CREATE INDEX ix_event_enterprise_id ON event (enterprise, id)",
    "CREATE INDEX ix_event_person_id ON event (person, id)",
]

SQLITE_GUARDS = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table in ("event", "seal")
    for verb in ("update", "delete")
]

POSTGRES_GUARDS = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"FOR EACH {'STATEMENT' if verb == 'truncate' else 'ROW'} EXECUTE FUNCTION refuse_change()"
        for table in ("event", "seal")
        for verb in ("update", "delete", "truncate")
    ),
]
