"""What every step of a finding shares: locks, the standing from the rows, writing the outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from piccolo.columns import Column

from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.declared import Event
from webapp.clock import now
from webapp.db import lock
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict, Invalid, NotFound
from webapp.evidence.queries import photos_of
from webapp.findings.listeners import tell
from webapp.findings.rules import ENDED, Answer, ReportKind, State
from webapp.findings.rules.deadlines import is_pending
from webapp.findings.rules.standing import Action, Refused, Standing, Step
from webapp.findings.rules.transitions import allowed, transition
from webapp.findings.tables import Finding, Report

Row = dict[str, Any]


def columns(values: Row) -> dict[Column | str, Any]:
    """The same, in the type that Piccolo's update asks for."""
    return {name: value for name, value in values.items()}  # noqa: C416 - dict() keeps the type of the keys


LIVE = [State.OPEN.value, State.REPORTED.value]


async def locked(finding: int) -> Row:
    """The row with `bureau`, held until the end of the transaction.

    The enterprise is locked first, always, so that its count is right and two transactions cannot wait for each
    other in a circle.
    """
    head = await Finding.select(Finding.enterprise).where(Finding.id == finding).first()
    if head is None:
        raise NotFound
    await lock(Enterprise, head["enterprise"])
    await lock(Finding, finding)
    found: Row = (await Finding.select().where(Finding.id == finding))[0]
    return found


async def waiting_reports(finding: int) -> dict[str, Row]:
    """The reports that wait for an answer, by kind (at most one of each but progress)."""
    rows = await Report.select().where(
        (Report.finding == finding)
        & (Report.state == "sent")
        & (Report.answer == Answer.WAITING.value)
        & (Report.kind != ReportKind.PROGRESS.value)
    )
    return {row["kind"]: row for row in rows}


async def standing_of(row: Row, waiting: dict[str, Row]) -> Standing:
    """Where the finding stands, with the author and the evidence of the report of completion that waits."""
    done = waiting.get(ReportKind.DONE.value)
    evidence = (await photos_of("report", [done["id"]]))[str(done["id"])] if done else []
    return Standing(
        State(row["state"]),
        row["due_on"],
        row["round"],
        str(done["person"]) if done else None,
        len(evidence),
        row["asked_due"],
        row["objected"],
        str(row["responsible"]),
    )


async def write(
    user: User,
    row: Row,
    after: Standing,
    event: Event,
    note: str = "",
    *,
    at: datetime | None = None,
    fields: Row | None = None,
    **more: Any,
) -> Row:
    """Store the standing and other `fields`, the event (with `more`) and the enterprise's count; returns the row."""
    moment = at or now()
    values: Row = {
        "state": after.state.value,
        "due_on": after.due_on,
        "due_pending": is_pending(after.due_on) if after.due_on != row["due_on"] else row["due_pending"],
        "round": after.round,
        "asked_due": after.asked_due,
        "objected": after.objected,
        "responsible": int(after.assignee) if after.assignee else row["responsible"],
        "waiting_since": _waiting_since(row, after, moment),
    }
    if after.state in ENDED and row["state"] != after.state.value:
        values |= {"ended_at": moment, "ended_by": user.id, "end_note": note}
    values |= fields or {}
    changed = {name: value for name, value in values.items() if row[name] != value}
    if changed:
        await Finding.update(columns(changed)).where(Finding.id == row["id"])
    await record(
        user,
        event,
        row,
        before={name: row[name] for name in changed},
        after={**changed, **({"text": note} if note else {}), **more},
    )
    if row["state"] != after.state.value:
        await recount(row["enterprise"])
    done = {**row, **changed}
    await tell(event, [done], user, note)
    return done


def _waiting_since(row: Row, after: Standing, moment: datetime) -> datetime | None:
    if after.state is not State.REPORTED:
        return None
    since: datetime | None = row["waiting_since"]
    return since or moment


def stepped(before: Standing, action: Action, step: Step) -> Standing:
    """transition(), with refusals as people see them: Conflict when the time for it is over, else Invalid."""
    try:
        return transition(before, action, step)
    except Refused as refused:
        error = Invalid if action in allowed(before, step.side) else Conflict
        raise error(str(refused)) from refused


async def answer(user: User, report: Row, said: Answer, text: str, at: datetime | None = None) -> None:
    """Write the bureau's answer beside the report; the event of the finding tells of it."""
    values: Row = {
        "answer": said.value,
        "answer_text": text,
        "answered_by": user.id,
        "answered_at": at or now(),
    }
    await Report.update(columns(values)).where(Report.id == report["id"])


async def settle(
    user: User, waiting: dict[str, Row], action: Action, text: str, at: datetime | None = None
) -> None:
    """After the finding has ended: questions that still waited need no answer any more."""
    said = {
        Action.ACCEPT: (ReportKind.DONE, Answer.ACCEPTED),
        Action.RECHECK: (ReportKind.DONE, Answer.ACCEPTED),
        Action.UPHOLD: (ReportKind.OBJECTION, Answer.UPHELD),
    }.get(action)
    for kind, report in waiting.items():
        mine = said is not None and kind == said[0].value
        await answer(user, report, said[1] if said and mine else Answer.SETTLED, text if mine else "", at)


async def recount(enterprise: int) -> None:
    """Make Enterprise.open_findings the number of live findings; the enterprise is locked already."""
    live = await Finding.count().where((Finding.enterprise == enterprise) & Finding.state.is_in(LIVE))
    await Enterprise.update({Enterprise.open_findings: live}).where(Enterprise.id == enterprise)
