"""What was seen of signs and equipment, what a 复查 found, which hazards are there, and the visit's header."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.clock import now
from webapp.enterprises.verbs import set_hazards
from webapp.errors import Forbidden, NotFound
from webapp.findings.queries import was_open
from webapp.inspections.demands import demands_on
from webapp.inspections.events import EDITED, FINDING_RECHECKED, SLOT_SEEN
from webapp.inspections.forms import HeaderForm, RecheckForm, SlotForm
from webapp.inspections.queries import places
from webapp.inspections.queries.visits import Row
from webapp.inspections.rules import KINDS, kind_of
from webapp.inspections.rules.clocks import began_of
from webapp.inspections.tables import DraftRecheck, Inspection, Slot
from webapp.inspections.verbs.common import as_columns, judging, note, writing
from webapp.inspections.verbs.opening import second_of

NOT_HERE = "{0}不修改单位登记的危害因素；请把看到的写进{0}情况，由监督员核实后修改。"


async def save_slot(user: User, visit: UUID, key: str, form: SlotForm, entry: str) -> Row:
    """What was seen of one sign or piece of equipment; NotFound when neither hazards nor a drafted finding call for it."""
    async with writing(user, visit, entry) as (row, again):
        demanded = {slot.key for slot in (await demands_on(row["subject"], row["enterprise"])).slots}
        known = await Slot.select().where((Slot.inspection == visit) & (Slot.key == key)).first()
        if key not in demanded and known is None and key not in await _drafted(visit):
            raise NotFound("这家单位的危害因素不要求这个标识或防护用品；请先修改危害因素。")
        if known is not None and again:
            return known
        values = {"result": form.result, "reason": form.reason, **_by(user, form.answered_at, entry)}
        if known is None:
            await Slot.insert(Slot(inspection=visit, key=key, **values))
        else:
            await Slot.update(as_columns(values)).where(Slot.id == known["id"])
        await note(
            user, row, SLOT_SEEN,
            before=known and {"key": key, "result": known["result"], "reason": known["reason"]},
            after={"key": key, "result": form.result, "reason": form.reason},
        )  # fmt: skip
    return {"key": key, **values}


async def save_recheck(user: User, visit: UUID, finding: int, form: RecheckForm, entry: str) -> Row:
    """The result of a 复查 for a finding of this enterprise that was open when the visit began; NotFound for any other.

    One that was closed while the phone had no network keeps what was seen on the spot beside it.
    """
    async with writing(user, visit, entry) as (row, again):
        judging(row)
        if not kind_of(row["kind"]).rechecks:
            able = "、".join(kind.label for kind in KINDS.values() if kind.rechecks)
            raise Forbidden(f"只有{able}可以填写复查结果；请另开一次“{able}”。")
        known = (await places.rechecks_of(visit)).get(finding)
        if known is not None and again:
            return known
        if known is None and not await was_open(row["enterprise"], finding, began_of(row)):
            raise NotFound("没有找到这个未销号的问题。")
        values = {"result": form.result, "note": form.note or "", **_by(user, form.answered_at, entry)}
        if known is None:
            await DraftRecheck.insert(DraftRecheck(inspection=visit, finding=finding, **values))
        else:
            await DraftRecheck.update(as_columns(values)).where(DraftRecheck.id == known["id"])
        await note(
            user, row, FINDING_RECHECKED,
            before=known and {"finding": finding, "result": known["result"], "note": known["note"]},
            after={"finding": finding, "result": form.result, "note": form.note or ""},
        )  # fmt: skip
    return {"finding": finding, **values}


async def edit_header(user: User, visit: UUID, form: HeaderForm, sent: set[str], entry: str = "") -> Row:
    """Change those fields of the visit that were sent. Only the lead chooses the second inspector."""
    async with writing(user, visit, entry) as (row, again):
        if again:
            return row
        values: dict[str, Any] = {name: form.values[name] for name in form.fields if name in sent}
        if "conclusion" in values:
            values["conclusion"] = values["conclusion"] or ""
        change = {name: value for name, value in values.items() if row[name] != value}
        if "second" in change:
            if user.id != row["lead"]:
                raise Forbidden("协办人员由主办人员选择。")
            change["second"] = await second_of(user, change["second"], row["bureau"])
        if change:
            await Inspection.update(as_columns(change)).where(Inspection.id == visit)
            before = {name: row[name] for name in change}
            await note(user, row, EDITED, before=before, after=change)
    return row | change


async def correct_hazards(
    user: User, visit: UUID, change: Callable[[list[str]], list[str]], entry: str = ""
) -> Row:
    """Correct the enterprise's hazard factors on the spot: `change` makes the new codes from the present ones.

    Forbidden where nothing is judged (巡查): what the enterprise is registered with, and so what is demanded of it, is for people with a badge.
    """
    async with writing(user, visit, entry) as (row, again):
        if not (kind := kind_of(row["kind"])).judges:
            raise Forbidden(NOT_HERE.format(kind.label))
        if again:
            return row
        present = [hazard["code"] for hazard in await places.hazards_of(row["enterprise"])]
        wanted = change(present)
        if wanted != present:
            await set_hazards(user, row["enterprise"], wanted)
    return row


async def _drafted(visit: UUID) -> set[str]:
    """The slots about which a finding is drafted: they stay, whatever the hazards call for since."""
    return {row["slot"] for row in await places.drafts_of(visit)}


def _by(user: User, answered_at: datetime | None, entry: str) -> dict[str, Any]:
    return {"person": user.id, "answered_at": answered_at or now(), "entry": entry}
