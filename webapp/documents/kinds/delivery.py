"""送达回执: the proof that documents were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.documents.kinds.base import ISSUED, RECEIVED, Kind, Suggestion
from webapp.documents.numbering import WITH_YEAR, Pattern
from webapp.documents.rules import Role
from webapp.documents.writing.content import Content
from webapp.documents.writing.parts import place_of
from webapp.documents.writing.seen import Seen

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


def _write(content: Content, source: Source) -> None:
    content["papers"] = [{"title": row["title"], "number": row["number"]} for row in source.papers]
    content["paragraphs"] = [f"送达地点：{place_of(source.enterprise)}", "送达方式：直接送达"]


def _propose(seen: Seen) -> Suggestion | None:
    return Suggestion(f"已签发 {seen.issued} 份文书，送达时由受送达人签收。") if seen.issued else None


def _guards(content: Content) -> list[str]:
    return [] if content["papers"] else ["送达回执没有写送达的文书。"]


# Papers are delivered as they are issued, so that there may be several of one visit.
DELIVERY = Kind(
    "delivery", "送达回执", Pattern(WITH_YEAR, "职", "送"), _write, _propose, _guards,
    turn=6, deliverable=False, delivers=True, receiver=Role.RECIPIENT,
    shows=("papers.title, papers.number, paragraphs", RECEIVED, ISSUED),
)  # fmt: skip
