"""Which documents fit what a visit found (职业病防治法 69–77, 使用有毒物品作业场所劳动保护条例). A person decides."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.checklists.modes import Mode
from webapp.documents.rules import Kind
from webapp.findings.rules import Handling


@dataclass(frozen=True)
class Found:
    """A finding as far as its document is concerned; `article` is the penalty's, 72-(四); `mended` on the spot."""

    number: int
    mode: Mode
    handling: Handling
    article: str = ""
    mended: bool = False

    @property
    def to_order(self) -> bool:
        """Whether an order tells to mend it: what was corrected on the spot needs none."""
        return self.handling is Handling.ORDER and not self.mended


@dataclass(frozen=True)
class Proposal:
    """A kind that fits, why, and what else may be done. `fits` is False for what is possible but not proposed."""

    kind: Kind
    why: str
    fits: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What is known of the visit; `closed` counts its findings that ended well, `issued` its issued documents."""

    inspected: bool
    patrol: bool
    findings: tuple[Found, ...] = ()
    rechecked: int = 0
    closed: int = 0
    issued: int = 0
    toxic: bool = False


T1_FIRST = "有“先责令改正，逾期不改才可罚款”的违法行为：先出责令限期改正通知书；只出意见书，整改期限不起算，以后不能据此处罚。"
CASE = "第 {} 个问题的罚则不以逾期为前提（{}），可以同时立案；是否立案由承办人决定。"
TOXIC = "单位有化学危害因素：使用有毒物品的，国务院令第352号的处罚不以逾期为前提，可以立案；适用哪一条由承办人选定。"
WARNING_APART = (
    "罚则里有“给予警告”。警告是行政处罚（行政处罚法第9条），不随责令限期改正通知书当然作出：要另走简易程序（第51、52条）"
    "或者普通程序，事先告知并听取陈述、申辩（第44、45条），出处罚决定书。"
)
WARNING_ARTICLES = frozenset({"69", "70", "71", "72", "73", "74"})


def proposals(seen: Seen) -> list[Proposal]:
    """The kinds in the order in which they are written; those that do not fit come last."""
    if seen.patrol:
        return []
    ordered = [one for one in seen.findings if one.to_order]
    advised = [one for one in seen.findings if one.handling is Handling.ADVICE]
    notes = _notes(seen, ordered)
    record = Proposal(
        Kind.RECORD, "每次检查都要有笔录，只记现场所见，不作评价。", notes=() if ordered else notes
    )
    found = [record]
    if ordered:
        found.append(Proposal(Kind.ORDER, f"{len(ordered)} 个问题要责令限期改正。", notes=notes))
    if advised:
        found.append(Proposal(Kind.ADVICE, f"{len(advised)} 个问题提监督意见。"))
    if seen.rechecked:
        found.append(Proposal(Kind.RECHECK, f"这次复查了 {seen.rechecked} 个问题。"))
    if seen.closed:
        found.append(Proposal(Kind.CLOSURE, f"{seen.closed} 个问题已销号。"))
    if seen.issued:
        found.append(Proposal(Kind.DELIVERY, f"已签发 {seen.issued} 份文书，送达时由受送达人签收。"))
    rest = [Proposal(Kind.REPORT, "把检查结果和全部照片编成一份报告。", fits=False)] if seen.inspected else []
    if not advised:
        rest.append(Proposal(Kind.ADVICE, _no_advice(ordered), fits=False))
    return [*found, *rest]


def _no_advice(ordered: list[Found]) -> str:
    if any(one.mode is Mode.T1 for one in ordered):
        return "可以另外提意见，但不能代替责令限期改正通知书：意见书不起算整改期限。"
    return "没有需要提意见的问题，仍可以写指导意见。"


def _notes(seen: Seen, ordered: list[Found]) -> tuple[str, ...]:
    """A case may be opened whether or not the violation was mended meanwhile."""
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
