"""Findings as they are drafted during the visit, under ids that the phone makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from webapp.accounts.people import User
from webapp.checklists.tables import Violation
from webapp.clock import now, today
from webapp.db import lock
from webapp.errors import Conflict, Invalid
from webapp.findings.rules import Handling
from webapp.findings.rules.deadlines import MAX_DAYS, Deadline, due_on, is_pending
from webapp.inspections.events import FINDING_ADDED, FINDING_EDITED, FINDING_WITHDRAWN
from webapp.inspections.forms import FindingForm
from webapp.inspections.queries import items
from webapp.inspections.queries.visits import Row
from webapp.inspections.tables import DraftFinding
from webapp.inspections.verbs.common import as_columns, judging, note, writing

DAYS_WITHOUT_ITEM = 30
_KEPT = ("violation", "fact", "requirement", "handling", "due_on", "on_site", "on_site_note")


@dataclass(frozen=True)
class Drafted:
    """`row` as it stands now; `created` when this request made it; `pending`: 待公布."""

    row: Row
    created: bool
    pending: bool


async def save_finding(
    user: User, visit: UUID, finding: UUID, form: FindingForm, entry: str, *, compute_due: bool = False
) -> Drafted:
    """Write a finding as it stands on the phone. `compute_due`: the due date was not sent and is computed.

    Idempotent under the entry. A withdrawn finding stays withdrawn. Invalid for an item, a violation or a due date
    that cannot be; Conflict when the id belongs to another place.
    """
    async with writing(user, visit, entry) as (row, again):
        judging(row)
        await lock(DraftFinding, finding)
        known = await DraftFinding.select().where(DraftFinding.id == finding).first()
        if known is not None and known["inspection"] != visit:
            raise Conflict("这个问题编号已用于另一次检查，请重新添加问题。")
        if known is not None and (again or known["withdrawn_at"] is not None):
            return _drafted(known, created=False)
        item = await _item(row, form)
        if known is not None and (known["item"], known["slot"]) != (item and item["id"], form.slot):
            raise Conflict("这个问题已记在另一个检查项下，请重新添加问题。")
        values = await _values(form, item, compute_due=compute_due)
        values |= {"person": user.id, "updated_at": now(), "entry": entry}
        if known is None:
            new = {
                "id": finding,
                "inspection": visit,
                "item": item and item["id"],
                "slot": form.slot,
                **values,
            }
            await DraftFinding.insert(DraftFinding(**new))
            await note(user, row, FINDING_ADDED, after=_told(new, item))
            return _drafted(new, created=True)
        await DraftFinding.update(as_columns(values)).where(DraftFinding.id == finding)
        await note(
            user,
            row,
            FINDING_EDITED,
            before=_told(known, item),
            after=_told(known | values, item),
        )
        return _drafted(known | values, created=False)


async def withdraw_finding(user: User, visit: UUID, finding: UUID, entry: str) -> Row | None:
    """Take a drafted finding back; idempotent. The row and its photos stay. None when this visit has no such one."""
    async with writing(user, visit, entry) as (row, _):
        await lock(DraftFinding, finding)
        known = (
            await DraftFinding.select()
            .where((DraftFinding.id == finding) & (DraftFinding.inspection == visit))
            .first()
        )
        if known is None:
            return None
        if known["withdrawn_at"] is None:
            change: Row = {"withdrawn_at": now(), "entry": entry, "person": user.id}
            await DraftFinding.update(as_columns(change)).where(DraftFinding.id == finding)
            await note(user, row, FINDING_WITHDRAWN, before={"id": finding, "fact": known["fact"]})
            known |= change
    return known


async def _item(visit: Row, form: FindingForm) -> Row | None:
    if not form.item:
        return None
    for item in await items.items_of(visit["version"], visit["published_at"]):
        if item["code"] == form.item:
            return item
    raise Invalid(f"检查表里没有第 {form.item} 项。")


async def _values(form: FindingForm, item: Row | None, *, compute_due: bool) -> Row:
    violation = form.violation or (item["violation"] if item else "")
    if violation and not await Violation.exists().where(Violation.code == violation):
        raise Invalid(f"违法行为代码“{violation}”不存在，请重新选择。")
    due = default_due(item).date if compute_due and not form.on_site else form.due_on
    if due is not None and not today() - timedelta(days=MAX_DAYS) <= due <= today() + timedelta(
        days=MAX_DAYS
    ):
        raise Invalid("整改期限太远，最多十年。")
    return {
        "violation": violation,
        "fact": form.fact or "",
        "requirement": form.requirement or "",
        "handling": form.handling or (Handling.ORDER if violation else Handling.ADVICE).value,
        "due_on": due,
        "on_site": form.on_site,
        "on_site_note": form.on_site_note or "",
    }


def default_due(item: Row | None, start: date | None = None) -> Deadline:
    """The Deadline of a finding of this item that is ordered on `start` (today)."""
    if item is None:
        return due_on(start or today(), DAYS_WITHOUT_ITEM)
    return due_on(start or today(), item["days"], item["day_kind"])


def _told(row: Row, item: Row | None) -> Row:
    place = {"item": item["code"]} if item else {"slot": row["slot"]} if row["slot"] else {}
    return {"id": row["id"], **place, **{name: row[name] for name in _KEPT}}


def _drafted(row: Row, *, created: bool) -> Drafted:
    return Drafted(row, created, row["due_on"] is not None and is_pending(row["due_on"]))
