"""A visit as its form shows it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from webapp.checklists.rows import measures
from webapp.checklists.rules import Result
from webapp.checklists.rules.conditions import Facts, applies
from webapp.clock import today
from webapp.evidence.views import Shot, shots
from webapp.findings.rules import Handling
from webapp.findings.rules.deadlines import DayKind, Deadline, is_pending
from webapp.findings.rules.law import Hint, hints_for
from webapp.inspections.queries.answers import Content
from webapp.inspections.queries.record import Record
from webapp.inspections.rules.merge import Current
from webapp.inspections.rules.targets import (
    after_target,
    finding_target,
    item_target,
    recheck_target,
    slot_target,
)
from webapp.inspections.verbs.drafting import default_due

Row = dict[str, Any]
SMALL = 2  # sections of so few items share a screen with the next one


@dataclass(frozen=True)
class Value:
    """One of two values that differ: who, what."""

    person: str
    label: str
    content: Content


@dataclass(frozen=True)
class AnswerState:
    """What the server has of an item; `rivals` are the values of a conflict, empty when there is none."""

    revision: int = 0
    content: Content = field(default_factory=lambda: Content(""))
    rivals: tuple[Value, ...] = ()


@dataclass(frozen=True)
class FindingView:
    """A drafted finding. `place` is the id of the element it stands in."""

    id: UUID
    item: str
    slot: str
    violation: str
    fact: str
    requirement: str
    handling: str
    due_on: str
    pending: bool
    on_site: bool
    on_site_note: str
    before: list[Shot]
    after: list[Shot]
    sent: bool = True


@dataclass(frozen=True)
class ItemView:
    """One item. `offered`: what a new finding begins with. `doubtful`: 可能不适用."""

    row: Row
    state: AnswerState
    doubtful: bool
    hints: tuple[Hint, ...]
    violation: Row | None
    due: Deadline
    days: str
    photos: list[Shot]
    findings: list[FindingView]

    @property
    def code(self) -> str:
        return str(self.row["code"])

    @property
    def measures(self) -> bool:
        return measures(self.row["method"])

    @property
    def key(self) -> Hashable | None:
        """Everything that the item's card shows, for web/shown/fragment_cache.py; None where somebody wrote or photographed something."""
        given = self.state.content
        if self.photos or self.findings or self.state.rivals or given.note or given.measured:
            return None
        return (
            "item", *self.row.values(), self.state.revision, given.result, self.doubtful, self.hints,
            self.violation and tuple(self.violation.values()), self.due, self.days,
        )  # fmt: skip

    @property
    def handling(self) -> str:
        return (Handling.ORDER if self.row["violation"] else Handling.ADVICE).value


@dataclass(frozen=True)
class Section:
    """A category of the checklist; `screen` numbers the screen it is shown on."""

    key: str
    title: str
    screen: int
    items: list[ItemView]

    @property
    def answered(self) -> int:
        return sum(bool(item.state.content.result) or bool(item.state.rivals) for item in self.items)


def answer_state(current: Current[Content] | None, people: dict[int, Row]) -> AnswerState:
    """From what is stored to what is shown; `people` names the two of a conflict."""
    if current is None or not current.standing:
        return AnswerState()
    rivals: tuple[Value, ...] = ()
    if current.conflict:
        rivals = tuple(
            Value(
                people.get(int(given.person), {}).get("name", "同事"),
                label_of(given.content.result),
                given.content,
            )
            for given in current.standing
        )
    return AnswerState(current.revision, current.standing[-1].content, rivals)


def label_of(result: str) -> str:
    return Result(result).label if result else "未答"


def facts_of(record: Record) -> Facts:
    """What is known of the enterprise for the conditions of items."""
    groups = {group for hazard in record.hazards for group in hazard["sign_groups"].split("+")}
    known = bool(record.hazards)
    return Facts(
        severe=record.visit["severity"] == "severe" or any(hazard["severe"] for hazard in record.hazards),
        workers=record.visit["workers"],
        toxic=("toxic" in groups) if known else None,
        radiation=("radiation" in groups) if known else None,
    )


def finding_view(record: Record, row: Row, url: str) -> FindingView:
    codes = {item["id"]: item["code"] for item in record.items}
    return FindingView(
        id=row["id"],
        item=codes.get(row["item"], ""),
        slot=row["slot"],
        violation=row["violation"],
        fact=row["fact"],
        requirement=row["requirement"],
        handling=row["handling"],
        due_on=row["due_on"].isoformat() if row["due_on"] else "",
        pending=row["due_on"] is not None and is_pending(row["due_on"]),
        on_site=row["on_site"],
        on_site_note=row["on_site_note"],
        before=shots(record.photos_at(finding_target(row["id"])), url),
        after=shots(record.photos_at(after_target(row["id"])), url),
    )


def sections_of(record: Record, violations: dict[str, Row], url: str) -> list[Section]:
    """The checklist by sections, in its order; sections of one or two items share a screen with the next."""
    facts, day = facts_of(record), today()
    by_category: dict[str, list[ItemView]] = {}
    for row in record.items:
        by_category.setdefault(row["category"], []).append(_item(record, row, violations, facts, day, url))
    sections, screen = [], 0
    for number, (title, items) in enumerate(by_category.items()):
        sections.append(Section(f"s{number + 1}", title, screen, items))
        if len(items) > SMALL:
            screen += 1
    return sections


def _item(record: Record, row: Row, violations: dict[str, Row], facts: Facts, day: Any, url: str) -> ItemView:
    return ItemView(
        row=row,
        state=answer_state(record.answers.get(row["id"]), record.people),
        doubtful=applies(row["applies_when"], facts) is False,
        hints=hints_for(row["mode"], row["penalty_article"], toxic=bool(facts.toxic)),
        violation=violations.get(row["violation"]),
        due=default_due(row, day),
        days=f"{row['days']} 个{DayKind(row['day_kind']).label}",
        photos=shots(record.photos_at(item_target(row["code"])), url),
        findings=[finding_view(record, draft, url) for draft in record.drafts if draft["item"] == row["id"]],
    )


def targets_of(record: Record) -> set[str]:
    """Every place that photos of this visit can belong to."""
    targets = {item_target(item["code"]) for item in record.items}
    targets |= {slot_target(slot.key) for slot in record.slots}
    targets |= {recheck_target(row["id"]) for row in record.open}
    return targets | {name(row["id"]) for row in record.drafts for name in (finding_target, after_target)}


def count_answered(sections: Iterable[Section]) -> tuple[int, int]:
    """(answered, all) items."""
    sections = list(sections)
    return sum(section.answered for section in sections), sum(len(section.items) for section in sections)
