"""What else may or must be done about a violation than the document that fits it (职业病防治法 69–77)."""

from __future__ import annotations

from webapp.checklists.rules.modes import Mode
from webapp.documents.writing.seen import Found, Seen
from webapp.findings.rules import Handling

T1_FIRST = "有“先责令改正，逾期不改才可罚款”的违法行为：先出责令限期改正通知书；只出意见书，整改期限不起算，以后不能据此处罚。"
CASE = "第 {} 个问题的罚则不以逾期为前提（{}），可以同时立案；是否立案由承办人决定。"
TOXIC = "单位有化学危害因素：使用有毒物品的，国务院令第352号的处罚不以逾期为前提，可以立案；适用哪一条由承办人选定。"
WARNING_APART = (
    "罚则里有“给予警告”。警告是行政处罚（行政处罚法第9条），不随责令限期改正通知书当然作出：要另走简易程序（第51、52条）"
    "或者普通程序，事先告知并听取陈述、申辩（第44、45条），出处罚决定书。"
)
WARNING_ARTICLES = frozenset({"69", "70", "71", "72", "73", "74"})


def notes_of(seen: Seen) -> tuple[str, ...]:
    """A case may be opened whether or not the violation was mended meanwhile."""
    ordered = seen.ordered
    notes = [T1_FIRST] if any(one.mode is Mode.T1 for one in ordered) else []
    if warns(ordered):
        notes.append(WARNING_APART)
    cases = {Mode.T2_MAY: "可以并处罚款", Mode.T2_MUST: "应当并处罚款", Mode.ARTICLE_75: "第75条，并处罚款"}
    for mode, words in cases.items():
        if numbers := [str(one.number) for one in seen.findings if _may_be_a_case(one, mode)]:
            notes.append(CASE.format("、".join(numbers), words))
    if seen.toxic:
        notes.append(TOXIC)
    return tuple(notes)


def _may_be_a_case(one: Found, mode: Mode) -> bool:
    return one.handling is Handling.ORDER and one.mode is mode


def warns(found: list[Found]) -> bool:
    """Whether the law demands a 警告 besides: articles 69–74 do, 75 orders to mend without one."""
    return any(one.article.split("-")[0] in WARNING_ARTICLES for one in found)
