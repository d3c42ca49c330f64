"""Documents with their number series, signatures, deliveries and links; bureaus' titles, patterns and seals."""

from typing import Any

from piccolo.columns import (
    UUID,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau, Person
from webapp.documents.rendering.tables import TemplateFile
from webapp.enterprises.tables import Enterprise
from webapp.inspections.tables import Inspection


class DocumentStyle(Table):
    """How a bureau names and numbers one kind of document; (bureau, kind) is unique, without a row the default holds.

    `warns`: an order of this bureau may give a 警告, on the `warning_basis`; nobody's does unless it says so.
    """

    id = Serial(primary_key=True)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12)
    title = Varchar(length=40)
    pattern = Varchar(length=60)
    category = Varchar(length=10, default="")
    nature = Varchar(length=10, default="")
    digits = SmallInt(default=1)
    warns = Boolean(default=False)
    warning_basis = Varchar(length=300, default="")


class NumberSeries(Table):
    """One row of numbers of a bureau: `stem` is the number with {} for the serial; `last` the last that was given.

    (bureau, stem) is unique. `last` moves only in the transaction that issues, so that no number is ever left out.
    """

    id = Serial(primary_key=True)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    stem = Varchar(length=80)
    year = SmallInt()
    last = Integer(default=0)


class Picture(Table):
    """A drawn signature or a seal (PNG), named by its content; never changed, never deleted."""

    sha256 = Varchar(length=64, primary_key=True)
    media_type = Varchar(length=20, default="image/png")
    data = Bytea(default=b"")
    created_at = Timestamptz(default=None)


class BureauSeal(Table):
    """The image of a bureau's seal; `inspectors`: may people with a badge use it, or supervisors only."""

    id = Serial(primary_key=True)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    picture = ForeignKey(Picture, null=False, on_delete=OnDelete.restrict)
    inspectors = Boolean(default=True)
    added_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    added_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class Document(Table):
    """文书. state: draft, issued, void, discarded. `content` is content.Content as canonical JSON, frozen at issue.

    `bureau` issues it and owns its number; `mac` is the HMAC over what stands in proof.said. `revision` counts edits.
    `code` is what the check page asks for; `seal` the picture that was put on it, `template` the DOCX
    under which it was issued.
    """

    id = UUID(primary_key=True, default=None)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    inspection = ForeignKey(Inspection, null=False, index=True, on_delete=OnDelete.restrict)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12)
    title = Varchar(length=40)
    state = Varchar(length=12, default="draft")
    content = Text(default="{}")
    revision = Integer(default=1)
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    series = ForeignKey(NumberSeries, null=True, default=None, index=True, on_delete=OnDelete.restrict)
    serial = Integer(null=True, default=None)
    number = Varchar(length=100, default="")
    code = Varchar(length=16, null=True, default=None, unique=True)
    content_sha256 = Varchar(length=64, default="")
    seal = ForeignKey(Picture, null=True, default=None, on_delete=OnDelete.restrict)
    template = ForeignKey(TemplateFile, null=True, default=None, on_delete=OnDelete.restrict)
    mac = Varchar(length=64, default="")
    issued_at = Timestamptz(null=True, default=None)
    issued_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    supersedes: ForeignKey[Any] = ForeignKey(
        "self", null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    void_reason = Text(default="")
    voided_at = Timestamptz(null=True, default=None)
    voided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)


class Signature(Table):
    """A signature, or a refusal to sign, under the hash of what the phone showed; it counts while that hash holds.

    role: companion, inspector, recipient. `id` is made by the phone. A later one of the same person that counts replaces
    it; `person` is the inspector of the visit who signed, None for others and where name and badge do not tell.
    """

    id = UUID(primary_key=True, default=None)
    document = ForeignKey(Document, null=False, index=True, on_delete=OnDelete.restrict)
    role = Varchar(length=12)
    name = Varchar(length=60)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    signed_sha256 = Varchar(length=64)
    picture = ForeignKey(Picture, null=True, default=None, on_delete=OnDelete.restrict)
    refused = Text(default="")
    witness = Varchar(length=60, default="")
    photo = UUID(null=True, default=None)
    at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    received_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)


class Delivery(Table):
    """送达: how and when an issued document came to the enterprise. The first row of a document is its delivery.

    What comes later moves no date: the first row with a `person` is the confirmation by that account, which may be the
    delivery itself. method: direct, electronic, left (留置), mail.
    """

    id = Serial(primary_key=True)
    document = ForeignKey(Document, null=False, index=True, on_delete=OnDelete.restrict)
    method = Varchar(length=12)
    recipient = Varchar(length=60)
    picture = ForeignKey(Picture, null=True, default=None, on_delete=OnDelete.restrict)
    note = Varchar(length=300, default="")
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    noted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    delivered_at = Timestamptz(default=None)


class Consent(Table):
    """电子送达确认书: while it stands, an issued document counts as delivered when it is in the account."""

    id = Serial(primary_key=True)
    enterprise = ForeignKey(Enterprise, null=False, index=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    name = Varchar(length=60)
    picture = ForeignKey(Picture, null=True, default=None, on_delete=OnDelete.restrict)
    given_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class DocumentLink(Table):
    """A way to one issued document for somebody without an account; the token itself is only in its address."""

    id = Serial(primary_key=True)
    document = ForeignKey(Document, null=False, index=True, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True)
    note = Varchar(length=100, default="")
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    openings = Integer(default=0)
    opened_at = Timestamptz(null=True, default=None)


INDEXES = [
    "CREATE UNIQUE INDEX ux_document_style_kind ON document_style (bureau, kind)",
    "CREATE UNIQUE INDEX ux_number_series_stem ON number_series (bureau, stem)",
    "CREATE UNIQUE INDEX ux_bureau_seal_current ON bureau_seal (bureau) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX ux_document_serial ON document (series, serial) WHERE serial IS NOT NULL",
    "CREATE INDEX ix_document_state_issued ON document (state, issued_at, id)",
    "CREATE INDEX ix_document_enterprise_created ON document (enterprise, created_at, id)",
    "CREATE INDEX ix_document_created ON document (created_at, id)",
    "CREATE UNIQUE INDEX ux_document_supersedes ON document (supersedes) WHERE supersedes IS NOT NULL AND state IN ('draft', 'issued')",
    "CREATE UNIQUE INDEX ux_consent_standing ON consent (enterprise) WHERE ended_at IS NULL",
]
