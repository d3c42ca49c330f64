"""From the frozen list to the end: approval, deployment, ending, stopping."""

from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.campaigns.events import APPROVED, DEPLOYED, ENDED, STOPPED
from webapp.campaigns.tables import Campaign
from webapp.campaigns.verbs import sharing
from webapp.campaigns.verbs.making import held
from webapp.campaigns.words import Kind, State
from webapp.clock import now, today
from webapp.db import transaction
from webapp.errors import Invalid

Row = dict[str, Any]


def needs_approval(row: Row) -> bool:
    """Of a 专项 that nobody above ordered, before it is deployed (国办发〔2024〕54号)."""
    return row["kind"] == Kind.SPECIAL and not row["upper"] and not row["approved_on"]


async def approve(user: User, pk: int, by: str, on: date, filed: str, address: str) -> None:
    """Write down approval, filing number and where the plan was published."""
    if on > today():
        raise Invalid("批准日期不能晚于今天。", "approved_on")
    async with transaction():
        row = await held(user, pk, State.LOCKED, State.WAITING)
        told: dict[Any, Any] = {
            "approved_by": by,
            "approved_on": on,
            "filed_no": filed,
            "public_url": address,
        }
        await Campaign.update(told | {"state": State.LOCKED.value}).where(Campaign.id == pk)
        await record(user, APPROVED, pk, after=told, bureau=row["bureau"])


async def deploy(user: User, pk: int) -> bool:
    """Let the bureaus below see it. False, and it waits, when its approval is missing."""
    async with transaction():
        row = await held(user, pk, State.LOCKED, State.WAITING)
        if needs_approval(row):
            if row["state"] != State.WAITING:
                await _to(user, row, State.WAITING, {})
            return False
        await _to(user, row, State.RUNNING, {"deployed_at": now()})
        await sharing.tell(row)
    return True


async def end(user: User, pk: int) -> None:
    """Over: nothing is linked any more. Findings go on with their enterprises."""
    async with transaction():
        row = await held(user, pk, State.RUNNING)
        await _to(user, row, State.ENDED, {"ended_at": now()})


async def stop(user: User, pk: int, reason: str) -> None:
    """Stopped before its end; it stays with the reason."""
    async with transaction():
        row = await held(user, pk, State.DRAFT, State.LOCKED, State.WAITING, State.RUNNING)
        await _to(user, row, State.STOPPED, {"ended_at": now(), "reason": reason})


EVENTS = {State.WAITING: DEPLOYED, State.RUNNING: DEPLOYED, State.ENDED: ENDED, State.STOPPED: STOPPED}


async def _to(user: User, row: Row, state: State, columns: Row) -> None:
    changed: dict[Any, Any] = {**columns, "state": state.value}
    await Campaign.update(changed).where(Campaign.id == row["id"])
    told = {"state": state.value} | ({"reason": columns["reason"]} if "reason" in columns else {})
    await record(
        user, EVENTS[state], row["id"], before={"state": row["state"]}, after=told, bureau=row["bureau"]
    )
