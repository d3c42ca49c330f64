"""Signs, equipment and open findings as the form of a visit shows them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from webapp.clock import today
from webapp.evidence.queries import photos_of
from webapp.evidence.views import Shot, shots
from webapp.findings.origin import photo_owner
from webapp.findings.rules import Handling, Shown
from webapp.findings.rules.deadlines import DayKind, Deadline, due_on
from webapp.findings.views.gallery import base
from webapp.inspections.dues import rule_of
from webapp.inspections.queries.record import Record
from webapp.inspections.rules import SlotResult, missing_sign, slot_words
from webapp.inspections.rules.slots import Slot, SlotKind
from webapp.inspections.rules.targets import finding_target, recheck_target, slot_target
from webapp.inspections.verbs.drafting import default_due
from webapp.inspections.views.form import FindingView, finding_view

Row = dict[str, Any]
MISSING_EQUIPMENT = "V18"  # 法22, 72-(二): 未提供个人防护用品
SLOT_DAYS = 15
SLOT_RULE = rule_of(SLOT_DAYS, DayKind.CALENDAR.value)


@dataclass(frozen=True)
class _Severe:
    severe: bool


@dataclass(frozen=True)
class SlotView:
    """One slot with what was seen, and what a finding about it begins with."""

    slot: Slot
    number: int
    result: str
    reason: str
    photos: list[Shot]
    findings: list[FindingView]
    violation: str
    handling: str
    fact: str
    requirement: str
    damaged_fact: str
    damaged_requirement: str
    due: Deadline
    due_rule: str
    opens_findings: bool

    @property
    def key(self) -> Hashable | None:
        """Everything that the slot's card shows, for web/shown/fragment_cache.py; None where there are photos or findings."""
        if self.photos or self.findings or self.reason:
            return None
        return (
            "slot", self.slot, self.number, self.result, self.violation, self.handling, self.fact, self.requirement,
            self.damaged_fact, self.damaged_requirement, self.due, self.due_rule, self.opens_findings,
        )  # fmt: skip

    @property
    def path(self) -> str:
        """The key as the end of an address; visit/slot-rules.js makes the same."""
        return quote(self.slot.key)


@dataclass(frozen=True)
class OpenView:
    """A finding that was open before this visit, with its photos and, in a 复查, what was decided."""

    row: Row
    shown: Shown
    photos: list[Shot]
    target: str
    result: str = ""
    note: str = ""
    shots: tuple[Shot, ...] = ()


def slots_view(record: Record, url: str) -> list[SlotView]:
    """The slots in order; a missing sign is an order under V24 where a severe hazard calls for it, else advice.

    The duty is one of the post (法24-2): benzene at one post does not make the noise at another severe.
    """
    found = []
    for number, slot in enumerate(record.slots, start=1):
        seen = record.slot_results.get(slot.key)
        found.append(
            replace(
                _blank(record, slot, severe=slot.key in record.severe_slots),
                number=number,
                result=seen["result"] if seen else "",
                reason=seen["reason"] if seen else "",
                photos=shots(record.photos_at(slot_target(slot.key)), url),
                findings=[finding_view(record, row, url) for row in record.drafts if row["slot"] == slot.key],
            )
        )
    return found


def slot_cases(record: Record) -> dict[str, SlotView]:
    """What a phone needs to make a slot of its own for a hazard that it added without a network.

    "sign" and "severe" (a sign that a severe hazard calls for) and "ppe", with {name} and {note} to fill in.
    """
    sign = Slot(SlotKind.SIGN, ("{name}",), "{note}")
    return {
        "sign": _blank(record, sign, severe=False),
        "severe": _blank(record, sign, severe=True),
        "ppe": _blank(record, Slot(SlotKind.PPE, ("{name}",), "{note}"), severe=False),
    }


def _blank(record: Record, slot: Slot, *, severe: bool) -> SlotView:
    """A slot that nobody has looked at."""
    violation, handling = missing_sign([_Severe(severe)])
    sign = slot.kind is SlotKind.SIGN
    code = (violation or "") if sign else MISSING_EQUIPMENT
    item = next((one for one in record.items if one["violation"] == code), None) if code else None
    return SlotView(
        slot=slot,
        number=0,
        result="",
        reason="",
        photos=[],
        findings=[],
        violation=code,
        handling=(handling if sign else Handling.ORDER).value,
        fact=slot_words.fact(slot, SlotResult.ABSENT),
        requirement=slot_words.requirement(slot, SlotResult.ABSENT),
        damaged_fact=slot_words.fact(slot, SlotResult.DAMAGED),
        damaged_requirement=slot_words.requirement(slot, SlotResult.DAMAGED),
        due=default_due(item) if item else due_on(today(), SLOT_DAYS),
        due_rule=rule_of(item["days"], item["day_kind"]) if item else SLOT_RULE,
        opens_findings=record.kind.opens_findings,
    )


async def open_view(findings: list[Row], record: Record | None = None, url: str = "") -> list[OpenView]:
    """上次未销号, each with the photos of its visit or other source; two statements where all are of visits."""
    owners: dict[str, set[str]] = {}
    for row in findings:
        kind, owner = photo_owner(row)
        owners.setdefault(kind, set()).add(owner)
    photos = {kind: await photos_of(kind, sorted(ids)) for kind, ids in owners.items()}
    return [
        _open(row, photos[kind][owner], record, url) for row in findings for kind, owner in [photo_owner(row)]
    ]


def _open(row: Row, photos: list[Row], record: Record | None, url: str) -> OpenView:
    mine = [photo for photo in photos if photo["target"] == finding_target(row["draft"])]
    target = recheck_target(row["id"])
    seen = record.rechecks.get(row["id"]) if record else None
    return OpenView(
        row=row,
        shown=row["shown"],
        photos=shots(mine, f"/inspections/{row['inspection']}/photos" if row["inspection"] else base(row)),
        target=target,
        result=seen["result"] if seen else "",
        note=seen["note"] if seen else "",
        shots=tuple(shots(record.photos_at(target), url)) if record else (),
    )
