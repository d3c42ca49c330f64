"""A visit as the rules of missing.py want it, made from the record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from webapp.checklists.rules import Result
from webapp.findings.rules import Recheck
from webapp.inspections.queries.record import Record, load
from webapp.inspections.rules import NoAccess, Outcome, SlotResult, snapshot
from webapp.inspections.rules.clocks import began_of
from webapp.inspections.rules.slots import Slot
from webapp.inspections.rules.targets import (
    WHOLE,
    after_target,
    finding_target,
    item_target,
    recheck_target,
    slot_target,
)

Row = dict[str, Any]


async def visit_snapshot(inspection_id: UUID) -> snapshot.Visit:
    """The visit as the rules of missing.py want it."""
    return visit_of(await load(inspection_id))


def visit_of(record: Record) -> snapshot.Visit:
    """The same from a record that was read already.

    Where the whole checklist is not asked for, only what was answered is looked at.
    """
    visit, kind = record.visit, record.kind
    looked_at = record.slot_results.keys() | {row["slot"] for row in record.drafts}
    badge = {person: row["badge"] for person, row in record.people.items()}
    return snapshot.Visit(
        kind=kind,
        started_at=began_of(visit),
        ended_at=visit["over_at"],
        outcome=Outcome(visit["outcome"]),
        no_access=NoAccess(visit["no_access"]) if visit["no_access"] else None,
        lead_badge=badge.get(visit["lead"], ""),
        second_badge=badge.get(visit["second"], ""),
        showed_badge=visit["showed_badge"],
        told_rights=visit["told_rights"],
        companion=visit["companion"],
        conclusion=visit["conclusion"],
        photos=len(record.photos_at(*WHOLE)),
        items=tuple(_item(record, row) for row in record.items if not kind.brief or _touched(record, row)),
        slots=tuple(_slot(record, slot) for slot in record.slots if not kind.brief or slot.key in looked_at),
        findings=tuple(_finding(record, row) for row in record.findings if row["item"] is None),
        rechecks=tuple(_recheck(record, row) for row in record.open) if kind.rechecks else (),
    )


def _touched(record: Record, row: Row) -> bool:
    current = record.answers.get(row["id"])
    return current is not None and any(given.content.result for given in current.standing)


def _item(record: Record, row: Row) -> snapshot.ItemState:
    answer = record.answer(row["id"])
    current = record.answers.get(row["id"])
    return snapshot.ItemState(
        code=row["code"],
        result=Result(answer.result) if answer else None,
        note=answer.note if answer else "",
        photo_required=row["photo_required"],
        photos=len(record.photos_at(item_target(row["code"]))),
        findings=tuple(_finding(record, draft) for draft in record.findings if draft["item"] == row["id"]),
        conflict=current is not None and current.conflict,
    )


def _finding(record: Record, row: Row) -> snapshot.FindingDraft:
    named = {slot.key: slot.name for slot in record.slots}
    return snapshot.FindingDraft(
        where=str(row["id"]),
        fact=row["fact"],
        requirement=row["requirement"],
        due_on=row["due_on"],
        on_site=row["on_site"],
        on_site_note=row["on_site_note"],
        photos=len(record.photos_at(finding_target(row["id"]))),
        after_photos=len(record.photos_at(after_target(row["id"]))),
        about=named.get(row["slot"], ""),
        slot=row["slot"],
    )


def _slot(record: Record, slot: Slot) -> snapshot.SlotState:
    seen = record.slot_results.get(slot.key)
    return snapshot.SlotState(
        key=slot.key,
        name=slot.name,
        result=SlotResult(seen["result"]) if seen else None,
        photos=len(record.photos_at(slot_target(slot.key))),
        reason=seen["reason"] if seen else "",
    )


def _recheck(record: Record, row: Row) -> snapshot.RecheckState:
    seen = record.rechecks.get(row["id"])
    return snapshot.RecheckState(
        where=str(row["id"]),
        name=row["fact"],
        result=Recheck(seen["result"]) if seen else None,
        note=seen["note"] if seen else "",
        photos=len(record.photos_at(recheck_target(row["id"]))),
    )
