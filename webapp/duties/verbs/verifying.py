"""One tap: a person with a badge has seen the proof, or doubts it."""

from __future__ import annotations

from typing import Any

from webapp.accounts.members.credentials import has_issued
from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.duties.events import DOUBTED, VERIFIED
from webapp.duties.queries import Row, record_for
from webapp.duties.rules import Verification
from webapp.duties.tables import DutyRecord
from webapp.duties.verbs.keeping import refresh
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict, Forbidden, Invalid
from webapp.reminders.notices import Message, people_of, post

ISSUED = "{name}的账号由您发激活码开通（或由您重置过密码），其登记的记录请由另一名持执法证的监督人员核实。"


async def verify(user: User, row: Row, outcome: Verification, reason: str) -> None:
    """Say of a record (queries.record_for) that it was verified, or is doubted with a reason, which its enterprise is told."""
    if not user.may_inspect:
        raise Forbidden("核实记录需要执法证。")
    if await has_issued(user.id, row["person"]):
        raise Forbidden(ISSUED.format(name=row["person_name"]))
    doubted = outcome is Verification.DOUBTED
    if doubted and not reason.strip():
        raise Invalid("请写明哪里有疑问，用人单位会看到。")
    async with transaction():
        await lock(
            Enterprise, row["enterprise"]
        )  # in the order of recording.send, which makes the standings anew too
        await lock(DutyRecord, row["id"])
        row = await record_for(user, row["id"])
        if row["replaced"]:
            raise Conflict("这条记录已经被更正，请核实最新的一条。")
        if row["verification"] == outcome.value:
            return
        changed: dict[Any, Any] = {
            "verification": outcome.value, "verified_by": user.id, "verified_at": now(),
            "doubt": reason.strip() if doubted else "",
        }  # fmt: skip
        await DutyRecord.update(changed).where(DutyRecord.id == row["id"])
        await refresh([row["enterprise"]])
        before, after = {"verification": row["verification"]}, {"verification": outcome.value}
        if doubted:
            await post(_message(row, reason), (await people_of([row["enterprise"]]))[row["enterprise"]])
            after["reason"] = reason.strip()
        event = DOUBTED if doubted else VERIFIED
        await record(
            user,
            event,
            row["id"],
            before=before,
            after=after,
            enterprise=row["enterprise"],
            bureau=row["bureau"],
        )


def _message(row: Row, reason: str) -> Message:
    text = f"您单位登记的{row['of'].name}（{row['done_on']}）监管机构有疑问：{reason.strip()} 请核对后更正。"
    return Message(
        f"duty:{row['enterprise']}:{row['kind']}:{row['id']}", "duty", f"{row['of'].name}记录有疑问", text,
        f"/duties/records/{row['id']}",
    )  # fmt: skip
