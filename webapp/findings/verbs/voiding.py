"""What is left of findings when their visit is voided, in the transaction of the voiding."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from webapp.accounts.people import User
from webapp.findings.events import RECHECK_VOIDED, REOPENED, VOIDED
from webapp.findings.queries.failures import failures
from webapp.findings.rules import Answer, ReportKind, State
from webapp.findings.rules.standing import Action, Standing
from webapp.findings.rules.transitions import void_with_inspection
from webapp.findings.tables import Finding, Report
from webapp.findings.tables import Recheck as RecheckTable
from webapp.findings.verbs.changes import Row, columns, locked, settle, standing_of, waiting_reports, write


async def void_of_inspection(user: User, inspection_id: UUID, reason: str) -> None:
    """Void the findings of a voided visit, and take back what its re-inspection closed.

    A round that a failed re-inspection began stays, since the employer was told of it; but it no longer counts as
    逾期不改正. Doing it again changes nothing.
    """
    found = await Finding.select(Finding.id).where(Finding.inspection == inspection_id).order_by(Finding.id)
    for head in found:
        row = await locked(head["id"])
        if row["state"] == State.VOID.value:
            continue
        waiting = await waiting_reports(row["id"])
        after = void_with_inspection(await standing_of(row, waiting))
        await settle(user, waiting, Action.VOID, "")
        await write(user, row, after, VOIDED, reason, inspection=inspection_id)
    results = (
        await RecheckTable.select()
        .where(RecheckTable.inspection == inspection_id)
        .order_by(RecheckTable.finding)
    )
    for result in results:
        await _take_back(user, result, reason)


async def _take_back(user: User, result: Row, reason: str) -> None:
    row = await locked(result["finding"])
    fields: Row = {}
    if row["failed_recheck_after_due"] and not await failures(row, but=result["inspection"]):
        fields["failed_recheck_after_due"] = False
    closed_by_it = row["state"] == State.CLOSED.value and row["ended_at"] == result["at"]
    if closed_by_it:
        after, reopened = await _reopened(row, result)
        await write(
            user,
            row,
            after,
            REOPENED,
            reason,
            fields={**fields, **reopened},
            inspection=result["inspection"],
        )
    elif fields:
        after = await standing_of(row, await waiting_reports(row["id"]))
        await write(user, row, after, RECHECK_VOIDED, reason, fields=fields, inspection=result["inspection"])


async def _reopened(row: Row, result: Row) -> tuple[Standing, Row]:
    """As it was before the result: a report that the closing had answered waits again, since its old day."""
    fields: Row = {"ended_at": None, "ended_by": None, "end_note": ""}
    report = (
        await Report.select()
        .where(
            (Report.finding == row["id"])
            & (Report.kind == ReportKind.DONE.value)
            & (Report.answer == Answer.ACCEPTED.value)
            & (Report.answered_at == result["at"])
        )
        .first()
    )
    now_standing = await standing_of(row, {})
    if report is None:
        return replace(now_standing, state=State.OPEN), fields
    unanswered: Row = {"answer": "", "answer_text": "", "answered_by": None, "answered_at": None}
    await Report.update(columns(unanswered)).where(Report.id == report["id"])
    fields["waiting_since"] = report["sent_at"]
    return replace(now_standing, state=State.REPORTED), fields
