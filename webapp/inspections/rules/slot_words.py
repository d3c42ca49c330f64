"""What a sign or a piece of equipment that is wanting is called: in findings that are proposed, and in what is told of a visit."""

from __future__ import annotations

from webapp.inspections.rules import SlotResult
from webapp.inspections.rules.slots import Slot, SlotKind

FAULTY = (SlotResult.ABSENT, SlotResult.DAMAGED)
# Words of a fact that say the one thing, so that they contradict the other result.
TELLING = {
    SlotResult.ABSENT: ("未设置", "未提供", "未为", "没有设置", "没有提供"),
    SlotResult.DAMAGED: ("破损",),
}


def fact(slot: Slot, result: SlotResult) -> str:
    """What a finding about it begins with; ＿＿＿ is for the inspector to fill in."""
    damaged = result is SlotResult.DAMAGED
    if slot.kind is SlotKind.SIGN:
        return (
            f"＿＿＿岗位的“{slot.name}”警示标识破损不清。"
            if damaged
            else f"＿＿＿岗位未设置“{slot.name}”警示标识。"
        )
    return f"＿＿＿岗位劳动者的“{slot.name}”破损。" if damaged else f"未为＿＿＿岗位劳动者提供“{slot.name}”。"


def requirement(slot: Slot, result: SlotResult) -> str:
    damaged = result is SlotResult.DAMAGED
    if slot.kind is SlotKind.SIGN:
        return (
            f"更换破损不清的“{slot.name}”警示标识，保持清晰完好。"
            if damaged
            else f"在产生相应职业病危害的岗位醒目位置设置“{slot.name}”警示标识。"
        )
    note = f"（{slot.note}）" if slot.note else ""
    what = f"符合要求的{slot.name}{note}"
    if damaged:
        return f"更换破损的防护用品，为接触相应职业病危害的劳动者提供{what}。"
    return f"为接触相应职业病危害的劳动者提供{what}，督促、指导正确使用。"


def seen(slot: Slot, result: SlotResult) -> str:
    """What was seen of it, as a sentence without its end; only for what is wanting."""
    sign = slot.kind is SlotKind.SIGN
    if result is SlotResult.DAMAGED:
        return f"“{slot.name}”警示标识破损不清" if sign else f"“{slot.name}”破损"
    return f"未设置“{slot.name}”警示标识" if sign else f"未提供“{slot.name}”"


def contradicts(result: SlotResult, text: str) -> bool:
    """Whether a fact says 未设置 of what was seen as 破损不清, or the other way round; visit/slot-rules.js says the same."""
    if result not in FAULTY:
        return False
    other = SlotResult.ABSENT if result is SlotResult.DAMAGED else SlotResult.DAMAGED
    said = [any(word in text for word in TELLING[one]) for one in (result, other)]
    return said[1] and not said[0]
