"""The life of a finding as one table: who may do what in which state, what it needs, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from webapp.findings.rules import ENDED, State, effects
from webapp.findings.rules.standing import Action, Refused, Side, Standing, Step

__all__ = [
    "Action",
    "Refused",
    "Side",
    "Standing",
    "Step",
    "allowed",
    "correct_on_site",
    "transition",
]
__all__ += ["void_with_inspection"]


@dataclass(frozen=True)
class _Rule:
    side: Side
    states: frozenset[State]
    effect: Callable[[Standing, Step], Standing]
    needs_text: str = ""


def transition(now: Standing, action: Action, step: Step) -> Standing:
    """The standing after the step, or Refused with the reason in Chinese. ``now`` is left as it is."""
    rule = _TABLE[action]
    if step.side is not rule.side:
        raise Refused(f"“{action.label}”只能由{rule.side.label}办理。")
    if now.state not in rule.states:
        raise Refused(f"该问题{now.state.label}，不能{action.label}。")
    if rule.needs_text and not step.text.strip():
        raise Refused(rule.needs_text)
    return rule.effect(now, step)


def allowed(now: Standing, side: Side) -> list[Action]:
    """The actions to offer on this side, by state and open questions (what a step needs is checked when it
    comes).
    """
    return [
        action
        for action, rule in _TABLE.items()
        if rule.side is side and now.state in rule.states and not _question_missing(now, action)
    ]


def correct_on_site(due_on: date, note: str, after_photos: int) -> Standing:
    """现场已改正: closed at once; needs a note and a photo taken afterwards."""
    if not note.strip():
        raise Refused("现场已改正的，请写明怎样改正。")
    if after_photos < 1:
        raise Refused("现场已改正的，请至少拍一张整改后照片。")
    return Standing(State.CLOSED, due_on, evidence=after_photos)


def void_with_inspection(now: Standing) -> Standing:
    """The whole inspection was voided: its findings never counted, also those that had ended."""
    return effects.ended(now, State.VOID)


def _question_missing(now: Standing, action: Action) -> bool:
    if action in (Action.GRANT, Action.REFUSE_EXTENSION, Action.WITHDRAW_EXTENSION):
        return now.asked_due is None
    if action in (Action.UPHOLD, Action.REFUSE_OBJECTION, Action.WITHDRAW_OBJECTION):
        return not now.objected
    if action is Action.ASK_EXTENSION:
        return now.asked_due is not None
    return action is Action.OBJECT and now.objected


_OPEN = frozenset({State.OPEN})
_REPORTED = frozenset({State.REPORTED})
_LIVE = frozenset(State) - ENDED
_WHY = "请写明撤回的理由。"
_EMPLOYER, _BUREAU = Side.EMPLOYER, Side.BUREAU

_TABLE = {
    Action.REPORT_PROGRESS: _Rule(_EMPLOYER, _OPEN, effects.progress, "请写明整改进展。"),
    Action.REPORT_DONE: _Rule(_EMPLOYER, _OPEN, effects.report_done, "请写明整改情况。"),
    Action.ASK_EXTENSION: _Rule(_EMPLOYER, _OPEN, effects.ask_extension, "请写明申请延期的理由。"),
    Action.OBJECT: _Rule(_EMPLOYER, _OPEN, effects.raise_objection, "请写明异议的理由。"),
    Action.WITHDRAW_PROGRESS: _Rule(_EMPLOYER, _LIVE, effects.progress, _WHY),
    Action.WITHDRAW_DONE: _Rule(_EMPLOYER, _REPORTED, effects.withdraw_done, _WHY),
    Action.WITHDRAW_EXTENSION: _Rule(_EMPLOYER, _LIVE, effects.refuse_extension, _WHY),
    Action.WITHDRAW_OBJECTION: _Rule(_EMPLOYER, _LIVE, effects.refuse_objection, _WHY),
    Action.ACCEPT: _Rule(_BUREAU, _REPORTED, effects.accept),
    Action.RETURN: _Rule(_BUREAU, _REPORTED, effects.send_back, "请写明退回的理由。"),
    Action.GRANT: _Rule(_BUREAU, _LIVE, effects.grant),
    Action.REFUSE_EXTENSION: _Rule(_BUREAU, _LIVE, effects.refuse_extension, "请写明不同意延期的理由。"),
    Action.UPHOLD: _Rule(_BUREAU, _LIVE, effects.uphold, "请写明异议成立的理由。"),
    Action.REFUSE_OBJECTION: _Rule(_BUREAU, _LIVE, effects.refuse_objection, "请写明异议不成立的理由。"),
    Action.RECHECK: _Rule(_BUREAU, _LIVE, effects.recheck),
    Action.REASSIGN: _Rule(_BUREAU, _LIVE, effects.reassign),
    Action.TERMINATE: _Rule(_BUREAU, _LIVE, effects.terminate, "请写明终止的理由。"),
    Action.VOID: _Rule(_BUREAU, _LIVE, effects.void, "请写明作废的理由。"),
}
