"""What people of an enterprise send: photos first, then the report. Both are idempotent under the phone's ids.

Callers have found the finding through the reach of the person (queries.finding_for).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp.accounts.people import User
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.errors import Conflict
from webapp.evidence.forms import Claims
from webapp.evidence.queries import photos_of
from webapp.evidence.rules import Derived
from webapp.evidence.verbs import Kept, Owner, keep, withdraw
from webapp.findings import quotas
from webapp.findings.events import EXTENSION_ASKED, OBJECTED, PROGRESSED, REPORTED
from webapp.findings.rules import ReportKind, State
from webapp.findings.rules.standing import Action, Side, Step
from webapp.findings.tables import Report
from webapp.findings.verbs.changes import Row, columns, locked, standing_of, stepped, waiting_reports, write

ACTIONS = {
    ReportKind.PROGRESS: (Action.REPORT_PROGRESS, PROGRESSED),
    ReportKind.DONE: (Action.REPORT_DONE, REPORTED),
    ReportKind.EXTENSION: (Action.ASK_EXTENSION, EXTENSION_ASKED),
    ReportKind.OBJECTION: (Action.OBJECT, OBJECTED),
}
OTHERWISE = "这份报告已经送达，内容与这次填写的不同。要补充的，请作为一份新的报告再提交一次。"


@dataclass(frozen=True)
class Said:
    """A report as it was filled in; which of the values a kind needs is a matter of the transitions."""

    kind: ReportKind
    text: str
    percent: int | None = None
    wanted_due: date | None = None


async def keep_photo(
    user: User, finding: Row, report: UUID, photo: UUID, claims: Claims, chunks: AsyncIterator[bytes]
) -> Kept:
    """Keep a photo or PDF of a report that is still being written; the first one begins the report."""

    async def guard() -> None:
        if finding["state"] != State.OPEN.value:
            raise Conflict(f"该问题{State(finding['state']).label}，不能再添加照片。")
        await begin(user, finding, report)

    async def room(size: int) -> None:
        await quotas.room_for(user.id, finding["enterprise"], report, size)

    owner = _owner(finding, report)
    return await keep(user, photo, owner, claims, chunks, guard=guard, room=room, attachment=True)


async def withdraw_photo(user: User, finding: Row, report: UUID, photo: UUID) -> Row | None:
    """Take a photo out of a report that is still being written; None when the report has no such photo."""

    async def guard() -> None:
        await begin(user, finding, report)

    return await withdraw(user, photo, _owner(finding, report), guard=guard)


async def begin(user: User, finding: Row, report: UUID) -> None:
    """Bind the id to this finding and person, so that nobody else writes under it. Conflict once it was sent."""
    await Report.insert(
        Report(
            id=report,
            finding=finding["id"],
            round=finding["round"],
            kind="",
            text="",
            person=user.id,
            sent_at=now(),
            state="draft",
        )
    ).on_conflict(target=Report.id, action="DO NOTHING")
    await lock(Report, report)
    if (await _mine(user, finding["id"], report))["state"] == "sent":
        raise Conflict("这份报告已经提交，不能再改动照片。")


async def send(user: User, finding: Row, report: UUID, said: Said) -> tuple[Row, bool]:
    """Send the report; returns it and whether this call sent it, False when it says again what arrived before.

    Raises Invalid in words when something is missing, Conflict when the finding's state stands against it, or the id
    belongs to another report (about "report": one of the same person, which said something else).
    """
    action, event = ACTIONS[said.kind]
    values: Row = {
        "kind": said.kind.value,
        "text": said.text.strip(),
        "percent": said.percent if said.kind is ReportKind.PROGRESS else None,
        "wanted_due": said.wanted_due if said.kind is ReportKind.EXTENSION else None,
    }
    async with transaction():
        row = await locked(finding["id"])
        # From here on none of its photos is withdrawn (begin): what is counted below is what is sent.
        await lock(Report, report)
        found = await Report.select().where(Report.id == report).first()
        if found is not None and (await _mine(user, row["id"], report))["state"] == "sent":
            if any(found[name] != value for name, value in values.items()):
                raise Conflict(OTHERWISE, "report")
            return found, False
        if found is None:
            await begin(user, row, report)
        waiting = await waiting_reports(row["id"])
        kept = (await photos_of("report", [report]))[str(report)]
        evidence = sum(photo["derived"] != Derived.FAILED.value for photo in kept)
        step = Step(str(user.id), Side.EMPLOYER, said.text, evidence, said.wanted_due)
        after = stepped(await standing_of(row, waiting), action, step)
        values |= {"state": "sent", "round": row["round"], "sent_at": now()}
        await Report.update(columns(values)).where(Report.id == report)
        details = {name: values[name] for name in ("percent", "wanted_due") if values[name] is not None}
        await write(user, row, after, event, values["text"], report=report, photos=evidence, **details)
        return {"id": report, "finding": row["id"], "person": user.id, **values}, True


def _owner(finding: Row, report: UUID) -> Owner:
    return Owner("report", str(report), "", finding["enterprise"], finding["bureau"])


async def _mine(user: User, finding: int, report: UUID) -> Row:
    row: Row | None = await Report.select().where(Report.id == report).first()
    if row is None or (row["finding"], row["person"]) != (finding, user.id):
        raise Conflict("这个报告编号已用于另一份报告，请刷新页面后重新填写。")
    return row
