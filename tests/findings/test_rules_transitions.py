"""The state machine of a finding, example by example and by random walks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.findings.rules import ENDED, Recheck, State
from webapp.findings.rules.transitions import (
    Action,
    Refused,
    Side,
    Standing,
    Step,
    allowed,
    correct_on_site,
    transition,
    void_with_inspection,
)

DUE = date(2026, 3, 16)
OPEN = Standing(State.OPEN, DUE)
REPORTED = Standing(State.REPORTED, DUE, author="owner", evidence=2)
REPORTS = (Action.REPORT_PROGRESS, Action.REPORT_DONE, Action.ASK_EXTENSION, Action.OBJECT)
WITHDRAWALS = (
    Action.WITHDRAW_PROGRESS,
    Action.WITHDRAW_DONE,
    Action.WITHDRAW_EXTENSION,
    Action.WITHDRAW_OBJECTION,
)
EMPLOYER_ACTIONS = (*REPORTS, *WITHDRAWALS)

STEPS = st.builds(
    Step,
    by=st.sampled_from(["owner", "finder", "colleague"]),
    side=st.sampled_from(Side),
    text=st.sampled_from(["", " ", "理由"]),
    evidence=st.integers(0, 2),
    new_due=st.none() | st.integers(-5, 40).map(lambda days: DUE + timedelta(days=days)),
    result=st.none() | st.sampled_from(Recheck),
    assignee=st.sampled_from([None, "colleague"]),
)
WALKS = st.lists(st.tuples(st.sampled_from(Action), STEPS), max_size=25)


def employer(**kw: object) -> Step:
    return Step(**{"by": "owner", "side": Side.EMPLOYER, "text": "已改", **kw})  # type: ignore[arg-type]


def bureau(**kw: object) -> Step:
    return Step(**{"by": "finder", "side": Side.BUREAU, "text": "理由", **kw})  # type: ignore[arg-type]


@given(WALKS)
def test_random_walks_keep_the_promises(walk: list[tuple[Action, Step]]) -> None:
    now = OPEN
    for action, step in walk:
        before = now
        try:
            now = transition(now, action, step)
        except Refused as refusal:
            assert str(refusal).endswith("。")
            continue
        assert before.state not in ENDED
        assert now.state in State
        assert now.round >= before.round
        assert now.due_on >= before.due_on
        assert step.side is (Side.EMPLOYER if action in EMPLOYER_ACTIONS else Side.BUREAU)
        if before.state is State.REPORTED and now.state is State.OPEN:
            # What the enterprise takes back was never a round.
            assert now.round == before.round + (action is not Action.WITHDRAW_DONE)
        if now.state is State.CLOSED:
            assert now.evidence >= 1
            assert step.by != before.author
        if now.state in ENDED:
            assert now.asked_due is None
            assert not now.objected
        if now.state is State.REPORTED:
            assert now.author is not None
            assert now.evidence >= 1
        if now.asked_due is not None and before.asked_due is None:
            assert before.state is State.OPEN
            assert now.asked_due > before.due_on


@given(WALKS, STEPS)
def test_what_is_not_allowed_is_refused(walk: list[tuple[Action, Step]], last: Step) -> None:
    now = OPEN
    for action, step in walk:
        try:
            now = transition(now, action, step)
        except Refused:
            continue
    for action in set(Action) - set(allowed(now, last.side)):
        with pytest.raises(Refused):
            transition(now, action, last)


@pytest.mark.parametrize("state", sorted(ENDED))
@pytest.mark.parametrize("action", Action)
def test_what_ended_accepts_nothing(state: State, action: Action) -> None:
    for make in (employer, bureau):
        step = make(evidence=1, new_due=DUE + timedelta(days=9), result=Recheck.FIXED, assignee="colleague")
        with pytest.raises(Refused):
            transition(Standing(state, DUE, asked_due=DUE, objected=True), action, step)
    assert allowed(Standing(state, DUE), Side.BUREAU) == []


def test_the_usual_life() -> None:
    reported = transition(OPEN, Action.REPORT_DONE, employer(evidence=2))
    assert reported == REPORTED
    again = transition(reported, Action.RETURN, bureau())
    assert (again.state, again.round, again.due_on, again.author) == (State.OPEN, 2, DUE, None)
    reported = transition(again, Action.REPORT_DONE, employer(evidence=1))
    closed = transition(reported, Action.ACCEPT, bureau())
    assert (closed.state, closed.round, closed.evidence) == (State.CLOSED, 2, 1)


def test_progress_changes_nothing() -> None:
    assert transition(OPEN, Action.REPORT_PROGRESS, employer()) == OPEN


@pytest.mark.parametrize("start", [OPEN, REPORTED])
def test_recheck_closes_or_sends_back_whether_reported_or_not(start: Standing) -> None:
    closed = transition(start, Action.RECHECK, bureau(result=Recheck.FIXED, evidence=1))
    assert closed.state is State.CLOSED
    for result in (Recheck.PARTLY, Recheck.NOT):
        again = transition(start, Action.RECHECK, bureau(result=result, new_due=DUE + timedelta(days=15)))
        assert (again.state, again.round) == (State.OPEN, 2)
        assert again.due_on == DUE + timedelta(days=15)


@pytest.mark.parametrize(
    ("start", "action", "step", "reason"),
    [
        (OPEN, Action.ACCEPT, bureau(), "待整改，不能销号"),
        (OPEN, Action.REPORT_DONE, employer(), "至少上传一张"),
        (OPEN, Action.REPORT_DONE, employer(text=" ", evidence=1), "写明整改情况"),
        (OPEN, Action.REPORT_DONE, bureau(evidence=1), "只能由用人单位"),
        (REPORTED, Action.ACCEPT, employer(), "只能由监管机构"),
        (REPORTED, Action.ACCEPT, bureau(by="owner"), "不能自己销号"),
        (REPORTED, Action.RETURN, bureau(text=""), "退回的理由"),
        (REPORTED, Action.RECHECK, bureau(result=Recheck.FIXED), "不能销号"),
        (REPORTED, Action.RECHECK, bureau(result=Recheck.FIXED, by="owner", evidence=1), "不能自己销号"),
        (REPORTED, Action.RECHECK, bureau(), "选择复查结果"),
        (OPEN, Action.RECHECK, bureau(result=Recheck.PARTLY, text=""), "部分改正的，请写明"),
        (OPEN, Action.ASK_EXTENSION, employer(), "新的整改期限"),
        (OPEN, Action.ASK_EXTENSION, employer(new_due=DUE), "晚于原期限 2026-03-16"),
        (REPORTED, Action.ASK_EXTENSION, employer(new_due=DUE + timedelta(days=1)), "待复核，不能申请延期"),
        (OPEN, Action.GRANT, bureau(), "没有等待答复的延期"),
        (OPEN, Action.UPHOLD, bureau(), "没有等待答复的异议"),
        (OPEN, Action.REASSIGN, bureau(), "接手的人"),
        (OPEN, Action.TERMINATE, bureau(), "证明"),
        (OPEN, Action.VOID, bureau(text=""), "作废的理由"),
    ],
)
def test_refusals_say_why(start: Standing, action: Action, step: Step, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        transition(start, action, step)


def test_extension_granted_refused_or_granted_otherwise() -> None:
    later = DUE + timedelta(days=10)
    asked = transition(OPEN, Action.ASK_EXTENSION, employer(new_due=later))
    assert asked.due_on == DUE
    assert transition(asked, Action.GRANT, bureau()) == Standing(State.OPEN, later)
    assert transition(asked, Action.GRANT, bureau(new_due=later - timedelta(days=3))).due_on < later
    assert transition(asked, Action.REFUSE_EXTENSION, bureau()) == OPEN
    with pytest.raises(Refused, match="已有一项延期"):
        transition(asked, Action.ASK_EXTENSION, employer(new_due=later))


def test_objection_upheld_voids_and_refused_goes_on() -> None:
    objected = transition(OPEN, Action.OBJECT, employer())
    assert transition(objected, Action.UPHOLD, bureau()).state is State.VOID
    assert transition(objected, Action.REFUSE_OBJECTION, bureau()) == OPEN
    with pytest.raises(Refused, match="已有一项异议"):
        transition(objected, Action.OBJECT, employer())


def test_open_questions_do_not_block_done() -> None:
    asking = Standing(State.OPEN, DUE, asked_due=DUE + timedelta(days=9), objected=True)
    reported = transition(asking, Action.REPORT_DONE, employer(evidence=1))
    assert reported.state is State.REPORTED
    assert transition(reported, Action.ACCEPT, bureau()).asked_due is None


def test_reassign_and_terminate() -> None:
    assert transition(OPEN, Action.REASSIGN, bureau(assignee="colleague")).assignee == "colleague"
    assert transition(OPEN, Action.TERMINATE, bureau(evidence=1)).state is State.TERMINATED


def test_corrected_on_site() -> None:
    assert correct_on_site(DUE, "当场戴上口罩", 1).state is State.CLOSED
    with pytest.raises(Refused, match="怎样改正"):
        correct_on_site(DUE, " ", 1)
    with pytest.raises(Refused, match="整改后照片"):
        correct_on_site(DUE, "当场戴上口罩", 0)


def test_a_voided_inspection_takes_everything_with_it() -> None:
    assert {void_with_inspection(Standing(state, DUE)).state for state in State} == {State.VOID}


def test_the_buttons_offered() -> None:
    assert allowed(OPEN, Side.EMPLOYER) == [*REPORTS, Action.WITHDRAW_PROGRESS]
    assert allowed(REPORTED, Side.EMPLOYER) == [Action.WITHDRAW_PROGRESS, Action.WITHDRAW_DONE]
    offered = allowed(REPORTED, Side.BUREAU)
    assert Action.ACCEPT in offered
    assert Action.GRANT not in offered
    asking = Standing(State.OPEN, DUE, asked_due=DUE + timedelta(days=9), objected=True)
    back = [Action.WITHDRAW_PROGRESS, Action.WITHDRAW_EXTENSION, Action.WITHDRAW_OBJECTION]
    assert allowed(asking, Side.EMPLOYER) == [Action.REPORT_PROGRESS, Action.REPORT_DONE, *back]
    assert Action.GRANT in allowed(asking, Side.BUREAU)
