"""A draft with everything of a voided visit in it: answers, drafted findings, slots, rechecks, photos."""

from typing import Any
from uuid import UUID

from piccolo.table import Table

from webapp.clock import now
from webapp.evidence.pictures.marks import carry
from webapp.evidence.queries import photos_of
from webapp.evidence.tables import Photo
from webapp.findings.ids import uuid7
from webapp.findings.queries.failures import ended
from webapp.inspections.receipts.canonical import drafts, rechecks, slots, standing_answers
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Inspection, Slot
from webapp.inspections.views.reviewing import review_of

Row = dict[str, Any]
BATCH = 50

KEPT = (
    "enterprise", "version", "kind", "lead", "second", "showed_badge", "told_rights", "outcome", "no_access",
    "started_at", "ended_at", "began_at", "utc_offset", "clock_offset", "latitude", "longitude", "accuracy", "distance",
    "companion", "companion_post", "conclusion", "device",
)  # fmt: skip


async def copy_visit(visit: Row) -> UUID:
    """Make the copy in the caller's transaction; returns its id. Photos get new ids and keep their bytes."""
    made = uuid7()
    old = visit["id"]
    header = {name: visit[name] for name in KEPT}
    if visit["conclusion"] == (await review_of(visit)).proposal:
        header["conclusion"] = ""  # nobody wrote it: it follows from what the copy will say
    header["over_at"] = ended(visit, visit["submitted_at"] or now())
    await Inspection.insert(Inspection(id=made, **header, state="draft", received_at=now(), copy_of=old))
    answers = [{**row, "revision": 0} for row in await standing_answers(old)]
    await _insert(Answer, [{**row, "inspection": made} for row in _numbered(answers)])
    renamed: dict[str, UUID] = {}
    findings = await drafts(old)
    for row in findings:
        renamed[str(row["id"])] = uuid7()
    await _insert(
        DraftFinding, [{**row, "id": renamed[str(row["id"])], "inspection": made} for row in findings]
    )
    await _insert(Slot, [{**row, "inspection": made} for row in await slots(old)])
    await _insert(DraftRecheck, [{**row, "inspection": made} for row in await rechecks(old)])
    for row in (await photos_of(OWNER, [old]))[str(old)]:
        await _photo(row, made, renamed)
    return made


def _numbered(answers: list[Row]) -> list[Row]:
    """Revisions begin anew, in the order in which the standing answers were given."""
    last: dict[int, int] = {}
    for row in answers:
        last[row["item"]] = row["revision"] = last.get(row["item"], 0) + 1
    return answers


async def _photo(row: Row, inspection: UUID, renamed: dict[str, UUID]) -> None:
    """The same bytes under a new id, with what is drawn upon them; what pointed to a drafted finding points to its copy."""
    head, colon, tail = row["target"].rpartition(":")
    target = f"{head}{colon}{renamed[tail]}" if tail in renamed else row["target"]
    made = {**row, "id": uuid7(), "owner_id": str(inspection), "target": target}
    await _insert(Photo, [made | {"marked": 0}])
    await carry(row, made["id"])


async def _insert(table: type[Table], rows: list[Row]) -> None:
    """Insert rows without the id that the database gives, a few at a time."""
    names = {column._meta.name for column in table._meta.columns}
    serial = table in (Answer, Slot, DraftRecheck)
    ready = [
        table(
            **{name: value for name, value in row.items() if name in names and not (serial and name == "id")}
        )
        for row in rows
    ]
    for start in range(0, len(ready), BATCH):
        await table.insert(*ready[start : start + BATCH])
