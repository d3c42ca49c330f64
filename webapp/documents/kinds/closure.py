"""销号证明: findings that ended well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.documents.kinds.base import Kind, Suggestion
from webapp.documents.numbering import WITH_YEAR, Pattern
from webapp.documents.writing.content import Content, counted
from webapp.documents.writing.parts import part_of
from webapp.documents.writing.seen import Seen

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


def _write(content: Content, source: Source) -> None:
    content["paragraphs"] = ["下列问题已经改正，经本机关核查，予以销号："]
    content["findings"] = [
        {**one, "due": "", "penalty": ""} for one in counted([part_of(row) for row in source.closed])
    ]


def _propose(seen: Seen) -> Suggestion | None:
    return Suggestion(f"{seen.closed} 个问题已销号。") if seen.closed else None


def _guards(content: Content) -> list[str]:
    return [] if content["findings"] else ["没有已销号的问题，不能出销号证明。"]


# Findings end one after the other, so that there may be several of one visit.
CLOSURE = Kind(
    "closure", "销号证明", Pattern(WITH_YEAR, "职", "销"), _write, _propose, _guards,
    turn=5, own_title=True, sealed=True, red=True, gone="现在没有销号", shows=("findings.fact, issued, seal",),
)  # fmt: skip
