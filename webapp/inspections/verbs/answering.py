"""Saving answers: one or many in one transaction, merged item by item with those of the colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.clock import now
from webapp.db import insert_rows
from webapp.errors import Invalid
from webapp.inspections.events import ANSWERED
from webapp.inspections.queries.answers import UNKNOWN, Content, Known, known_of
from webapp.inspections.queries.items import items_of
from webapp.inspections.queries.visits import Row
from webapp.inspections.rules.merge import Current, Given, Merged, merge_answer
from webapp.inspections.tables import Answer
from webapp.inspections.verbs.common import judging, note, writing


@dataclass(frozen=True)
class Entry:
    """One answer as it was sent. `entry`: the outbox entry's id; `base`: the revision that was in view."""

    entry: str
    code: str
    content: Content
    answered_at: datetime | None = None
    base: int = 0


@dataclass(frozen=True)
class Stored:
    """What became of an entry; `current` is the item afterwards. `refused`: why it was not stored."""

    entry: str
    code: str
    outcome: Merged | None
    current: Current[Content]
    refused: str = ""


async def save_answer(user: User, visit: UUID, entry: Entry) -> Stored:
    """One answer; Invalid when the checklist has no such item."""
    stored = (await save_answers(user, visit, [entry]))[0]
    if stored.refused:
        raise Invalid(stored.refused)
    return stored


async def save_answers(user: User, visit: UUID, entries: list[Entry]) -> list[Stored]:
    """Many answers in the order given, one outcome each; an unknown item refuses its own entry only.

    Four statements and the event, however many there are (but for one insert per 80 answers).
    """
    async with writing(user, visit) as (row, _):
        judging(row)
        items = {item["code"]: item["id"] for item in await items_of(row["version"], row["published_at"])}
        wanted = sorted({items[entry.code] for entry in entries if entry.code in items})
        known = await known_of(visit, wanted) if wanted else {}
        work = _Work(user, visit, known)
        stored = [work.merge(entry, items.get(entry.code)) for entry in entries]
        await work.write(row)
    return stored


class _Work:
    """The rows of one request: which are new, and which old ones stand no more."""

    def __init__(self, user: User, visit: UUID, known: dict[int, Known]) -> None:
        self.user, self.visit, self.known = user, visit, known
        self.moment = now()
        self.state = {item: one.current for item, one in known.items()}
        self.new: dict[tuple[int, int], Row] = {}
        self.told: dict[str, Any] = {}

    def merge(self, entry: Entry, item: int | None) -> Stored:
        if item is None:
            return Stored(entry.entry, entry.code, None, UNKNOWN.current, f"检查表里没有第 {entry.code} 项。")
        given = Given(entry.entry, str(self.user.id), entry.content)
        merged = merge_answer(self.state.get(item, UNKNOWN.current), given, entry.base)
        self.state[item] = merged.now
        if merged.outcome is not Merged.REPEATED:
            self.new[item, merged.now.revision] = self._row(entry, item, merged.now.revision)
            self.told[entry.code] = {name: value for name, value in vars(entry.content).items() if value}
        return Stored(entry.entry, entry.code, merged.outcome, merged.now)

    def _row(self, entry: Entry, item: int, revision: int) -> Row:
        return {
            "inspection": self.visit, "item": item, "revision": revision, **vars(entry.content), "person": self.user.id,
            "answered_at": entry.answered_at or self.moment, "received_at": self.moment, "entry": entry.entry,
        }  # fmt: skip

    async def write(self, visit: Row) -> None:
        if not self.new:
            return
        stands = {(item, given.revision) for item, state in self.state.items() for given in state.standing}
        fallen = [
            row for item, known in self.known.items() for revision, row in known.rows.items()
            if (item, revision) not in stands
        ]  # fmt: skip
        if fallen:
            await Answer.update({Answer.standing: False}).where(Answer.id.is_in(fallen))
        await insert_rows(Answer, [{**row, "standing": key in stands} for key, row in self.new.items()])
        await note(self.user, visit, ANSWERED, after=self.told)
