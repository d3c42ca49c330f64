"""Accounts of enterprises that are worth a look: opened on the issuer's own device or network, or within minutes."""

from typing import Any

from webapp.accounts.members.credentials import dressed
from webapp.accounts.members.rules import Signal
from webapp.accounts.people import User
from webapp.accounts.reach import bureaus_sql
from webapp.db import sql
from webapp.db.sql.like import literal
from webapp.db.sql.paging import PAGE, Page, cut, decode

COLUMNS = (
    "SELECT c.id, c.kind, c.issued_at, c.used_at, c.signals, c.enterprise, e.name AS enterprise_name, "
    "p.name, p.username, i.name AS issuer FROM credential c JOIN enterprise e ON e.id = c.enterprise "
    "LEFT JOIN person p ON p.id = c.person LEFT JOIN person i ON i.id = c.issued_by WHERE c.signals > 0"
)


async def worth_a_look(
    user: User, *, signal: Signal | None = None, enterprise: str = "", issuer: str = "", after: str = ""
) -> Page[dict[str, Any]]:
    """Credentials with signals, of enterprises in reach, the newest first; with `words` of their signals."""
    reach, args = bureaus_sql(user.bureaus, "e")
    conditions, values = [COLUMNS, reach], list[Any](args)
    for condition, value in (
        ("(c.signals & {}) > 0", int(signal) if signal else None),
        ("e.search LIKE {} ESCAPE '!'", _like("".join(enterprise.lower().split()))),
        ("i.name LIKE {} ESCAPE '!'", _like(issuer.strip())),
        ("c.id < {}", _before(after)),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    rows = await sql(" AND ".join(conditions) + " ORDER BY c.id DESC LIMIT {}", *values, PAGE + 1)
    return cut([dressed(row) for row in rows], "id")


def _like(text: str) -> str:
    return f"%{literal(text)}%" if text else ""


def _before(cursor: str) -> int | None:
    key = decode(cursor, 1)
    return key[0] if key and isinstance(key[0], int) and 0 < key[0] < 2**31 else None
