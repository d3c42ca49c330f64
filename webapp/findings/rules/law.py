"""What the law makes possible next (职业病防治法 69–80, 使用有毒物品作业场所劳动保护条例). A person
decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from webapp.checklists.rules.modes import Mode, mode_of


@dataclass(frozen=True)
class Hint:
    """One sentence for the inspector; ``fine_needs_failed_recheck`` when a fine presupposes 逾期不改正."""

    mode: Mode
    text: str
    fine_needs_failed_recheck: bool = False


HINTS = {
    Mode.T1: Hint(
        Mode.T1,
        "给予警告，责令限期改正；逾期不改正的，才可以处罚款。整改期限和复查结论是处罚的要件，不能事后补。",
        fine_needs_failed_recheck=True,
    ),
    Mode.T2_MAY: Hint(Mode.T2_MAY, "责令限期改正，给予警告，可以并处罚款，不以逾期为前提。"),
    Mode.T2_MUST: Hint(Mode.T2_MUST, "责令限期改正，给予警告，并处罚款，不以逾期为前提。"),
    Mode.ARTICLE_75: Hint(
        Mode.ARTICLE_75,
        "责令限期治理，并处五万元以上三十万元以下的罚款；情节严重的，责令停止作业或者提请关闭。",
    ),
    Mode.DECREE_352: Hint(
        Mode.DECREE_352,
        "使用有毒物品的作业场所另有国务院令第352号，罚款多不以逾期为前提；适用哪一条由承办人选定。",
    ),
    Mode.OTHER: Hint(Mode.OTHER, "按所列罚则办理，由承办人选定。"),
    Mode.NONE: Hint(Mode.NONE, "没有直接对应的罚则，可以提出监督意见。"),
}


@cache
def hints_for(mode: str, penalty_article: str, *, toxic: bool = False) -> tuple[Hint, ...]:
    """What is possible for a violation; with toxic substances decree 352 stands beside it, never instead of
    it.
    """
    found = mode_of(mode, penalty_article)
    if toxic and found is not Mode.NONE:
        return HINTS[found], HINTS[Mode.DECREE_352]
    return (HINTS[found],)


def fine_possible(mode: Mode, *, ordered: bool, failed_recheck_after_due: bool) -> bool:
    """May a fine be considered now? For T1 only after 警告 + 责令限期改正 and a re-inspection that failed."""
    if mode is Mode.NONE:
        return False
    if HINTS[mode].fine_needs_failed_recheck:
        return ordered and failed_recheck_after_due
    return True
