"""What a document is written from: the visit, its findings, rechecks and photos, the enterprise, who issues."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.accounts.tables import Bureau
from webapp.db import look
from webapp.db.sql.statement import columns
from webapp.documents import kinds
from webapp.documents.tables import Document
from webapp.documents.writing.parts import found_of
from webapp.documents.writing.seen import Seen
from webapp.enterprises.queries import described, hazards_of
from webapp.enterprises.tables import Enterprise
from webapp.findings.queries import of_inspection
from webapp.findings.rules import State
from webapp.findings.tables import Finding
from webapp.inspections.queries.record import Record, load_row
from webapp.inspections.queries.visits import Row, names_of
from webapp.inspections.receipts.sealing import receipt_of
from webapp.inspections.rules import Outcome, kind_of
from webapp.inspections.verbs.consequences import in_order

CHEMICAL = "化学因素"


@dataclass(frozen=True)
class Source:
    """Everything read once. `bureau` issues: the authority of the bureau that supervises, when it has one."""

    visit: Row
    record: Record
    enterprise: Row
    bureau: Row
    findings: list[Row]
    rechecks: list[Row]
    issued: list[Row]
    serial: str
    chemical: bool
    photographers: dict[int, Row] = field(default_factory=dict)

    @property
    def seen(self) -> Seen:
        """The same as the rules of proposing want it."""
        return Seen(
            inspected=self.visit["outcome"] == Outcome.INSPECTED.value,
            patrol=not kind_of(self.visit["kind"]).judges,
            findings=tuple(found_of(row) for row in self.findings),
            rechecked=len(self.rechecks),
            closed=len(self.closed),
            issued=len(self.papers),
            toxic=self.chemical and any(row["violation"] for row in self.findings),
        )

    @property
    def answered(self) -> int:
        """How many items have an answer that stands."""
        return sum(self.record.answer(item["id"]) is not None for item in self.record.items)

    @property
    def noted(self) -> list[Row]:
        """What was found, in order: fact, corrected_on_site, on_site_note. Before submission as it is drafted."""
        if self.visit["state"] != "draft":
            return self.findings
        return [{**row, "corrected_on_site": row["on_site"]} for row in in_order(self.record)]

    @property
    def closed(self) -> list[Row]:
        """Findings that ended well: of this visit, and those that it found mended."""
        rows = {row["id"]: row for row in [*self.findings, *self.rechecks]}
        return [row for row in rows.values() if row["state"] == State.CLOSED.value]

    @property
    def papers(self) -> list[Row]:
        """The issued documents of the visit that can be delivered."""
        return [row for row in self.issued if kinds.of(row["kind"]).deliverable]


async def source_of(visit: Row) -> Source:
    """Read a visit that the user's reach has let through (visits.visit_for)."""
    record = await load_row(visit)
    enterprise = await enterprise_of(visit)
    receipt = await receipt_of(visit["id"])
    hazards = (await hazards_of([visit["enterprise"]]))[visit["enterprise"]]
    shots = [photo for photos in record.photos.values() for photo in photos]
    findings = [row for row in await of_inspection(visit["id"]) if row["state"] != State.VOID.value]
    return Source(
        visit=visit,
        record=record,
        enterprise=enterprise,
        bureau=await issuer_of(visit["bureau"]),
        findings=findings,
        rechecks=await _rechecks(record),
        issued=await _issued(visit["id"]),
        serial=receipt["serial"] if receipt else "",
        chemical=any(hazard["category"] == CHEMICAL for hazard in hazards),
        photographers=await names_of(sorted({photo["person"] for photo in shots})),
    )


async def enterprise_of(visit: Row) -> Row:
    """The enterprise of a visit as papers describe it; empty for a visit at none."""
    rows = await look(
        f"SELECT {columns(Enterprise, 'e')} FROM enterprise e WHERE e.id = {{}}",  # noqa: S608
        visit["enterprise"],
    )
    await described(rows)
    return rows[0] if rows else {}


async def issuer_of(bureau: int) -> Row:
    """The bureau in whose name documents go out: its deciding authority 决定机关, or itself."""
    rows = await look(
        f"SELECT {columns(Bureau, 'b')} FROM bureau own JOIN bureau b ON b.id = COALESCE(own.authority, own.id) "  # noqa: S608
        "WHERE own.id = {}",
        bureau,
    )
    return rows[0] if rows else {}


async def _rechecks(record: Record) -> list[Row]:
    """The findings that this visit looked at again, with `result` and `note`."""
    if not record.rechecks:
        return []
    rows = (
        await Finding.select()
        .where(Finding.id.is_in(sorted(record.rechecks)) & (Finding.state != State.VOID.value))
        .order_by(Finding.found_at, Finding.number, Finding.id)
    )
    return [
        {**row, "result": record.rechecks[row["id"]]["result"], "note": record.rechecks[row["id"]]["note"]}
        for row in rows
    ]


async def _issued(inspection: object) -> list[Row]:
    rows: list[Row] = (
        await Document.select(Document.id, Document.kind, Document.title, Document.number)
        .where((Document.inspection == inspection) & (Document.state == "issued"))
        .order_by(Document.issued_at)
    )
    return rows
