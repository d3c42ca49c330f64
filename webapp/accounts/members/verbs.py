"""People of an enterprise and its activation codes, as the bureau sees them."""

from typing import Any

from webapp.accounts.events import MEMBER_REMOVED
from webapp.accounts.members.activation import ACTIVATE, enterprise_in_reach, guard_issuer
from webapp.accounts.people import User
from webapp.accounts.rules import CODE_STATES, code_state
from webapp.accounts.tables import Membership
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, sql, transaction
from webapp.errors import Conflict, NotFound

MOST = 100


async def members_of(enterprise: int) -> list[dict[str, Any]]:
    """Who acts for an enterprise or did: membership id, person, name, username, last_login, since, ended_at."""
    return await sql(
        "SELECT m.id, m.person, p.name, p.username, p.last_login, p.active, m.since, m.ended_at "
        "FROM membership m JOIN person p ON p.id = m.person WHERE m.enterprise = {} "
        "ORDER BY m.ended_at IS NOT NULL, m.id DESC LIMIT {}",
        enterprise,
        MOST,
    )


async def codes_of(enterprise: int) -> list[dict[str, Any]]:
    """The newest codes: id, note, issued_at, expires_at, issuer, user_name, state, state_name."""
    rows = await sql(
        "SELECT a.id, a.note, a.issued_at, a.expires_at, a.used_at, a.revoked_at, i.name AS issuer, u.name AS used_name "
        "FROM activation a LEFT JOIN person i ON i.id = a.issued_by LEFT JOIN person u ON u.id = a.used_by "
        "WHERE a.enterprise = {} AND a.purpose = {} ORDER BY a.id DESC LIMIT {}",
        enterprise,
        ACTIVATE,
        MOST,
    )
    for row in rows:
        row["state"] = code_state(row, now())
        row["state_name"] = CODE_STATES[row["state"]]
    return rows


async def end_membership(user: User, enterprise_id: int, membership: int) -> None:
    """Somebody no longer acts for the enterprise; takes effect at their next request."""
    enterprise = await enterprise_in_reach(user, enterprise_id)
    guard_issuer(user)
    async with transaction():
        await lock(Membership, membership)
        row = (
            await Membership.select()
            .where((Membership.id == membership) & (Membership.enterprise == enterprise_id))
            .first()
        )
        if row is None:
            raise NotFound
        if row["ended_at"]:
            raise Conflict("这个人已经不是该单位的人员。")
        await Membership.update({Membership.ended_at: now()}).where(Membership.id == membership)
        await record(
            user,
            MEMBER_REMOVED,
            row["person"],
            enterprise=enterprise_id,
            bureau=enterprise["bureau"],
        )


async def enterprises_of(user: User) -> list[dict[str, Any]]:
    """The enterprises that an employer acts for: id, name, bureau_name, bureau_phone."""
    return await sql(
        "SELECT e.id, e.name, b.name AS bureau_name, b.phone AS bureau_phone FROM membership m "
        "JOIN enterprise e ON e.id = m.enterprise JOIN bureau b ON b.id = e.bureau "
        "WHERE m.person = {} AND m.ended_at IS NULL ORDER BY e.id",
        user.id,
    )
