"""The canonical record of a submitted visit: what the receipt's hash is taken of.

`about` is what other rooms said at submission (names, badges, hazards) and may change there afterwards; everything
else is read from the visit's own tables, which are frozen, so that a change in any of them shows.
"""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from webapp.audit.rules import plain
from webapp.db import look
from webapp.db.sql.statement import columns, marks
from webapp.evidence.queries import photos_of
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Inspection, Slot

# Records of the first format stay what they were: see HEADER_1.
FORMAT = "mashang-visit-2"

HEADER_1 = (
    "id", "enterprise", "version", "kind", "lead", "second", "showed_badge", "told_rights", "outcome", "no_access",
    "started_at", "ended_at", "utc_offset", "clock_offset", "received_at", "latitude", "longitude", "accuracy",
    "distance", "companion", "companion_post", "conclusion", "device", "score", "verdict", "submitted_at",
    "submitted_by", "copy_of",
)  # fmt: skip
HEADER = (*HEADER_1, "began_at", "over_at")
HEADERS = {"mashang-visit-1": HEADER_1, FORMAT: HEADER}
ANSWER = ("code", "revision", "result", "note", "measured", "person", "answered_at", "received_at", "entry")
FINDING = (
    "id", "code", "slot", "violation", "fact", "requirement", "handling", "due_on", "on_site", "on_site_note", "person",
)  # fmt: skip
SLOT = ("key", "result", "reason", "person", "answered_at")
RECHECK = ("finding", "result", "note", "person", "answered_at")
PHOTO = (
    "id", "target", "kind", "sha256", "size", "media_type", "taken_at", "latitude", "longitude", "accuracy",
    "exif_taken_at", "camera_sha256", "camera_size", "person", "received_at",
)  # fmt: skip


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _score(value: Decimal | None) -> str | None:
    """With its two places on every database."""
    return None if value is None else f"{value:.2f}"


async def build(inspection: UUID, about: dict[str, Any], form: str = FORMAT) -> dict[str, Any]:
    """The record in JSON's own types, from the tables of the visit and `about`; ten queries at most."""
    header = (await look(_HEADER, inspection) or [{}])[0]
    photos = (await photos_of(OWNER, [inspection]))[str(inspection)]
    record = {
        "format": form,
        "about": about,
        "visit": {
            **_only(header, HEADERS[form]),
            "score": _score(header["score"]),
            "counts": json.loads(header["counts"]),
        },
        "answers": [_only(row, ANSWER) for row in await standing_answers(inspection)],
        "findings": [_only(row, FINDING) for row in await drafts(inspection)],
        "slots": [_only(row, SLOT) for row in await slots(inspection)],
        "rechecks": [_only(row, RECHECK) for row in await rechecks(inspection)],
        "photos": [_only(row, PHOTO) for row in sorted(photos, key=lambda row: str(row["id"]))],
    }
    made: dict[str, Any] = plain(record)
    return made


async def standing_answers(inspection: UUID) -> list[dict[str, Any]]:
    """The answers that count, in the checklist's order; two of one item while its writers differ."""
    return await look(_ANSWERS, inspection, True)


async def drafts(inspection: UUID) -> list[dict[str, Any]]:
    """The findings as written and not withdrawn, in the checklist's order, those outside of it last."""
    rows = await look(_DRAFTS, inspection)
    return sorted(rows, key=lambda row: (row["position"] is None, row["position"] or 0, str(row["id"])))


async def slots(inspection: UUID) -> list[dict[str, Any]]:
    return await look(_SLOTS, inspection)


async def rechecks(inspection: UUID) -> list[dict[str, Any]]:
    return await look(_RECHECKS, inspection)


async def about_now(inspection: dict[str, Any], submitted_by: int | None) -> dict[str, Any]:
    """What other rooms say of the visit at this moment."""
    enterprise = await look(_ENTERPRISE, inspection["enterprise"])
    hazards = await look(_HAZARDS, inspection["enterprise"])
    wanted = {inspection["lead"], inspection["second"], submitted_by} - {None}
    people = await look(
        f"SELECT id, name, badge FROM person WHERE id IN ({marks(wanted)}) ORDER BY id",  # noqa: S608
        *sorted(wanted),
    )
    checklist = await look(_CHECKLIST, inspection["version"])
    return {"enterprise": enterprise[0], "hazards": hazards, "people": people, "checklist": checklist[0]}


_HEADER = f"SELECT {columns(Inspection, 'i')} FROM inspection i WHERE i.id = {{}}"  # noqa: S608 - our own names
_ANSWERS = (
    f"SELECT {columns(Answer, 'a')}, c.code FROM answer a JOIN checklist_item c ON c.id = a.item "  # noqa: S608
    "WHERE a.inspection = {} AND a.standing = {} ORDER BY c.position, a.revision"
)
_DRAFTS = (
    f"SELECT {columns(DraftFinding, 'd')}, c.code, c.position FROM draft_finding d "  # noqa: S608
    "LEFT JOIN checklist_item c ON c.id = d.item "
    "WHERE d.inspection = {} AND d.withdrawn_at IS NULL ORDER BY d.id"
)
_SLOTS = f"SELECT {columns(Slot, 's')} FROM slot s WHERE s.inspection = {{}} ORDER BY s.key"  # noqa: S608
_RECHECKS = (
    f"SELECT {columns(DraftRecheck, 'r')} FROM draft_recheck r "  # noqa: S608
    "WHERE r.inspection = {} ORDER BY r.finding"
)
_ENTERPRISE = (
    "SELECT e.id, e.name, e.credit_code, e.workplace, e.area, e.address, e.latitude, e.longitude, e.industry, e.severity, "
    "b.name AS bureau_name, b.code AS bureau_code FROM enterprise e LEFT JOIN bureau b ON b.id = e.bureau "
    "WHERE e.id = {}"
)
_HAZARDS = (
    "SELECT f.code, f.name, h.exposed FROM enterprise_hazard h JOIN hazard_factor f ON f.code = h.factor "
    "WHERE h.enterprise = {} ORDER BY h.factor"
)
_CHECKLIST = "SELECT c.title, v.number, v.source FROM checklist_version v JOIN checklist c ON c.id = v.checklist WHERE v.id = {}"
