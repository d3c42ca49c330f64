"""Taking back a report that was wrong, while nobody at the bureau has decided on it. It stays on file with its photos."""

from __future__ import annotations

from uuid import UUID

from webapp.accounts.people import User
from webapp.db import transaction
from webapp.errors import Conflict
from webapp.findings.events import WITHDRAWN
from webapp.findings.queries import reports_of, revocable
from webapp.findings.rules import Answer, ReportKind
from webapp.findings.rules.standing import Action, Side, Step
from webapp.findings.verbs.changes import Row, answer, locked, standing_of, stepped, waiting_reports, write

ACTIONS = {
    ReportKind.PROGRESS.value: Action.WITHDRAW_PROGRESS,
    ReportKind.DONE.value: Action.WITHDRAW_DONE,
    ReportKind.EXTENSION.value: Action.WITHDRAW_EXTENSION,
    ReportKind.OBJECTION.value: Action.WITHDRAW_OBJECTION,
}
LATE = "监管机构已经答复，或者这份报告已经撤回，不能再撤回。请看“经过”。"


async def take_back(user: User, finding: int, report: UUID, reason: str) -> Row:
    """The finding stands as before the report; Conflict when it waits no longer. The caller has checked the reach."""
    async with transaction():
        row = await locked(finding)
        mine = next((one for one in revocable(row, await reports_of(finding)) if one["id"] == report), None)
        if mine is None:
            raise Conflict(LATE)
        step = Step(str(user.id), Side.EMPLOYER, reason)
        standing = await standing_of(row, await waiting_reports(finding))
        after = stepped(standing, ACTIONS[mine["kind"]], step)
        await answer(user, mine, Answer.WITHDRAWN, reason.strip())
        return await write(user, row, after, WITHDRAWN, reason.strip(), report=report, kind=mine["kind"])
