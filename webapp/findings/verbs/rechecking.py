"""The result of a 复查 for one finding, in the transaction of the visit's submission."""

from __future__ import annotations

from webapp.accounts.people import User
from webapp.clock import now
from webapp.errors import Conflict, Invalid
from webapp.findings.events import RECHECKED
from webapp.findings.queries import sides
from webapp.findings.queries.failures import after_due
from webapp.findings.rules import ENDED, Answer, Recheck, ReportKind, State
from webapp.findings.rules.standing import Action, Refused, Side, Step
from webapp.findings.rules.transitions import transition
from webapp.findings.tables import Recheck as RecheckTable
from webapp.findings.verbs.changes import Row, answer, locked, settle, standing_of, waiting_reports, write


async def recheck(
    user: User, finding_id: int, inspection: Row, result: Recheck, note: str, evidence: int
) -> State:
    """Keep the result and let it take effect: closed, or back for another round; returns the state.

    `inspection` is the row of the visit, `evidence` counts its photos of this finding. The same visit's result is
    taken once. A finding that ended meanwhile stays as it is, and the result stands beside it; so it does where the
    result would answer a report of an account that this person gave its way in: another badge decides. Raises Invalid in words
    (no photo, no note), Conflict for a finding of another enterprise.
    """
    row = await locked(finding_id)
    if row["enterprise"] != inspection["enterprise"]:
        raise Conflict("要复查的问题不属于这家用人单位。")
    if await _taken(finding_id, inspection):
        return State(row["state"])
    waiting = await waiting_reports(finding_id)
    before = await standing_of(row, waiting)
    after = before
    own_side = await sides.own(user, _answered(waiting, result))
    if before.state not in ENDED:
        try:
            step = Step(str(user.id), Side.BUREAU, note, evidence, result=result)
            after = transition(before, Action.RECHECK, step)
        except Refused as refused:
            raise Invalid(str(refused)) from refused
    if own_side:
        after = before
    moment = now()  # one moment in all three rows: by it a voided visit finds what its result did
    await RecheckTable.insert(
        RecheckTable(
            finding=finding_id,
            inspection=inspection["id"],
            result=result.value,
            note=note.strip(),
            round=before.round,
            person=user.id,
            at=moment,
        )
    )
    failed = result is not Recheck.FIXED and after_due(inspection, row["due_on"], moment)
    fields = {"failed_recheck_after_due": True} if failed and before.state not in ENDED else {}
    if after is not before:
        if after.state in ENDED:
            await settle(user, waiting, Action.RECHECK, note, moment)
        elif done := waiting.get(ReportKind.DONE.value):
            await answer(user, done, Answer.RETURNED, note, moment)
    said = {
        "result": result.value,
        "inspection": inspection["id"],
        **({"own_side": True} if own_side else {}),
    }
    await write(user, row, after, RECHECKED, note.strip(), at=moment, fields=fields, **said)
    return after.state


def _answered(waiting: dict[str, Row], result: Recheck) -> list[Row]:
    """The reports that this result answers: closing settles all of them, another round returns that of completion."""
    return [
        report for kind, report in waiting.items() if result is Recheck.FIXED or kind == ReportKind.DONE.value
    ]


async def _taken(finding: int, inspection: Row) -> bool:
    return await RecheckTable.exists().where(
        (RecheckTable.finding == finding) & (RecheckTable.inspection == inspection["id"])
    )
