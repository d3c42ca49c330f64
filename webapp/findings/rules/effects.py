"""What each step does to a standing. The guards of side and state stand in transitions.py, in front of
these.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from webapp.findings.rules import Recheck, State
from webapp.findings.rules.standing import Refused, Standing, Step


def ended(now: Standing, state: State) -> Standing:
    return replace(now, state=state, asked_due=None, objected=False)


def close(now: Standing, step: Step, evidence: int) -> Standing:
    """Closing needs evidence and somebody other than the author of the report; the finder may close."""
    if step.by == now.author:
        raise Refused("报告整改的人不能自己销号，请由其他人复核。")
    if evidence < 1:
        raise Refused("没有整改照片或文件，也没有复查照片，不能销号。")
    return replace(ended(now, State.CLOSED), evidence=evidence)


def send_back(now: Standing, step: Step) -> Standing:
    """Back to 待整改 for another round; the due date stays unless a later one is set."""
    due_on = now.due_on if step.new_due is None else later(now, step.new_due)
    return replace(
        now,
        state=State.OPEN,
        round=now.round + 1,
        due_on=due_on,
        author=None,
        evidence=0,
    )


def later(now: Standing, wanted: date | None) -> date:
    if wanted is None:
        raise Refused("请填写新的整改期限。")
    if wanted <= now.due_on:
        raise Refused(f"新的期限应晚于原期限 {now.due_on.isoformat()}。")
    return wanted


def progress(now: Standing, step: Step) -> Standing:
    return now


def report_done(now: Standing, step: Step) -> Standing:
    if step.evidence < 1:
        raise Refused("请至少上传一张整改后照片或一个文件。")
    return replace(now, state=State.REPORTED, author=step.by, evidence=step.evidence)


def ask_extension(now: Standing, step: Step) -> Standing:
    if now.asked_due is not None:
        raise Refused("已有一项延期申请等待答复。")
    return replace(now, asked_due=later(now, step.new_due))


def raise_objection(now: Standing, step: Step) -> Standing:
    if now.objected:
        raise Refused("已有一项异议等待答复。")
    return replace(now, objected=True)


def withdraw_done(now: Standing, step: Step) -> Standing:
    """As if it had not been sent: the same round, the same date; the next report counts from its own day."""
    return replace(now, state=State.OPEN, author=None, evidence=0)


def accept(now: Standing, step: Step) -> Standing:
    return close(now, step, now.evidence)


def grant(now: Standing, step: Step) -> Standing:
    """The bureau may grant another date than the one asked for."""
    if now.asked_due is None:
        raise Refused("没有等待答复的延期申请。")
    return replace(now, due_on=later(now, step.new_due or now.asked_due), asked_due=None)


def refuse_extension(now: Standing, step: Step) -> Standing:
    if now.asked_due is None:
        raise Refused("没有等待答复的延期申请。")
    return replace(now, asked_due=None)


def uphold(now: Standing, step: Step) -> Standing:
    if not now.objected:
        raise Refused("没有等待答复的异议。")
    return ended(now, State.VOID)


def refuse_objection(now: Standing, step: Step) -> Standing:
    if not now.objected:
        raise Refused("没有等待答复的异议。")
    return replace(now, objected=False)


def recheck(now: Standing, step: Step) -> Standing:
    if step.result is None:
        raise Refused("请选择复查结果：已改正、部分改正或未改正。")
    if step.result is Recheck.FIXED:
        return close(now, step, step.evidence)
    if not step.text.strip():
        raise Refused(f"{step.result.label}的，请写明还差什么。")
    return send_back(now, step)


def reassign(now: Standing, step: Step) -> Standing:
    if not step.assignee:
        raise Refused("请选择接手的人。")
    return replace(now, assignee=step.assignee)


def terminate(now: Standing, step: Step) -> Standing:
    if step.evidence < 1:
        raise Refused("终止须附企业已关闭或者搬迁的证明。")
    return ended(now, State.TERMINATED)


def void(now: Standing, step: Step) -> Standing:
    return ended(now, State.VOID)
