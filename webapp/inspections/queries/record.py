"""A visit as a whole, read in a fixed number of statements: for the form, the review and the submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from webapp.checklists.rules import Result
from webapp.errors import NotFound
from webapp.evidence.queries import by_target, photos_of
from webapp.findings.queries import open_of, those_of
from webapp.inspections.demands import demands_on
from webapp.inspections.queries import answers, items, places, visits
from webapp.inspections.queries.answers import Content
from webapp.inspections.rules import Outcome, Scope, SlotResult, VisitKind, kind_of
from webapp.inspections.rules.merge import Current
from webapp.inspections.rules.slots import Slot, slot_of
from webapp.inspections.rules.targets import (
    OWNER,
)

Row = dict[str, Any]
FAULTY = {SlotResult.ABSENT.value, SlotResult.DAMAGED.value}
FAULTY_ANSWERS = {Result.UNMET.value, Result.MOSTLY.value}


@dataclass(frozen=True)
class Record:
    """Everything of a visit. Rows are those of the tables; `answers` by item id, `photos` by target.

    `drafts` are all findings that were not withdrawn; `findings` those that count: outside the checklist, or of
    an item that is 不符合 or 基本符合, or of a slot that is 未设置 or 破损不清. `open` is what was open before, and
    what this visit looked at again although it has ended meanwhile.

    `slots` of a draft are those that the hazards of today call for and those about which a finding is drafted; of any
    other visit those that were looked at. Hazards change after a visit; what was ordered does not. `severe_slots`: the
    keys of those that a severe hazard of today calls for.
    """

    visit: Row
    people: dict[int, Row]
    items: list[Row]
    answers: dict[int, Current[Content]]
    drafts: list[Row]
    hazards: list[Row]
    slots: list[Slot]
    severe_slots: frozenset[str]
    slot_results: dict[str, Row]
    open: list[Row]
    rechecks: dict[int, Row]
    photos: dict[str, list[Row]]

    @property
    def kind(self) -> VisitKind:
        return kind_of(self.visit["kind"])

    def answer(self, item: int) -> Content | None:
        """The one value of an item; None when nobody answered, it was taken back, or two people differ."""
        current = self.answers.get(item)
        if current is None or not current.standing or current.conflict:
            return None
        content = current.standing[-1].content
        return content if content.result else None

    @property
    def judged(self) -> bool:
        """Was anything answered, drafted, seen or rechecked, so that the gate cannot have been closed?"""
        answered = any(given.content.result for item in self.answers.values() for given in item.standing)
        return answered or bool(self.drafts or self.slot_results or self.rechecks)

    @property
    def findings(self) -> list[Row]:
        return [row for row in self.drafts if self.counts(row)]

    def counts(self, draft: Row) -> bool:
        """Does this drafted finding stand behind an answer that still says so?"""
        if draft["item"] is not None:
            answer = self.answer(draft["item"])
            return answer is not None and answer.result in FAULTY_ANSWERS
        if draft["slot"]:
            seen = self.slot_results.get(draft["slot"])
            return seen is not None and seen["result"] in FAULTY
        return True

    def photos_at(self, *targets: str) -> list[Row]:
        return [photo for target in targets for photo in self.photos.get(target, [])]


async def load(inspection_id: UUID) -> Record:
    """Read a visit, whoever asks: the caller has checked the reach. NotFound when there is none."""
    visit = await visits.find(inspection_id)
    if visit is None:
        raise NotFound(visits.GONE)
    return await load_row(visit)


async def load_row(visit: Row) -> Record:
    """The same for a visit that was read already (visits.visit_for)."""
    demands = await demands_on(visit["subject"], visit["enterprise"])
    people = [person for person in (visit["lead"], visit["second"]) if person is not None]
    kind = kind_of(visit["kind"])
    photos = await photos_of(OWNER, [visit["id"]])
    rechecks = await places.rechecks_of(visit["id"])
    live = await open_of(visit["enterprise"])
    drafts = await places.drafts_of(visit["id"])
    slot_results = await places.slot_results(visit["id"])
    demanded = demands.slots
    drafted = {row["slot"] for row in drafts if row["slot"]}
    if visit["state"] != "draft":
        demanded = [slot for slot in demanded if slot.key in slot_results]
    if not kind.opens_findings or visit["state"] != "draft":  # what was seen stands by itself
        drafted |= slot_results.keys()
    record = Record(
        visit=visit,
        people=await visits.names_of(people),
        items=[]
        if kind.checklist is Scope.NONE
        else await items.items_of(visit["version"], visit["published_at"]),
        answers=await answers.standing_of(visit["id"]),
        drafts=drafts,
        hazards=demands.hazards,
        slots=[*demanded, *_also(drafted - {slot.key for slot in demanded})],
        severe_slots=demands.severe,
        slot_results=slot_results,
        open=[*live, *await those_of(visit["enterprise"], rechecks.keys() - {row["id"] for row in live})],
        rechecks=rechecks,
        photos=by_target(photos[str(visit["id"])]),
    )
    return _as_inspected(record) if visit["state"] == "draft" and record.judged else record


def _also(keys: Iterable[str]) -> Iterator[Slot]:
    """The slots of these keys; a finding that names something else has no card of its own."""
    for key in sorted(keys):
        with suppress(ValueError):
            yield slot_of(key)


def _as_inspected(record: Record) -> Record:
    """A draft that says 无法检查 (the copy of a voided one) is an inspection as soon as something is judged in it."""
    return replace(record, visit=record.visit | {"outcome": Outcome.INSPECTED.value, "no_access": ""})
