"""After the visit: a supplement beside the record, voiding with a copy, and giving up a draft. Nothing is deleted."""

from uuid import UUID

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.errors import Conflict, Forbidden
from webapp.findings import verbs as findings
from webapp.inspections import hooks
from webapp.inspections.events import COPIED, DISCARDED, SUPPLEMENTED, VOIDED
from webapp.inspections.queries.participants import guard_mender
from webapp.inspections.queries.visits import copy_of, visit_for
from webapp.inspections.tables import Inspection, Supplement
from webapp.inspections.verbs.copying import copy_visit


async def supplement(user: User, inspection: UUID, text: str, reason: str) -> int:
    """Write a 补正 beside a submitted visit; returns its id. The same text again by the same person is one."""
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        guard_mender(user, visit)
        if visit["state"] != "submitted":
            raise Conflict("只有已提交的检查可以补正。")
        same = (
            await Supplement.select(Supplement.id)
            .where(
                (Supplement.inspection == inspection)
                & (Supplement.person == user.id)
                & (Supplement.text == text)
            )
            .first()
        )
        if same:
            return int(same["id"])
        row = Supplement(inspection=inspection, text=text, reason=reason, person=user.id, at=now())
        made = int((await Supplement.insert(row))[0]["id"])
        await record(user, SUPPLEMENTED, visit, after={"supplement": made, "text": text, "reason": reason})
    return made


async def discard(user: User, inspection: UUID, reason: str) -> None:
    """Give up a draft with a reason; it stays readable. Again: nothing changes."""
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        guard_mender(user, visit)
        if visit["state"] == "discarded":
            return
        if visit["state"] != "draft":
            raise Conflict("检查已提交，不能放弃；有误请补正，或由监管科室作废并复制。")
        await Inspection.update({Inspection.state: "discarded", Inspection.ended_why: reason}).where(
            Inspection.id == inspection
        )
        await record(user, DISCARDED, visit, before={"state": "draft"}, after={"reason": reason})


async def void_and_copy(user: User, inspection: UUID, reason: str) -> UUID:
    """作废并复制: void a submitted visit with its findings and papers; returns the id of the draft that takes its place.

    Only a supervisor. The receipt stays and shows 已作废. Again: the copy that was made, or another one when that was
    given up.
    """
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        if not user.supervisor:
            raise Forbidden("只有监管科室可以作废检查。")
        if visit["state"] == "void" and (copy := await copy_of(inspection)):
            return copy
        if visit["state"] not in ("submitted", "void"):
            raise Conflict("只有已提交的检查可以作废。")
        made = await copy_visit(visit)
        if visit["state"] == "submitted":
            await Inspection.update({Inspection.state: "void", Inspection.ended_why: reason}).where(
                Inspection.id == inspection
            )
            await findings.void_of_inspection(user, inspection, reason)
            await hooks.void(user, visit, reason)
            await record(
                user, VOIDED, visit, before={"state": "submitted"}, after={"reason": reason, "copy": made}
            )
        await record(user, COPIED, {**visit, "id": made}, after={"copy_of": inspection, "reason": reason})
    return made
