"""A visit as it is read afterwards: everything, by section, with photos, supplements and its timeline."""

import json
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.audit.tables import EventRow
from webapp.checklists.rules import Result
from webapp.clock import moment
from webapp.db import look
from webapp.db.sql.statement import columns, marks
from webapp.evidence.views import Shot, shots
from webapp.findings.tables import Finding
from webapp.inspections.events import TOLD
from webapp.inspections.queries.participants import may_mend
from webapp.inspections.queries.record import Record, load_row
from webapp.inspections.queries.visits import Row, copy_of
from webapp.inspections.receipts.canonical import standing_answers
from webapp.inspections.receipts.sealing import receipt_of
from webapp.inspections.rules import SlotResult
from webapp.inspections.rules.clocks import began_of
from webapp.inspections.rules.flags import older
from webapp.inspections.rules.targets import (
    after_target,
    finding_target,
    item_target,
    recheck_target,
    slot_target,
)
from webapp.inspections.tables import Supplement
from webapp.inspections.views.form import targets_of
from webapp.inspections.views.reviewing import flags_of
from webapp.inspections.views.words import label


@dataclass
class Line:
    """One item with its answers (two while the inspectors differ)."""

    code: str
    text: str
    key_item: bool
    answers: list[Row]
    photos: list[Shot]


@dataclass
class Section:
    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def unmet(self) -> int:
        return sum(
            any(answer["result"] == Result.UNMET.value for answer in line.answers) for line in self.lines
        )


@dataclass
class Reading:
    """What the page of a visit shows."""

    record: Record
    sections: list[Section]
    findings: list[Row]
    slots: list[Row]
    photos: list[Shot]
    supplements: list[Row]
    receipt: Row | None
    events: list[Row]
    flags: list[str]
    copy: UUID | None
    mend: bool


async def reading_of(user: User, visit: Row) -> Reading:
    """Read a visit that the user's reach has let through."""
    record = await load_row(visit)
    return Reading(
        record=record,
        sections=await _sections(record),
        findings=await _findings(record),
        slots=_slots(record),
        photos=_shots(record, *sorted(set(record.photos) - _placed(record))),
        supplements=await _supplements(visit["id"]),
        receipt=await receipt_of(visit["id"]),
        events=await _events(visit["id"]),
        flags=flags_of(record),
        copy=await copy_of(visit["id"]) if visit["state"] == "void" else None,
        mend=may_mend(user, visit),
    )


def _placed(record: Record) -> set[str]:
    """Targets that the page shows elsewhere; a finding that was rechecked may have been closed since."""
    return targets_of(record) | {recheck_target(finding) for finding in record.rechecks}


def _shots(record: Record, *targets: str) -> list[Shot]:
    rows = record.photos_at(*targets)
    made = shots(rows, f"/inspections/{record.visit['id']}/photos")
    return [_dated(shot, row, record) for shot, row in zip(made, rows, strict=True)]


def _dated(shot: Shot, row: Row, record: Record) -> Shot:
    """A photo that is older than the visit says so."""
    at = older(row["taken_at"], row["exif_taken_at"], began_of(record.visit))
    return replace(shot, caption=f"{shot.caption} · 摄于 {moment(at)}，早于检查") if at else shot


async def _sections(record: Record) -> list[Section]:
    given: dict[int, list[Row]] = {}
    for row in await standing_answers(record.visit["id"]):
        given.setdefault(row["item"], []).append({**row, "label": label(Result, row["result"])})
    sections: dict[str, Section] = {}
    for item in record.items:
        if item["id"] not in given:
            continue
        section = sections.setdefault(item["category"], Section(item["category"]))
        section.lines.append(
            Line(
                item["code"],
                item["content"],
                item["key_item"],
                given[item["id"]],
                _shots(record, item_target(item["code"])),
            )
        )
    return list(sections.values())


async def _findings(record: Record) -> list[Row]:
    """The findings as ordered, or as drafted while there are none yet."""
    made = {
        row["draft"]: row
        for row in await look(
            "SELECT id, draft, state, number, due_on FROM finding WHERE inspection = {}", record.visit["id"]
        )
    }
    codes = {item["id"]: item["code"] for item in record.items}
    found = []
    for row in record.findings:
        finding = made.get(row["id"])
        photos = _shots(record, finding_target(row["id"]), after_target(row["id"]))
        found.append({**row, "code": codes.get(row["item"], ""), "finding": finding, "photos": photos})
    return sorted(found, key=lambda row: row["finding"]["number"] if row["finding"] else 0)


def _slots(record: Record) -> list[Row]:
    names = {slot.key: slot.name for slot in record.slots}
    return [
        {
            **row,
            "name": names.get(key, key.partition(":")[2].replace("/", " 或 ")),
            "label": label(SlotResult, row["result"]),
            "photos": _shots(record, slot_target(key)),
        }
        for key, row in sorted(record.slot_results.items())
    ]


async def recheck_lines(record: Record) -> list[Row]:
    """The results of a 复查 with the facts they are about."""
    if not record.rechecks:
        return []
    facts = await Finding.select(Finding.id, Finding.fact, Finding.state).where(
        Finding.id.is_in(list(record.rechecks))
    )
    by_id = {row["id"]: row for row in facts}
    return [
        {**row, "fact": by_id[key]["fact"], "photos": _shots(record, recheck_target(key))}
        for key, row in sorted(record.rechecks.items())
    ]


async def _supplements(inspection: UUID) -> list[Row]:
    return await look(
        f"SELECT {columns(Supplement, 's')}, p.name FROM supplement s JOIN person p ON p.id = s.person "  # noqa: S608
        "WHERE s.inspection = {} ORDER BY s.id",
        inspection,
    )


async def _events(inspection: UUID) -> list[dict[str, Any]]:
    events = await look(
        f"SELECT {columns(EventRow, 'e')} FROM event e WHERE e.thing = 'inspection' AND e.thing_id = {{}} "  # noqa: S608
        f"AND e.action IN ({marks(TOLD)}) ORDER BY e.id LIMIT 200",
        str(inspection),
        *TOLD,
    )
    return [
        row
        | {
            "title": TOLD[row["action"]].word,
            "reason": (json.loads(row["after"] or "{}") or {}).get("reason", ""),
        }
        for row in events
    ]
