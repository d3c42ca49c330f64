"""Codes of enterprises: issued and revoked."""

import secrets
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.enterprises.rules.short_codes import new_short_code
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.errors import Conflict, Invalid
from webapp.gate.choosing import Wanted, without_code
from webapp.gate.events import ISSUED, REVOKED
from webapp.gate.queries import codes_of


async def issue(user: User, enterprise: int) -> str:
    """The token of the current code of an enterprise in reach; made when there is none."""
    async with transaction():
        row, _ = await codes_of(user, enterprise)
        await lock(Enterprise, enterprise)
        current = await _current(enterprise)
        return str(current["token"]) if current else await _new_code(user, enterprise, row["bureau"])


async def revoke(user: User, enterprise: int, reason: str, *, code: int | None = None) -> str:
    """End the current code and issue another at once; returns the new token.

    `code`: the id that the person saw; Conflict when a colleague was quicker. Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid("请填写作废原因。")
    async with transaction():
        row, _ = await codes_of(user, enterprise)
        await lock(Enterprise, enterprise)
        current = await _current(enterprise)
        if code is not None and (current is None or current["id"] != code):
            raise Conflict("此码已被作废，下面是新的二维码。")
        if current:
            await QrCode.update({QrCode.revoked_at: now(), QrCode.revoked_why: reason.strip()[:200]}).where(
                QrCode.id == current["id"]
            )
            await record(
                user,
                REVOKED,
                current["id"],
                after={"reason": reason.strip()},
                enterprise=enterprise,
                bureau=row["bureau"],
            )
        return await _new_code(user, enterprise, row["bureau"])


async def issue_missing(user: User, wanted: Wanted, most: int) -> int:
    """Codes for those wanted that have none, in one transaction, with the reach of now; returns how many."""
    made = 0
    async with transaction():
        for enterprise, bureau in sorted(await without_code(user, wanted, most)):
            await lock(Enterprise, enterprise)
            if not await _current(enterprise):
                await _new_code(user, enterprise, bureau)
                made += 1
    return made


async def _current(enterprise: int) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await (
        QrCode.select(QrCode.id, QrCode.token)
        .where((QrCode.enterprise == enterprise) & QrCode.revoked_at.is_null())
        .first()
    )
    return found


async def _new_code(user: User, enterprise: int, bureau: int) -> str:
    token, short = secrets.token_urlsafe(16), new_short_code()
    while await QrCode.exists().where(QrCode.short_code == short):
        short = new_short_code()
    made = await QrCode.insert(QrCode(enterprise=enterprise, token=token, short_code=short, created_at=now()))
    await record(
        user,
        ISSUED,
        made[0]["id"],
        after={"short_code": short},
        enterprise=enterprise,
        bureau=bureau,
    )
    return token
