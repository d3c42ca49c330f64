"""责令限期改正通知书: what is to be mended by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.documents.kinds.base import ISSUED, RECEIVED, Kind, Suggestion
from webapp.documents.numbering import WITH_YEAR, Pattern
from webapp.documents.rules import Role
from webapp.documents.writing.cases import notes_of
from webapp.documents.writing.content import Content, counted
from webapp.documents.writing.parts import REPORT_BACK, RIGHTS, found_of, part_of
from webapp.documents.writing.seen import Seen
from webapp.web.shown.articles import basis_in_words

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


def _write(content: Content, source: Source) -> None:
    rows = [row for row in source.findings if found_of(row).to_order]
    content["findings"] = counted([part_of(row) for row in rows])
    penalties = dict.fromkeys(
        basis_in_words(row["penalty_article"]) for row in rows if row["penalty_article"]
    )
    content["basis"] = ["《中华人民共和国行政处罚法》第28条第1款", *penalties]
    content["measures"] = ["在规定的期限内改正上述违法行为。", REPORT_BACK]
    content["rights"] = RIGHTS


def _propose(seen: Seen) -> Suggestion | None:
    if not (ordered := seen.ordered):
        return None
    return Suggestion(f"{len(ordered)} 个问题要责令限期改正。", notes=notes_of(seen))


def _guards(content: Content) -> list[str]:
    if not content["findings"]:
        return ["责令限期改正通知书没有违法事实，请至少选一个问题。"]
    found = []
    for one in content["findings"]:
        missing = [
            words
            for name, words in (("article", "违反的条款"), ("requirement", "改正要求"), ("due", "改正期限"))
            if not one[name]  # type: ignore[literal-required]
        ]
        if missing:
            found.append(f"第 {one['no']} 个违法事实缺{'、'.join(missing)}。")
    return found


ORDER = Kind(
    "order", "责令限期改正通知书", Pattern(WITH_YEAR, "职", "改"), _write, _propose, _guards,
    turn=2, editable=("warning", "basis", "measures", "rights", "paragraphs"), once=True, sealed=True, red=True,
    orders=True, may_warn=True, chosen=True, penalties=True, by_number=True, lead=("经查，你单位存在下列违法行为：",),
    receiver=Role.COMPANION, expected=(Role.INSPECTOR,),
    shows=(
        "findings.fact, findings.article, findings.requirement, findings.due, warning_text, rights",
        RECEIVED,
        ISSUED,
    ),
)  # fmt: skip
