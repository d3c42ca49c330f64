"""Where a finding stands, and the steps that people take with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.findings.rules import Recheck, State
from webapp.labels import Labelled


class Refused(ValueError):
    """A step that the rules do not allow; the message is a sentence for the person who tried."""


class Side(Labelled):
    EMPLOYER = "employer", "用人单位"
    BUREAU = "bureau", "监管机构"


class Action(Labelled):
    REPORT_PROGRESS = "report_progress", "报告进展"
    REPORT_DONE = "report_done", "报告整改"
    ASK_EXTENSION = "ask_extension", "申请延期"
    OBJECT = "object", "有异议"
    WITHDRAW_PROGRESS = "withdraw_progress", "撤回整改进展"
    WITHDRAW_DONE = "withdraw_done", "撤回整改报告"
    WITHDRAW_EXTENSION = "withdraw_extension", "撤回延期申请"
    WITHDRAW_OBJECTION = "withdraw_objection", "撤回异议"
    ACCEPT = "accept", "销号"
    RETURN = "return", "退回"
    GRANT = "grant", "同意延期"
    REFUSE_EXTENSION = "refuse_extension", "不同意延期"
    UPHOLD = "uphold", "异议成立"
    REFUSE_OBJECTION = "refuse_objection", "异议不成立"
    RECHECK = "recheck", "复查"
    REASSIGN = "reassign", "改派"
    TERMINATE = "terminate", "终止"
    VOID = "void", "作废"


@dataclass(frozen=True)
class Standing:
    """Where a finding stands. ``author`` and ``evidence`` belong to the report of completion that waits for
    an answer; ``asked_due`` and ``objected`` are questions that wait for one, beside the state.
    """

    state: State
    due_on: date
    round: int = 1
    author: str | None = None
    evidence: int = 0
    asked_due: date | None = None
    objected: bool = False
    assignee: str | None = None


@dataclass(frozen=True)
class Step:
    """What somebody does: ``by`` is the person's id, ``evidence`` counts the photos and files that come
    along.
    """

    by: str
    side: Side
    text: str = ""
    evidence: int = 0
    new_due: date | None = None
    result: Recheck | None = None
    assignee: str | None = None
