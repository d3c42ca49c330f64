"""检查报告: the result of the visit with all photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.documents.kinds.base import Kind, Suggestion
from webapp.documents.numbering import WITH_YEAR, Pattern
from webapp.documents.writing.captions import photo_part
from webapp.documents.writing.content import Content, counted
from webapp.documents.writing.parts import part_of, pictures
from webapp.documents.writing.seen import Seen
from webapp.inspections.queries.shortcomings import shortcomings

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


def _write(content: Content, source: Source) -> None:
    if source.visit["conclusion"]:
        content["paragraphs"] = [part for part in source.visit["conclusion"].split("\n") if part.strip()]
    content["facts"] = shortcomings(source.record)
    content["findings"] = counted([part_of(row) for row in source.findings])
    content["photos"] = [photo_part(target, row, source) for target, row in pictures(source)]


def _propose(seen: Seen) -> Suggestion | None:
    return Suggestion("把检查结果和全部照片编成一份报告。", fits=False) if seen.inspected else None


REPORT = Kind(
    "report", "检查报告", Pattern(WITH_YEAR, "职", "检"), _write, _propose,
    turn=0, editable=("paragraphs", "measures"), own_title=True, once=True, of_the_day=True, by_number=True,
    shows=(
        "findings.fact, photos.image or photo_rows.left.image, photos.caption or photo_rows.left.caption",
    ),
)  # fmt: skip
