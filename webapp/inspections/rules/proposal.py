"""A conclusion to begin with, from the counts; the inspector changes it as the visit was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.findings.rules import Recheck
from webapp.inspections.rules import VisitKind

MOST_NAMED = 20
COUNTED = ("共检查 ", "复查原有问题 ", "发现问题 ", "本次未发现新的问题", "记录疑似问题 ", "没有记录疑似问题")


def proposed_conclusion(
    enterprise: str,
    kind: VisitKind,
    counts: Mapping[str, int],
    rechecks: Sequence[Recheck | None] = (),
    wanting: Sequence[str] = (),
) -> str:
    """Sentences from `counts` (of totals.counted), the results of a 复查 and what a 巡查 saw to be `wanting`."""
    if not kind.opens_findings:
        return f"对{enterprise}进行了{kind.title}。{_seen(wanting)}"
    said = [f"对{enterprise}进行了{kind.title}。"]
    answered = sum(counts[name] for name in ("met", "mostly", "unmet", "na"))
    if answered:
        said.append(
            f"共检查 {answered} 项：符合 {counts['met']} 项，基本符合 {counts['mostly']} 项，"
            f"不符合 {counts['unmet']} 项，不适用 {counts['na']} 项。"
        )
    if rechecks:
        by = "，".join(f"{result.label} {sum(one is result for one in rechecks)} 项" for result in Recheck)
        said.append(f"复查原有问题 {len(rechecks)} 项：{by}。")
    said.append(_found(counts["findings"], counts["on_site"]))
    return "".join(said)


def left_out(conclusion: str, proposal: str) -> bool:
    """Whether a conclusion in other words lacks what the record says now, or still says what it said before.

    The first sentence, which counts nothing, may be another.
    """
    known, written = proposal.split("。"), conclusion.split("。")
    lacking = any(one and one not in written for one in known[1:])
    return lacking or any(one not in known and one.strip().startswith(COUNTED) for one in written)


def _found(findings: int, on_site: int) -> str:
    if not findings:
        return "本次未发现新的问题。"
    if on_site == findings:
        return f"发现问题 {findings} 个，均已现场改正。"
    mended = f"，其中现场已改正 {on_site} 个" if on_site else ""
    return f"发现问题 {findings} 个{mended}，请用人单位按期整改并报告。"


def _seen(wanting: Sequence[str]) -> str:
    """Nobody says of what was not looked at that it is in order."""
    if not wanting:
        return "没有记录疑似问题。"
    more = "等" if len(wanting) > MOST_NAMED else ""
    named = "；".join(wanting[:MOST_NAMED])
    return f"记录疑似问题 {len(wanting)} 处：{named}{more}，移交监督员处理。"
