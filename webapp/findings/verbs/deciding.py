"""What the bureau decides: 销号, 退回, 延期, 异议, 改派, 终止. Callers have found the finding through their reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp.accounts.people import User
from webapp.audit.declared import Event
from webapp.db import transaction
from webapp.errors import Conflict, Forbidden, Invalid
from webapp.evidence.forms import Claims
from webapp.evidence.queries import photos_of
from webapp.evidence.verbs import Kept, Owner, keep
from webapp.findings.events import (
    CLOSED,
    EXTENDED,
    EXTENSION_REFUSED,
    OBJECTION_REFUSED,
    OBJECTION_UPHELD,
    REASSIGNED,
    RETURNED,
    TERMINATED,
)
from webapp.findings.queries import candidates, sides
from webapp.findings.rules import ENDED, Answer, ReportKind, State
from webapp.findings.rules.standing import Action, Side, Step
from webapp.findings.tables import Report
from webapp.findings.verbs.changes import (
    Row,
    answer,
    locked,
    settle,
    standing_of,
    stepped,
    waiting_reports,
    write,
)

PROOF = "termination"


@dataclass(frozen=True)
class Decision:
    """One way to decide: the action of the rules, the report it answers, the answer, the event."""

    action: Action
    about: ReportKind | None
    said: Answer
    event: Event


CLOSURE = Decision(Action.ACCEPT, ReportKind.DONE, Answer.ACCEPTED, CLOSED)
RETURN = Decision(Action.RETURN, ReportKind.DONE, Answer.RETURNED, RETURNED)
GRANT = Decision(Action.GRANT, ReportKind.EXTENSION, Answer.GRANTED, EXTENDED)
EXTENSION_REFUSAL = Decision(Action.REFUSE_EXTENSION, ReportKind.EXTENSION, Answer.REFUSED, EXTENSION_REFUSED)
UPHOLD = Decision(Action.UPHOLD, ReportKind.OBJECTION, Answer.UPHELD, OBJECTION_UPHELD)
OBJECTION_REFUSAL = Decision(Action.REFUSE_OBJECTION, ReportKind.OBJECTION, Answer.REFUSED, OBJECTION_REFUSED)
TERMINATION = Decision(Action.TERMINATE, None, Answer.SETTLED, TERMINATED)


async def decide(
    user: User,
    finding: int,
    decision: Decision,
    text: str = "",
    *,
    new_due: date | None = None,
    seen: UUID | None = None,
) -> Row:
    """Take a decision; `seen` is the report that the person looked at, and only that one is answered.

    The same person deciding the same again changes nothing. Raises Forbidden without a badge and for whoever issued or
    reset the author's way in (sides.py), Invalid when something
    is missing, Conflict when the state, or a newer report, stands against it.
    """
    if not user.may_inspect:
        raise Forbidden(f"“{decision.action.label}”须由持执法证的监督人员办理。")
    async with transaction():
        row = await locked(finding)
        if seen and await _decided(user, row, decision, seen):
            return row
        waiting = await waiting_reports(finding)
        report = waiting.get(decision.about.value) if decision.about else None
        if seen and (report is None or report["id"] != seen):
            raise Conflict("这份报告已经有人答复，或者企业又提交了新的报告，请看过最新的情况再办理。")
        if report:
            await sides.guard(user, row, report)
        step = Step(str(user.id), Side.BUREAU, text, await _proof(row, decision), new_due)
        after = stepped(await standing_of(row, waiting), decision.action, step)
        if after.state in ENDED:
            await settle(user, waiting, decision.action, text)
        elif report:
            await answer(user, report, decision.said, text)
        return await write(
            user, row, after, decision.event, text.strip(), **({"report": report["id"]} if report else {})
        )


async def reassign(user: User, finding: int, assignee: int, text: str = "") -> Row:
    """Another person becomes responsible; a supervisor's business."""
    if not user.supervisor:
        raise Forbidden("改派由监管科室办理。")
    async with transaction():
        row = await locked(finding)
        if row["responsible"] == assignee:
            return row
        if assignee not in {person["id"] for person in await candidates(row)}:
            raise Invalid("接手的人应是在职、有执法证、管辖这家用人单位的监督人员。")
        step = Step(str(user.id), Side.BUREAU, text, assignee=str(assignee))
        after = stepped(await standing_of(row, await waiting_reports(finding)), Action.REASSIGN, step)
        return await write(user, row, after, REASSIGNED, text.strip())


async def keep_proof(
    user: User, finding: Row, photo: UUID, claims: Claims, chunks: AsyncIterator[bytes]
) -> Kept:
    """Keep a photo or PDF that proves the enterprise closed or moved."""

    async def guard() -> None:
        if State(finding["state"]) in ENDED:
            raise Conflict(f"该问题{State(finding['state']).label}，不能再附证明。")

    owner = Owner("finding", str(finding["id"]), PROOF, finding["enterprise"], finding["bureau"])
    return await keep(user, photo, owner, claims, chunks, guard=guard, attachment=True)


async def _proof(row: Row, decision: Decision) -> int:
    if decision is not TERMINATION:
        return 0
    kept = (await photos_of("finding", [row["id"]]))[str(row["id"])]
    return sum(photo["target"] == PROOF for photo in kept)


async def _decided(user: User, row: Row, decision: Decision, seen: UUID) -> bool:
    """The same person's same answer to this report of this finding."""
    return await Report.exists().where(
        (Report.id == seen)
        & (Report.finding == row["id"])
        & (Report.answer == decision.said.value)
        & (Report.answered_by == user.id)
    )
