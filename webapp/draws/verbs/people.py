"""Recusals 回避, and what is known of inspectors."""

from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import reaches_bureau
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.clock import now, today
from webapp.db import lock, transaction
from webapp.draws.events import RECUSAL_DECLARED, RECUSAL_ENDED, STANDING_SET
from webapp.draws.tables import InspectorStanding, Recusal
from webapp.draws.words import Relation
from webapp.enterprises.queries import enterprise_for
from webapp.errors import Forbidden, Invalid, NotFound


async def declare(user: User, person: int, enterprise: int, kind: str, since: date, note: str) -> int:
    """A relation, told by the person or by a supervisor; returns its id."""
    if since > today():
        raise Invalid("起始日期不能晚于今天。")
    async with transaction():
        bureau = await _bureau_of(user, person)
        await enterprise_for(user, enterprise)
        row = Recusal(
            person=person, enterprise=enterprise, kind=kind, since=since, note=note, declared_by=user.id,
            declared_at=now(),
        )  # fmt: skip
        pk: int = (await Recusal.insert(row))[0]["id"]
        told = {
            "person": person,
            "enterprise": enterprise,
            "kind": Relation(kind).label,
            "since": since,
            "note": note,
        }
        await record(user, RECUSAL_DECLARED, pk, after=told, bureau=bureau)
    return pk


async def end(user: User, pk: int) -> None:
    """The relation is over; ended twice changes nothing."""
    async with transaction():
        if not 0 < pk < 2**31:
            raise NotFound
        await lock(Recusal, pk)
        row = await Recusal.select().where(Recusal.id == pk).first()
        if row is None:
            raise NotFound
        bureau = await _bureau_of(user, row["person"])
        if not (user.supervisor or user.administrator):
            raise Forbidden("回避登记由监管科室解除。")
        if row["ended_at"]:
            return
        await Recusal.update({Recusal.ended_at: now()}).where(Recusal.id == pk)
        await record(user, RECUSAL_ENDED, pk, after={"person": row["person"]}, bureau=bureau)


async def set_standing(
    user: User, person: int, badge: date | None, away: date | None, *, specialist: bool
) -> None:
    """Until when a badge is valid and somebody is away, and whether 职业卫生 is their subject."""
    async with transaction():
        bureau = await _bureau_of(user, person)
        await lock(Person, person)
        after: dict[Any, Any] = {"badge_until": badge, "away_until": away, "specialist": specialist}
        old = await InspectorStanding.select().where(InspectorStanding.person == person).first()
        if old:
            await InspectorStanding.update(after).where(InspectorStanding.person == person)
        else:
            await InspectorStanding.insert(InspectorStanding(person=person, **after))
        before = {name: old[name] for name in after} if old else None
        await record(user, STANDING_SET, person, before=before, after=after, bureau=bureau)


async def _bureau_of(user: User, person: int) -> int:
    """The bureau of somebody in reach; whoever is no supervisor speaks for themselves only."""
    row = (
        await Person.select(Person.bureau).where(Person.id == person).first() if 0 < person < 2**31 else None
    )
    if row is None or not reaches_bureau(user, row["bureau"]):
        raise NotFound
    if person != user.id and not (user.supervisor or user.administrator):
        raise Forbidden("监督员只能申报本人的回避。")
    return int(row["bureau"])
