"""The words of a finding, and how it looks today: overdue, due soon, waiting for the bureau."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.labels import Labelled

SOON_DAYS = 3


class State(Labelled):
    OPEN = "open", "待整改"
    REPORTED = "reported", "待复核"
    CLOSED = "closed", "已销号"
    VOID = "void", "作废"
    TERMINATED = "terminated", "终止"


ENDED = frozenset({State.CLOSED, State.VOID, State.TERMINATED})


class Source(Labelled):
    """What a finding comes from; the label stands before “发现问题”."""

    VISIT = "visit", "检查"
    SELF_CHECK = "selfcheck", "自查"
    MEASUREMENT = "measurement", "检测"
    COMPLAINT = "complaint", "投诉"


class Handling(Labelled):
    """责令限期改正 is the first step of a sanction; 监督意见 is advice where nothing is to be sanctioned."""

    ORDER = "order", "责令限期改正"
    ADVICE = "advice", "监督意见"


class Recheck(Labelled):
    FIXED = "fixed", "已改正"
    PARTLY = "partly", "部分改正"
    NOT = "not", "未改正"


class ReportKind(Labelled):
    PROGRESS = "progress", "整改进展"
    DONE = "done", "整改完成"
    EXTENSION = "extension", "申请延期"
    OBJECTION = "objection", "有异议"


class Answer(Labelled):
    """What the bureau said to a report. Progress needs no answer; SETTLED: the finding ended another way.

    WITHDRAWN: the enterprise took it back before anybody had answered.
    """

    WAITING = "", "等待答复"
    ACCEPTED = "accepted", "已认可"
    RETURNED = "returned", "已退回"
    GRANTED = "granted", "同意延期"
    REFUSED = "refused", "未同意"
    UPHELD = "upheld", "异议成立"
    SETTLED = "settled", "问题已了结"
    WITHDRAWN = "withdrawn", "企业已撤回"


class Colour(Labelled):
    """Status colours mean one thing everywhere; the words stand beside them, never colour alone."""

    GREY = "grey", "灰"
    BLUE = "blue", "蓝"
    AMBER = "amber", "黄"
    RED = "red", "红"
    GREEN = "green", "绿"


@dataclass(frozen=True)
class Shown:
    """``text`` as read by people, ``colour`` as a class of the style sheet."""

    text: str
    colour: Colour


def overdue(state: State, due_on: date, today: date) -> bool:
    """逾期: still 待整改 after the due date. An owner who reported in time is never late."""
    return state is State.OPEN and today > due_on


def due_soon(state: State, due_on: date, today: date) -> bool:
    """待整改 and due today or within three days."""
    return state is State.OPEN and 0 <= (due_on - today).days <= SOON_DAYS


def shown(state: State, due_on: date, today: date) -> Shown:
    """Status words and colour of a finding on a day (Asia/Shanghai)."""
    left = (due_on - today).days
    if overdue(state, due_on, today):
        return Shown(f"逾期 {-left} 天", Colour.RED)
    if due_soon(state, due_on, today):
        return Shown("今天到期" if left == 0 else f"还剩 {left} 天", Colour.AMBER)
    colours = {State.REPORTED: Colour.BLUE, State.CLOSED: Colour.GREEN}
    return Shown(state.label, colours.get(state, Colour.GREY))


def urgency(state: State, due_on: date, today: date) -> tuple[int, int]:
    """Sort key, most urgent first: overdue (longest first), due soon, 待整改, 待复核, ended (latest date
    first).
    """
    if overdue(state, due_on, today):
        return 0, due_on.toordinal()
    if state is State.OPEN:
        return (1 if due_soon(state, due_on, today) else 2), due_on.toordinal()
    if state is State.REPORTED:
        return 3, due_on.toordinal()
    return 4, -due_on.toordinal()
