"""复查意见书: what a re-inspection found of earlier findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.documents.kinds.base import ISSUED, RECEIVED, Kind, Suggestion
from webapp.documents.numbering import WITH_YEAR, Pattern
from webapp.documents.rules import Role
from webapp.documents.writing.content import Content, counted
from webapp.documents.writing.parts import REPORT_BACK, RESULT, part_of
from webapp.documents.writing.seen import Seen
from webapp.findings.rules import Recheck

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


def _write(content: Content, source: Source) -> None:
    content["findings"] = counted([part_of(row) for row in source.rechecks])
    content["paragraphs"] = [
        f"{at}. {row['fact']} {RESULT}{Recheck(row['result']).label}{'，' + row['note'] if row['note'] else ''}。"
        for at, row in enumerate(source.rechecks, 1)
    ]
    if any(row["result"] != Recheck.FIXED.value for row in source.rechecks):
        content["measures"] = ["未改正的问题请继续整改。" + REPORT_BACK]


def _propose(seen: Seen) -> Suggestion | None:
    return Suggestion(f"这次复查了 {seen.rechecked} 个问题。") if seen.rechecked else None


def _guards(content: Content) -> list[str]:
    return [] if content["findings"] else ["这次检查没有复查以前的问题，不能出复查意见书。"]


RECHECK = Kind(
    "recheck", "复查意见书", Pattern(WITH_YEAR, "职", "复"), _write, _propose, _guards,
    turn=4, editable=("paragraphs", "measures"), own_title=True, once=True, sealed=True, red=True, results=True,
    receiver=Role.COMPANION, shows=("paragraphs", RECEIVED, ISSUED),
)  # fmt: skip
