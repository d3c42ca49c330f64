"""What is printed of a demo, read from the database, so that a second start says it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from webapp.accounts.rules import ROLES
from webapp.db import sql
from webapp.db.marks import DEMO_PASSWORD, mark
from webapp.settings import settings

MOST = 1000


@dataclass
class Loaded:
    """What is printed: the password of all accounts, the accounts, the enterprises."""

    password: str
    base_url: str
    accounts: list[dict[str, Any]] = field(default_factory=list)
    enterprises: list[dict[str, Any]] = field(default_factory=list)


async def remembered() -> Loaded | None:
    """Password, accounts and the first MOST enterprises of a loaded demo; None when this database holds none.

    The password is the one that the accounts were made with; whoever changed theirs knows it.
    """
    password = await mark(DEMO_PASSWORD)
    if not password:
        return None
    said = Loaded(password, settings().base_url)
    people = await sql(
        "SELECT p.username, p.role, p.name, b.name AS bureau, MIN(e.name) AS enterprise FROM person p "
        "LEFT JOIN bureau b ON b.id = p.bureau LEFT JOIN membership m ON m.person = p.id "
        "LEFT JOIN enterprise e ON e.id = m.enterprise "
        "GROUP BY p.id, p.username, p.role, p.name, b.name ORDER BY p.id LIMIT {}",
        MOST,
    )
    said.accounts = [
        {name: row[name] or "" for name in row} | {"role_name": ROLES[row["role"]]} for row in people
    ]
    said.enterprises = await sql(
        "SELECT e.id, e.name, q.token, q.short_code FROM enterprise e "
        "JOIN qr_code q ON q.enterprise = e.id AND q.revoked_at IS NULL ORDER BY e.id LIMIT {}",
        MOST,
    )
    return said
