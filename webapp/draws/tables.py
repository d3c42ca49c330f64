"""Draws 双随机: the draw, its frozen papers, what was drawn, who witnessed it; recusals, and what inspectors may do."""

from piccolo.columns import Boolean, Date, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau, Person
from webapp.enterprises.tables import Enterprise


class Draw(Table):
    """抽查. state: draft, frozen, committed, drawn, locked, abandoned. `rule`, `strata`, `method`: JSON text.

    `secret` is the 32 bytes of which `secret_hash` is promised, as hexadecimal digits; shown to nobody before the draw.
    """

    id = Serial(primary_key=True)
    code = Varchar(length=20, unique=True)
    title = Varchar(length=100)
    basis = Varchar(length=200, default="")
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    state = Varchar(length=12, default="draft")
    rule = Text(default="{}")
    strata = Text(default="{}")
    method = Text(default="{}")
    pool_hash = Varchar(length=64, default="")
    objects_hash = Varchar(length=64, default="")
    people_hash = Varchar(length=64, default="")
    method_hash = Varchar(length=64, default="")
    secret = Varchar(length=64, default="")
    secret_hash = Varchar(length=64, default="")
    commitment = Varchar(length=64, default="")
    number = Text(default="")
    seed = Varchar(length=64, default="")
    result_hash = Varchar(length=64, default="")
    found = Integer(default=0)
    drawn = Integer(default=0)
    names_on = Date(null=True, default=None)
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    frozen_at = Timestamptz(null=True, default=None)
    committed_at = Timestamptz(null=True, default=None)
    drawn_at = Timestamptz(null=True, default=None)
    locked_at = Timestamptz(null=True, default=None)
    abandoned_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300, default="")


class DrawPaper(Table):
    """What was frozen, as canonical JSON whose hash stands in the draw; `kind`: objects, people, inside. See docs/decisions/0012."""

    id = Serial(primary_key=True)
    draw = ForeignKey(Draw, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12)
    text = Text(default="")


class DrawWitness(Table):
    """A line that somebody typed on the spot, between commitment and draw; lines are added and never changed."""

    id = Serial(primary_key=True)
    draw = ForeignKey(Draw, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=60)
    post = Varchar(length=60)
    text = Varchar(length=200)
    at = Timestamptz(default=None)


class DrawEntry(Table):
    """An enterprise that was drawn; `people`: the badges of its team as JSON, the first leads.

    `replaces`: the key for which it came in a supplement. `closed`: code of draw-results.csv when it cannot be inspected.
    """

    id = Serial(primary_key=True)
    draw = ForeignKey(Draw, null=False, index=True, on_delete=OnDelete.restrict)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    key = Varchar(length=50)
    name = Varchar(length=200)
    stratum = Varchar(length=60)
    place = Integer()
    rank = Varchar(length=64)
    people = Text(default="[]")
    replaces = Varchar(length=50, default="")
    closed = Varchar(length=20, default="")


class DrawSupplement(Table):
    """An object that was closed, why, and the next of the same order that came for it ("" when there was none)."""

    id = Serial(primary_key=True)
    draw = ForeignKey(Draw, null=False, index=True, on_delete=OnDelete.restrict)
    closed = Varchar(length=50)
    reason = Varchar(length=200)
    at = Varchar(length=20)
    added = Varchar(length=50, default="")
    people = Text(default="[]")
    hash = Varchar(length=64)


class Recusal(Table):
    """回避: a declared relation of a person to an enterprise; ended ones stay. kind: family, interest, former, asked, other."""

    id = Serial(primary_key=True)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12)
    since = Date(default=None)
    note = Varchar(length=200, default="")
    declared_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    declared_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class InspectorStanding(Table):
    """检查人员库: until when a badge is valid, until when somebody is away, and whether 职业卫生 is their subject."""

    id = Serial(primary_key=True)
    person = ForeignKey(Person, null=False, unique=True, on_delete=OnDelete.restrict)
    badge_until = Date(null=True, default=None)
    away_until = Date(null=True, default=None)
    specialist = Boolean(default=True)


INDEXES = [
    "CREATE UNIQUE INDEX ux_draw_paper_kind ON draw_paper (draw, kind)",
    "CREATE UNIQUE INDEX ux_draw_entry_key ON draw_entry (draw, key)",
    "CREATE UNIQUE INDEX ux_draw_supplement_closed ON draw_supplement (draw, closed)",
]
