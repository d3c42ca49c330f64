"""卫生监督意见书: advice and minor matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.checklists.rules.modes import Mode
from webapp.documents.kinds.base import ISSUED, RECEIVED, Kind, Suggestion
from webapp.documents.numbering import WITH_YEAR, Pattern
from webapp.documents.rules import Role
from webapp.documents.writing.content import Content, counted
from webapp.documents.writing.parts import REPORT_BACK, part_of
from webapp.documents.writing.seen import Found, Seen
from webapp.findings.rules import Handling
from webapp.web.shown.articles import basis_in_words

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


def _write(content: Content, source: Source) -> None:
    rows = [row for row in source.findings if row["handling"] == Handling.ADVICE.value]
    content["findings"] = counted([part_of(row) for row in rows])
    content["basis"] = list(
        dict.fromkeys(basis_in_words(row["legal_basis"]) for row in rows if row["legal_basis"])
    )
    if rows:
        content["measures"] = ["请按上述意见改进职业卫生工作，" + REPORT_BACK]


def _propose(seen: Seen) -> Suggestion:
    if advised := seen.advised:
        return Suggestion(f"{len(advised)} 个问题提监督意见。")
    return Suggestion(_no_advice(seen.ordered), fits=False)


def _no_advice(ordered: list[Found]) -> str:
    if any(one.mode is Mode.T1 for one in ordered):
        return "可以另外提意见，但不能代替责令限期改正通知书：意见书不起算整改期限。"
    return "没有需要提意见的问题，仍可以写指导意见。"


def _guards(content: Content) -> list[str]:
    return [] if content["findings"] or content["measures"] else ["意见书还没有写监督意见。"]


ADVICE = Kind(
    "advice", "卫生监督意见书", Pattern(WITH_YEAR, "职", "监"), _write, _propose, _guards,
    turn=3, editable=("basis", "measures", "paragraphs"), once=True, sealed=True, red=True,
    chosen=True, by_number=True, lead=("经现场检查，对你单位提出以下监督意见：",),
    receiver=Role.COMPANION, expected=(Role.INSPECTOR,),
    shows=("findings.fact, findings.requirement", RECEIVED, ISSUED),
)  # fmt: skip
