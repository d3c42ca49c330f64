"""The order of a day list, who may go together, and what a visit makes of an entry."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webapp.clock import local
from webapp.inspections.rules import Outcome, kind_of
from webapp.labels import Labelled

MOST_ENTRIES = 50


class EntryState(Labelled):
    """How far an enterprise of a day list is."""

    WAITING = "waiting", "未检"
    UNDER_WAY = "under_way", "检查中"
    NO_ACCESS = "no_access", "无法检查"
    DONE = "done", "已检"


@dataclass(frozen=True)
class Assignee:
    """Somebody who may be put on a day list."""

    id: int
    name: str
    badge: str
    bureau: int


@dataclass(frozen=True)
class Seen:
    """A visit as far as a day list is concerned."""

    people: frozenset[int]
    state: str
    outcome: str
    began_at: datetime


def arrange(chosen: Sequence[int], does: str) -> list[int]:
    """The enterprises after a button was pressed: up-7, down-7, drop-7, add-7; anything else changes nothing."""
    ids = list(dict.fromkeys(chosen))
    verb, _, number = does.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return ids
    one = int(number)
    if verb == "add" and one not in ids:
        return [*ids, one]
    if one not in ids:
        return ids
    place = ids.index(one)
    if verb == "drop":
        ids.remove(one)
    elif verb == "up" and place > 0:
        ids[place - 1 : place + 1] = ids[place], ids[place - 1]
    elif verb == "down" and place + 1 < len(ids):
        ids[place : place + 2] = ids[place + 1], ids[place]
    return ids


def pair_problem(kind: str, lead: Assignee, second: Assignee | None) -> str:
    """Why these two cannot go, in a sentence; "" when they can (handbook 4.4: two people, each with a badge)."""
    if second and second.id == lead.id:
        return "两名检查人员不能是同一个人。"
    if not kind_of(kind).second_badge:
        return ""
    if not lead.badge:
        return f"{lead.name}没有执法证号，只能安排巡查。"
    if second is None:
        return "请选择协办人员，检查应有两名持证监督员。"
    if not second.badge:
        return f"{second.name}没有执法证号，只能安排巡查。"
    if second.badge == lead.badge:
        return "两名检查人员的执法证号相同，请核对人员信息。"
    return ""


def state_of(people: frozenset[int], on: date, visits: Iterable[Seen]) -> EntryState:
    """What the visits of these people since the list's day make of an entry; the farthest counts."""
    mine = [seen for seen in visits if seen.people & people and local(seen.began_at).date() >= on]
    submitted = [seen for seen in mine if seen.state == "submitted"]
    if any(seen.outcome == Outcome.INSPECTED.value for seen in submitted):
        return EntryState.DONE
    if any(seen.state == "draft" for seen in mine):
        return EntryState.UNDER_WAY
    return EntryState.NO_ACCESS if submitted else EntryState.WAITING


@dataclass(frozen=True)
class Progress:
    """How far a day list is: entries that were inspected, all of them, and what the others are, in words."""

    done: int
    total: int
    others: str


def progress(states: Iterable[EntryState]) -> Progress:
    """Of a list by the states of its entries."""
    numbers = Counter(states)
    done = numbers.pop(EntryState.DONE, 0)
    waits = (EntryState.UNDER_WAY, EntryState.NO_ACCESS, EntryState.WAITING)
    others = "，".join(f"{state.label} {numbers[state]} 家" for state in waits if numbers[state])
    return Progress(done, done + numbers.total(), others)
