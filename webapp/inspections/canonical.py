"""The canonical record of a submitted visit: what the receipt's hash is taken of.

`about` is what other rooms said at submission (names, badges, hazards) and may change there afterwards; everything
else is read from the visit's own tables, which are frozen, so that a change in any of them shows.
"""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from webapp.accounts.tables import Person
from webapp.audit.rules import plain
from webapp.checklists.tables import ChecklistVersion
from webapp.enterprises.tables import Enterprise, EnterpriseHazard
from webapp.evidence.queries import photos_of
from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Inspection, Slot
from webapp.inspections.targets import OWNER

FORMAT = "mashang-visit-1"

HEADER = (
    "id", "enterprise", "version", "kind", "lead", "second", "showed_badge", "told_rights", "outcome", "no_access",
    "started_at", "ended_at", "utc_offset", "clock_offset", "received_at", "latitude", "longitude", "accuracy",
    "distance", "companion", "companion_post", "conclusion", "device", "score", "verdict", "submitted_at",
    "submitted_by", "copy_of",
)  # fmt: skip
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


async def build(inspection: UUID, about: dict[str, Any]) -> dict[str, Any]:
    """The record in JSON's own types, from the tables of the visit and `about`; ten queries at most."""
    header = await Inspection.select().where(Inspection.id == inspection).first() or {}
    photos = (await photos_of(OWNER, [inspection]))[str(inspection)]
    record = {
        "format": FORMAT,
        "about": about,
        "visit": {
            **_only(header, HEADER),
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
    rows: list[dict[str, Any]] = (
        await Answer.select(*Answer.all_columns(), Answer.item.code.as_alias("code"))
        .where((Answer.inspection == inspection) & (Answer.standing.eq(True)))
        .order_by(Answer.item.position, Answer.revision)
    )
    return rows


async def drafts(inspection: UUID) -> list[dict[str, Any]]:
    """The findings as written and not withdrawn, in the checklist's order, those outside of it last."""
    rows = (
        await DraftFinding.select(
            *DraftFinding.all_columns(),
            DraftFinding.item.code.as_alias("code"),
            DraftFinding.item.position.as_alias("position"),
        )
        .where((DraftFinding.inspection == inspection) & DraftFinding.withdrawn_at.is_null())
        .order_by(DraftFinding.id)
    )
    return sorted(rows, key=lambda row: (row["position"] is None, row["position"] or 0, str(row["id"])))


async def slots(inspection: UUID) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await Slot.select().where(Slot.inspection == inspection).order_by(Slot.key)
    return rows


async def rechecks(inspection: UUID) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        await DraftRecheck.select()
        .where(DraftRecheck.inspection == inspection)
        .order_by(DraftRecheck.finding)
    )
    return rows


async def about_now(inspection: dict[str, Any], submitted_by: int | None) -> dict[str, Any]:
    """What other rooms say of the visit at this moment."""
    enterprise = (
        await Enterprise.select(
            Enterprise.id, Enterprise.name, Enterprise.credit_code, Enterprise.workplace, Enterprise.area,
            Enterprise.address, Enterprise.latitude, Enterprise.longitude, Enterprise.industry, Enterprise.severity,
            Enterprise.bureau.name.as_alias("bureau_name"), Enterprise.bureau.code.as_alias("bureau_code"),
        )
        .where(Enterprise.id == inspection["enterprise"])
        .first()
    )  # fmt: skip
    hazards = (
        await EnterpriseHazard.select(
            EnterpriseHazard.factor.code.as_alias("code"),
            EnterpriseHazard.factor.name.as_alias("name"),
            EnterpriseHazard.exposed,
        )
        .where(EnterpriseHazard.enterprise == inspection["enterprise"])
        .order_by(EnterpriseHazard.factor)
    )
    wanted = {inspection["lead"], inspection["second"], submitted_by} - {None}
    people = (
        await Person.select(Person.id, Person.name, Person.badge)
        .where(Person.id.is_in(list(wanted)))
        .order_by(Person.id)
    )
    checklist = (
        await ChecklistVersion.select(
            ChecklistVersion.checklist.title.as_alias("title"),
            ChecklistVersion.number,
            ChecklistVersion.source,
        )
        .where(ChecklistVersion.id == inspection["version"])
        .first()
    )
    return {"enterprise": enterprise, "hazards": hazards, "people": people, "checklist": checklist}
