"""The audit trail as administrators read it: events within their reach, the newest first."""

from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import event_condition
from webapp.accounts.trail.names import named
from webapp.audit.words import action_name, changes, thing_name
from webapp.clock import CHINA
from webapp.db import sql
from webapp.db.sql.like import literal
from webapp.db.sql.paging import PAGE, Page, cut, decode

COLUMNS = (
    "SELECT e.id, e.at, e.person, e.name, e.action, e.thing, e.thing_id, e.enterprise, e.before, e.after, "
    "n.name AS enterprise_name, b.name AS bureau_name, s.number AS seal FROM event e "
    "LEFT JOIN enterprise n ON n.id = e.enterprise LEFT JOIN bureau b ON b.id = e.bureau "
    "LEFT JOIN seal s ON s.event = e.id WHERE "
)


async def events(
    user: User,
    *,
    person: str = "",
    action: str = "",
    thing: str = "",
    thing_id: str = "",
    enterprise: str = "",
    since: date | None = None,
    until: date | None = None,
    after: str = "",
) -> Page[dict[str, Any]]:
    """Events in reach that match; each with words, `changes` and whether it is sealed. Days are days in China."""
    reach, args = event_condition(user)
    conditions, values = [reach], list(args)
    for condition, value in (
        ("e.name LIKE {} ESCAPE '!'", f"%{literal(person)}%" if person else None),
        ("e.action = {}", action),
        ("e.thing = {}", thing),
        ("e.thing_id = {}", thing_id),
        (
            "e.enterprise IN (SELECT id FROM enterprise WHERE search LIKE {} ESCAPE '!')",
            f"%{literal(''.join(enterprise.lower().split()))}%" if enterprise.strip() else None,
        ),
        ("e.at >= {}", _start(since) if since else None),
        ("e.at < {}", _start(until + timedelta(days=1)) if until else None),
        ("e.id < {}", _before(after)),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    query = COLUMNS + " AND ".join(conditions) + " ORDER BY e.id DESC LIMIT {}"
    page = cut(await sql(query, *values, PAGE + 1), "id")
    await tell(page.rows)
    return page


async def tell(rows: list[dict[str, Any]]) -> None:
    """Give events their words: `action_name`, `thing_name`, `title` of what they are about, `changes`."""
    names = await named(rows) if rows else {}
    for row in rows:
        row["action_name"], row["thing_name"] = action_name(row["action"]), thing_name(row["thing"])
        row["changes"] = changes(row["before"], row["after"], row["thing"], names)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _before(cursor: str) -> int | None:
    key = decode(cursor, 1)
    return key[0] if key and isinstance(key[0], int) and 0 < key[0] < 2**63 else None
