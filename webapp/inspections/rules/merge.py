"""Two inspectors answer one inspection: item by item, nothing is overwritten that its writer's colleague has
not seen.

The state of an item is a revision and the latest value of each person that nobody has superseded knowingly.
A value supersedes another person's when it was given with that revision (or a later one) in view, and always
supersedes the same person's. Two standing values that differ are a conflict; either person settles it by
answering with the present revision as base. So the values kept do not depend on the order in which two
phones find the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from webapp.labels import Labelled

Content = TypeVar("Content")


class Merged(Labelled):
    ACCEPTED = "accepted", "已保存"
    REPEATED = "repeated", "已保存过"
    CONFLICT = "conflict", "两人答案不同"


@dataclass(frozen=True)
class Given(Generic[Content]):
    """A value as one person gave it. ``content``: result, note, measured value …, compared by equality."""

    entry: str
    person: str
    content: Content
    revision: int = 0


@dataclass(frozen=True)
class Current(Generic[Content]):
    """Revision 0 is an item nobody answered. ``entries``: every entry id ever stored for it, in any order."""

    revision: int = 0
    standing: tuple[Given[Content], ...] = ()
    entries: frozenset[str] = frozenset()

    @property
    def conflict(self) -> bool:
        return any(given.content != self.standing[0].content for given in self.standing[1:])


@dataclass(frozen=True)
class Merge(Generic[Content]):
    """``now`` is to be stored; the newest value stands last in ``now.standing``. REPEATED: nothing to
    store.
    """

    outcome: Merged
    now: Current[Content]


def merge_answer(current: Current[Content], incoming: Given[Content], base: int) -> Merge[Content]:
    """The item after an answer that was given with revision ``base`` in view (0: none).

    The same entry again changes nothing. A colleague's newer, different value is kept beside the incoming one
    (CONFLICT); an equal one is no conflict. Never refuses: what an inspector recorded is kept.
    """
    if incoming.entry in current.entries:
        return Merge(Merged.REPEATED, current)
    if base > current.revision:
        # The phone saw what this server never had (a restored backup): trust nothing it claims to have seen.
        base = 0
    revision = current.revision + 1
    unseen = tuple(
        given for given in current.standing if given.person != incoming.person and given.revision > base
    )
    mine = Given(incoming.entry, incoming.person, incoming.content, revision)
    now = Current(revision, (*unseen, mine), current.entries | {incoming.entry})
    return Merge(Merged.CONFLICT if now.conflict else Merged.ACCEPTED, now)
