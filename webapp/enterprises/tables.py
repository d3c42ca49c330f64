"""Enterprises with their hazards and QR codes, and what classes them: industries, factors, sign groups."""

from piccolo.columns import (
    Boolean,
    DoublePrecision,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau, Person


class Industry(Table):
    """GB/T 4754: section letter, 2-digit division, or 3-digit group; `hazard_class` severe where 国卫办职健发〔2021〕5号 says so."""

    code = Varchar(length=8, primary_key=True)
    name = Varchar(length=120)
    parent = Varchar(length=8, default="", index=True)
    hazard_class = Varchar(length=12, default="")
    note = Varchar(length=300, default="")


class SignGroup(Table):
    """What a group of hazards demands (GBZ 158, GB 39800): texts with + for and, / for either."""

    code = Varchar(length=20, primary_key=True)
    position = SmallInt()
    situation = Varchar(length=120, default="")
    warning_signs = Varchar(length=200, default="")
    mandatory_signs = Varchar(length=200, default="")
    ppe = Varchar(length=300, default="")
    verified = Boolean(default=False)


class HazardFactor(Table):
    """职业病危害因素 (目录 2015)."""

    code = Varchar(length=10, primary_key=True)
    category = Varchar(length=40)
    name = Varchar(length=120)
    search = Varchar(length=200, default="")
    cas = Varchar(length=20, default="")
    severe = Boolean(default=False)
    sign_groups = Varchar(length=80, default="")


class Enterprise(Table):
    """用人单位: one workplace. (credit_code, workplace) is unique where there is a code.

    `name_key` is the name as it is compared (folding.py), `sort_key` its place in lists (pinyin.py): values.keys.
    `subject`: what it is to supervision (webapp/subjects.py).
    """

    id = Serial(primary_key=True)
    name = Varchar(length=200)
    credit_code = Varchar(length=18, null=True, default=None)
    no_code_reason = Varchar(length=120, default="")
    workplace = Varchar(length=120, default="")
    search = Varchar(length=700, default="")
    name_key = Varchar(length=200, default="")
    sort_key = Varchar(length=240, default="")
    area = Varchar(length=12, index=True)
    address = Varchar(length=300, default="")
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    industry = Varchar(length=8, default="", index=True)
    size = Varchar(length=12, default="")
    registration = Varchar(length=20, default="")
    legal_person = Varchar(length=60, default="")
    contact = Varchar(length=60, default="")
    phone = Varchar(length=40, default="")
    workers = Integer(null=True, default=None)
    exposed_workers = Integer(null=True, default=None)
    status = Varchar(length=12, default="running")
    severity = Varchar(length=12, default="general")
    open_findings = Integer(default=0)
    last_visit_at = Timestamptz(null=True, default=None)
    revision = Integer(default=1)
    created_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    subject = Varchar(length=20, default="employer")


class FormerName(Table):
    """曾用名: what an enterprise was called until then. Its search column holds the names, a record of before shows them."""

    id = Serial(primary_key=True)
    enterprise = ForeignKey(Enterprise, null=False, on_delete=OnDelete.restrict)
    name = Varchar(length=200)
    until = Timestamptz(default=None)


class EnterpriseHazard(Table):
    """A factor that is present, with the number of exposed workers; (enterprise, factor) is unique."""

    id = Serial(primary_key=True)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    factor = ForeignKey(HazardFactor, null=False, index=True, on_delete=OnDelete.restrict)
    exposed = Integer(null=True, default=None)


class QrCode(Table):
    """A printed code: a random token in the QR, a short code beneath it. A revoked one stays, to be refused in words."""

    id = Serial(primary_key=True)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    token = Varchar(length=40, unique=True)
    short_code = Varchar(length=12, unique=True)
    created_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    revoked_why = Varchar(length=200, default="")


def counted_bureaus(table: str) -> str:
    """PostgreSQL counts the rows of each bureau of a province, the small ones too.

    With its usual hundred values it took a small city for a tenth of the province, and walked through all findings to
    find the city's newest.
    """
    return f"ALTER TABLE {table} ALTER COLUMN bureau SET STATISTICS 1000"


def bureau_guards(table: str) -> tuple[list[str], list[str]]:
    """Triggers (SQLite's, PostgreSQL's) by which each row of `table` has the bureau that supervises its enterprise.

    The database fills it in and changes it when the enterprise gets another bureau, so that it cannot be wrong and lists
    within a reach need no join (docs/decisions/0005-the-bureau-in-every-row.md). FOR SHARE: an enterprise that is being
    handed over is waited for.
    """
    moved = f"UPDATE {table} SET bureau = NEW.bureau WHERE enterprise = NEW.id"  # noqa: S608 - our own names
    sqlite = [
        f"CREATE TRIGGER {table}_bureau AFTER INSERT ON {table} WHEN NEW.bureau IS NULL BEGIN UPDATE {table} "  # noqa: S608
        "SET bureau = (SELECT bureau FROM enterprise WHERE id = NEW.enterprise) WHERE id = NEW.id; END",
        f"CREATE TRIGGER {table}_moved AFTER UPDATE OF bureau ON enterprise WHEN NEW.bureau <> OLD.bureau "
        f"BEGIN {moved}; END",
    ]
    postgres = [
        f"CREATE FUNCTION {table}_bureau() RETURNS trigger LANGUAGE plpgsql AS "  # noqa: S608
        "$$ BEGIN NEW.bureau := (SELECT bureau FROM enterprise WHERE id = NEW.enterprise FOR SHARE); RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_bureau BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.bureau IS NULL) "
        f"EXECUTE FUNCTION {table}_bureau()",
        f"CREATE FUNCTION {table}_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {moved}; RETURN NULL; END $$",
        f"CREATE TRIGGER {table}_moved AFTER UPDATE OF bureau ON enterprise FOR EACH ROW "
        f"WHEN (NEW.bureau <> OLD.bureau) EXECUTE FUNCTION {table}_moved()",
        counted_bureaus(table),
    ]
    return sqlite, postgres


INDEXES = [
    "CREATE INDEX ix_enterprise_open ON enterprise (open_findings DESC, id)",
    "CREATE UNIQUE INDEX ux_enterprise_code_workplace ON enterprise (credit_code, workplace) WHERE credit_code IS NOT NULL",
    "CREATE INDEX ix_enterprise_bureau_sort ON enterprise (bureau, sort_key, id)",
    "CREATE INDEX ix_enterprise_sort ON enterprise (sort_key, id)",
    "CREATE INDEX ix_enterprise_name_key ON enterprise (name_key) WHERE credit_code IS NULL",
    "CREATE INDEX ix_enterprise_visited ON enterprise (last_visit_at, id)",
    "CREATE INDEX ix_enterprise_bureau_visited ON enterprise (bureau, last_visit_at, id)",
    "CREATE UNIQUE INDEX ux_enterprise_hazard_pair ON enterprise_hazard (enterprise, factor)",
    "CREATE UNIQUE INDEX ux_qr_code_current ON qr_code (enterprise) WHERE revoked_at IS NULL",
    "CREATE INDEX ix_former_name_enterprise ON former_name (enterprise, until, id, name)",
]
POSTGRES_GUARDS = [
    counted_bureaus("enterprise"),
    # Byte by byte, as SQLite compares: else the locale of the server would order the lists.
    'ALTER TABLE enterprise ALTER COLUMN sort_key TYPE VARCHAR(240) COLLATE "C"',
]
