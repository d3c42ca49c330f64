"""现场检查笔录: what was seen, signed on the spot; no requirement, no judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.documents.kinds.base import Kind, Suggestion
from webapp.documents.numbering import Pattern
from webapp.documents.rules import STATEMENT, Role
from webapp.documents.writing.cases import notes_of
from webapp.documents.writing.content import Content
from webapp.documents.writing.parts import ON_SITE, RECHECKED, SEEN, SHOTS, pictures
from webapp.documents.writing.seen import Seen
from webapp.findings.rules import Recheck
from webapp.inspections.queries.shortcomings import mostly
from webapp.inspections.views import words

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


def _write(content: Content, source: Source) -> None:
    """Facts only: what was seen, without requirement, judgement or sanction."""
    visit = source.visit
    facts = []
    if visit["outcome"] != "inspected":
        facts.append(f"检查人员到达现场，{words.outcome(visit)}。{visit['conclusion']}".strip())
    elif source.answered:
        facts.append(SEEN.format(source.answered))
    for row in source.noted:
        on_site = row["corrected_on_site"]
        facts.append(ON_SITE.format(row["fact"], row["on_site_note"]) if on_site else row["fact"])
    facts.extend(mostly(source.record))
    for row in source.rechecks:
        seen = f"：{row['note']}" if row["note"] else ""
        facts.append(RECHECKED.format(row["fact"], Recheck(row["result"]).label, seen))
    shots = len(pictures(source))
    if shots:
        facts.append(SHOTS.format(shots))
    content["facts"] = facts
    content["statement"] = STATEMENT


def _propose(seen: Seen) -> Suggestion:
    notes = () if seen.ordered else notes_of(seen)
    return Suggestion("每次检查都要有笔录，只记现场所见，不作评价。", notes=notes)


def _guards(content: Content) -> list[str]:
    found = []
    if not content["visit"]["badge_shown"]:
        found.append("没有确认出示执法证件，笔录要写明亮证。")
    if not content["facts"]:
        found.append("笔录还没有写现场所见。")
    return found


RECORD = Kind(
    "record", "现场检查笔录", Pattern("{年}-{序号}", "", "", 4), _write, _propose, _guards,
    turn=1, editable=("facts",), once=True, deliverable=False, on_site=True, of_the_day=True,
    receiver=Role.COMPANION, expected=(Role.COMPANION, Role.INSPECTOR), signed_on_each_page=True,
    shows=(
        "visit.period or visit.started, visit.place, visit.inspectors_full or visit.inspectors.badge",
        "visit.badge_sentence or visit.badge_shown, visit.avoidance_sentence or visit.avoidance_told",
        "fact_lines.text or facts, statement, signed.companion or signatures, signed.inspector or signatures",
        "signatures.refusal or signed.companion.refusal",
    ),
)  # fmt: skip
