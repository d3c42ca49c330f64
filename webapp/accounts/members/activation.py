"""Activation codes: with one, somebody of an enterprise makes an account, or adds the enterprise to theirs.

A code is for one person, lives ACTIVATION_LIFE, and is stored as a hash only: it is read once, when it is issued.
Several codes of an enterprise may be open at once.
"""

import hashlib
from typing import Any

from webapp.accounts.events import CODE_ISSUED, CODE_REVOKED
from webapp.accounts.members import credentials
from webapp.accounts.members.credentials import NOWHERE, Trace
from webapp.accounts.people import User
from webapp.accounts.rules import (
    ACTIVATION_LIFE,
    CODE_PROBLEMS,
    code_state,
    new_code,
    normal_code,
)
from webapp.accounts.tables import Activation
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, sql, transaction
from webapp.errors import Conflict, Forbidden, NotFound

ACTIVATE = "activate"
NOT_THEIRS = "激活码由持执法证的监督人员、监管科室或管理员发出和作废，协管员不能办理，请他们代办。"
OVER = "发出这个激活码的人员已不能办理激活码，这个码不再有效，请向监管机构再要一个。"


def code_hash(code: str) -> str:
    """What is stored of a code, as typed in any spelling."""
    return hashlib.sha256(normal_code(code).encode()).hexdigest()


async def enterprise_in_reach(user: User, enterprise: int) -> dict[str, Any]:
    """id, name and bureau of an enterprise that this person of a bureau supervises; NotFound otherwise.

    Accounts stand below the room of enterprises, hence SQL.
    """
    rows = await sql("SELECT id, name, bureau FROM enterprise WHERE id = {}", enterprise)
    if not rows or rows[0]["bureau"] not in user.bureaus:
        raise NotFound
    return rows[0]


def guard_issuer(user: User) -> None:
    """Forbidden for others than User.may_issue."""
    if not user.may_issue:
        raise Forbidden(NOT_THEIRS)


async def issue(
    user: User, enterprise_id: int, note: str = "", *, replace: bool = False, trace: Trace = NOWHERE
) -> str:
    """Issue a code for one person of an enterprise, in the caller's transaction or one of its own.

    `replace` revokes the codes that are still open. Returns the code with its dash, which is not kept: show it now.
    Raises NotFound outside of the reach of `user`, Forbidden for an assistant.
    """
    enterprise = await enterprise_in_reach(user, enterprise_id)
    guard_issuer(user)
    code = new_code()
    async with transaction():
        if replace:
            await _revoke_open(user, enterprise)
        row = await Activation.insert(
            Activation(
                code_hash=code_hash(code),
                purpose=ACTIVATE,
                enterprise=enterprise_id,
                issued_by=user.id,
                issued_at=now(),
                expires_at=now() + ACTIVATION_LIFE,
                note=note,
            )
        )
        await credentials.issued(user, credentials.ACTIVATION, enterprise_id, trace, activation=row[0]["id"])
        await record(
            user,
            CODE_ISSUED,
            row[0]["id"],
            after={"note": note},
            enterprise=enterprise_id,
            bureau=enterprise["bureau"],
        )
    return code


async def revoke(user: User, enterprise_id: int, activation: int) -> None:
    """Revoke one open code; Conflict when it is not open any more."""
    enterprise = await enterprise_in_reach(user, enterprise_id)
    guard_issuer(user)
    async with transaction():
        await lock(Activation, activation)
        row = await _of_enterprise(enterprise_id, activation)
        must_be_open(row)
        await _set_revoked(user, row, enterprise)


async def find(code: str) -> dict[str, Any] | None:
    """The row of an activation code, whatever its state."""
    return (
        await Activation.select()
        .where((Activation.code_hash == code_hash(code)) & (Activation.purpose == ACTIVATE))
        .first()
    )


async def _of_enterprise(enterprise: int, activation: int) -> dict[str, Any]:
    row = (
        await Activation.select()
        .where((Activation.id == activation) & (Activation.enterprise == enterprise))
        .first()
    )
    if row is None:
        raise NotFound
    return row


async def _revoke_open(user: User, enterprise: dict[str, Any]) -> None:
    rows = await Activation.select().where(
        (Activation.enterprise == enterprise["id"])
        & Activation.used_at.is_null()
        & Activation.revoked_at.is_null()
        & (Activation.expires_at > now())
    )
    for row in rows:
        await _set_revoked(user, row, enterprise)


async def _set_revoked(user: User, row: dict[str, Any], enterprise: dict[str, Any]) -> None:
    await Activation.update({Activation.revoked_at: now()}).where(Activation.id == row["id"])
    await record(
        user,
        CODE_REVOKED,
        row["id"],
        enterprise=enterprise["id"],
        bureau=enterprise["bureau"],
    )


def must_be_open(row: dict[str, Any]) -> None:
    """Conflict, with the reason, for a code that cannot be used any more."""
    state = code_state(row, now())
    if state != "open":
        raise Conflict(CODE_PROBLEMS[state])
