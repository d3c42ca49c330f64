"""A draft, its quotas, and giving a draw up."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now, today
from webapp.db import duplicate, lock, sql, transaction
from webapp.draws import queries
from webapp.draws.events import ABANDONED, CREATED, QUOTAS_SET
from webapp.draws.tables import Draw
from webapp.draws.words import Mode, State
from webapp.errors import Conflict, Invalid

SEQUENCE = 341726
Row = dict[str, Any]


async def begin(
    user: User, title: str, basis: str, rule: Row, method: Row, names_on: date | None, *, number: int = 0
) -> int:
    """A new draft of the user's bureau; returns its id. Joins a transaction."""
    async with transaction():
        code = await _next_code(today().year)
        row = Draw(
            code=code, title=title, basis=basis, bureau=user.bureau, rule=json.dumps(rule), method=json.dumps(method),
            names_on=names_on, created_by=user.id, created_at=now(),
        )  # fmt: skip
        try:
            pk: int = (await Draw.insert(row))[0]["id"]
        except Exception as error:
            if duplicate(error):  # two who begin at once on PostgreSQL
                raise Conflict("刚刚有人也新建了抽查，请再按一次“建立”。") from None
            raise
        told = {"code": code, "title": title, "basis": basis}
        await record(user, CREATED, pk, after=told, bureau=user.bureau)
    return pk


async def _next_code(year: int) -> str:
    """Codes follow one another, and none is given twice: what was given up keeps its own."""
    rows = await sql("SELECT code FROM draw WHERE code LIKE {} ORDER BY code DESC LIMIT 1", f"D{year}-%")
    last = int(rows[0]["code"].rsplit("-", 1)[1]) if rows else 0
    return f"D{year}-{last + 1:05}"


async def held(user: User, pk: int, *states: State) -> Row:
    """The draw, held until the end of the transaction; Conflict unless it is in one of the states."""
    await lock(Draw, pk)
    row = await queries.draw_for(user, pk, organiser=True)
    if row["state"] not in states:
        raise Conflict(f"这次抽查{row['state_label']}，不能再做这一步。可能是同事刚刚做过，请看最新的页面。")
    return row


async def set_quotas(user: User, pk: int, quotas: dict[str, tuple[str, int]]) -> None:
    """How many of each stratum: (mode, value)."""
    for mode, value in quotas.values():
        if mode == Mode.PERCENT and not 1 <= value <= 100:
            raise Invalid("比例应在 1 至 100 之间。")
        if mode == Mode.NUMBER and value < 1:
            raise Invalid("户数至少是 1。")
    async with transaction():
        row = await held(user, pk, State.DRAFT)
        after = {name: list(each) for name, each in quotas.items()}
        await Draw.update({Draw.strata: json.dumps(after)}).where(Draw.id == pk)
        await record(
            user, QUOTAS_SET, pk, before={"strata": in_words(row["strata"])}, after={"strata": in_words(after)},
            bureau=row["bureau"],
        )  # fmt: skip


def in_words(quotas: Mapping[str, Sequence[Any]]) -> list[str]:
    """How the trail says the quotas."""
    return [f"{name} {Mode(mode).label}{value or ''}" for name, (mode, value) in quotas.items()]


async def abandon(user: User, pk: int, reason: str) -> None:
    """Give a draw up; it stays where it was seen, with the reason."""
    async with transaction():
        row = await held(user, pk, State.DRAFT, State.FROZEN, State.COMMITTED, State.DRAWN)
        at = now()
        await Draw.update(
            {Draw.state: State.ABANDONED.value, Draw.abandoned_at: at, Draw.reason: reason}
        ).where(Draw.id == pk)
        await record(
            user, ABANDONED, pk, before={"state": row["state_label"]}, after={"reason": reason},
            bureau=row["bureau"],
        )  # fmt: skip
