"""Which documents fit what a visit found (职业病防治法 69–77, 使用有毒物品作业场所劳动保护条例). A person decides."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.documents import kinds
from webapp.documents.kinds.base import Kind
from webapp.documents.writing.seen import Seen


@dataclass(frozen=True)
class Proposal:
    """A kind that fits, why, and what else may be done. `fits` is False for what is possible but not proposed."""

    kind: Kind
    why: str
    fits: bool = True
    notes: tuple[str, ...] = ()


def proposals(seen: Seen) -> list[Proposal]:
    """The kinds in the order in which they are written; those that do not fit come last."""
    if seen.patrol:
        return []
    found = []
    for kind in sorted(kinds.KINDS.values(), key=lambda one: one.turn):
        if said := kind.propose(seen):
            found.append(Proposal(kind, said.why, said.fits, said.notes))
    return sorted(found, key=lambda one: not one.fits)
