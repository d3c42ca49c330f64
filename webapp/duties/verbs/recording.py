"""Entering a record: its files first, then what it says. Both are idempotent under the id that the form made.

Callers have found the enterprise through the reach of the person (enterprises.queries.enterprise_for).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now, today
from webapp.db import lock, sql, transaction
from webapp.duties import quotas
from webapp.duties.events import SENT
from webapp.duties.rules import Verification, kinds
from webapp.duties.rules.checking import Said, problems
from webapp.duties.tables import DutyRecord
from webapp.duties.verbs.keeping import refresh
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict, Invalid, NotFound
from webapp.evidence.forms import Claims
from webapp.evidence.queries import photos_of
from webapp.evidence.rules import Derived
from webapp.evidence.verbs import Kept, Owner, keep, withdraw

OWNER = "duty"
VALUES = ("kind", "done_on", "agency", "number", "due", "done", "good", "hours", "note")
Row = dict[str, Any]


async def keep_file(
    user: User, enterprise: Row, entry: UUID, photo: UUID, claims: Claims, chunks: AsyncIterator[bytes]
) -> Kept:
    """Keep a photo or PDF of a record that is still being written; the first one begins it."""

    async def guard() -> None:
        await _begin(user, enterprise["id"], entry)

    async def room(size: int) -> None:
        await quotas.room_for(user.id, enterprise["id"], entry, size)

    limited = room if user.employer else None
    owner = _owner(enterprise, entry)
    return await keep(user, photo, owner, claims, chunks, guard=guard, room=limited, attachment=True)


async def withdraw_file(user: User, enterprise: Row, entry: UUID, photo: UUID) -> Row | None:
    """Take a file out of a record that is still being written; None when it has no such file."""

    async def guard() -> None:
        await _begin(user, enterprise["id"], entry)

    return await withdraw(user, photo, _owner(enterprise, entry), guard=guard)


def _owner(enterprise: Row, entry: UUID) -> Owner:
    return Owner(OWNER, str(entry), "", enterprise["id"], enterprise["bureau"])


async def _begin(user: User, enterprise: int, entry: UUID) -> None:
    """Bind the id to this enterprise and person. Conflict once it was sent, or when it is another's."""
    made = DutyRecord(id=entry, enterprise=enterprise, person=user.id, sent_at=now(), source=user.role)
    await DutyRecord.insert(made).on_conflict(target=DutyRecord.id, action="DO NOTHING")
    await lock(DutyRecord, entry)
    if (await _mine(user, enterprise, entry))["state"] == "sent":
        raise Conflict("这条记录已经提交，不能再加文件。要更正的，请在记录页面按“更正”。")


async def _mine(user: User, enterprise: int, entry: UUID) -> Row:
    row: Row | None = await DutyRecord.select().where(DutyRecord.id == entry).first()
    if row is None or (row["enterprise"], row["person"]) != (enterprise, user.id):
        raise Conflict("这个编号已用于另一条记录，请刷新页面后重新填写。", "report")
    return row


async def send(user: User, enterprise: Row, entry: UUID, said: Said, replaces: UUID | None = None) -> bool:
    """Enter the record; False when it says again what arrived before.

    Raises Invalid in words when something cannot be, Conflict when the same fact stands there already, or the id
    belongs to another record.
    """
    kind = kinds()[said.kind]
    for sentence in problems(kind, said, today()).values():
        raise Invalid(sentence)
    values = {name: getattr(said, name) for name in VALUES}
    async with transaction():
        await lock(Enterprise, enterprise["id"])
        found = await DutyRecord.select().where(DutyRecord.id == entry).first()
        if found is not None and (await _mine(user, enterprise["id"], entry))["state"] == "sent":
            if any(found[name] != value for name, value in values.items()):
                raise Conflict("这条记录已经提交，内容与这次填写的不同。请在记录页面按“更正”。", "report")
            return False
        await _refuse_twice(enterprise["id"], said, replaces)
        await _begin(user, enterprise["id"], entry)
        kept = (await photos_of(OWNER, [entry]))[str(entry)]
        files = sum(photo["derived"] != Derived.FAILED.value for photo in kept)
        if user.employer and not files:
            raise Invalid(f"请附上证明：{kind.proof}，拍照或选 PDF。")
        await _replace(enterprise["id"], replaces)
        changed: dict[Any, Any] = {**values, **_standing(user), "state": "sent", "replaces": replaces}
        await DutyRecord.update(changed).where(DutyRecord.id == entry)
        await refresh([enterprise["id"]])
        after = {"title": kind.name, "done_on": said.done_on, "photos": files}
        await record(user, SENT, entry, after=after, enterprise=enterprise["id"], bureau=enterprise["bureau"])
    return True


def _standing(user: User) -> dict[str, Any]:
    """What a person with a badge enters has been seen by them; everybody else's waits for one."""
    at: datetime = now()
    if user.may_inspect:
        verified = {"verification": Verification.VERIFIED.value, "verified_by": user.id, "verified_at": at}
        return {"sent_at": at, "source": user.role, **verified}
    return {"sent_at": at, "source": user.role, "verification": Verification.WAITING.value}


async def _refuse_twice(enterprise: int, said: Said, replaces: UUID | None) -> None:
    rows = await sql(
        "SELECT id FROM duty_record WHERE state = 'sent' AND NOT replaced AND verification <> 'doubted' "
        "AND enterprise = {} AND kind = {} AND done_on = {} AND number = {} LIMIT 2",
        enterprise, said.kind, said.done_on, said.number,
    )  # fmt: skip
    if any(row["id"] != replaces for row in rows):
        name = kinds()[said.kind].name
        raise Conflict(
            f"{said.done_on} 的{name}{said.number}已经登记过，没有重复保存。要改内容的，请在那条记录上按“更正”。"
        )


async def _replace(enterprise: int, replaces: UUID | None) -> None:
    if replaces is None:
        return
    old = await DutyRecord.select().where(DutyRecord.id == replaces).first()
    if old is None or old["enterprise"] != enterprise or old["state"] != "sent":
        raise NotFound("没有找到要更正的记录。")
    if old["replaced"]:
        raise Conflict("这条记录刚刚已经被更正过，请看最新的一条。")
    await DutyRecord.update({DutyRecord.replaced: True}).where(DutyRecord.id == replaces)
