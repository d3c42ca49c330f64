"""How far the list of a campaign is: 户 by bureau and township, and the enterprises that each number counts.

Figures and lists are made of the same pieces of SQL, so that a number opens what it counts. Places are those of the day on
which an enterprise came to the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import bureaus_sql
from webapp.areas.rules import end_of
from webapp.campaigns.rules import Coverage
from webapp.campaigns.words import Standing
from webapp.db import look, sql
from webapp.db.sql.paging import Page, cut, decode
from webapp.db.sql.statement import marks

Row = dict[str, Any]
SHOWN = 100
TOWN = 9  # digits of a township's code
# Visits that were voided since do not count; 停业 and 搬迁 settle an enterprise without an inspection.
_VISITS = (
    "(SELECT v.enterprise, MAX(CASE WHEN i.outcome = 'inspected' THEN 1 ELSE 0 END) AS done, "
    "MAX(CASE WHEN i.no_access IN ('stopped', 'moved') THEN 1 ELSE 0 END) AS closed, MAX(v.visited_on) AS last_on, "
    "COUNT(*) AS visits FROM campaign_visit v JOIN inspection i ON i.id = v.inspection AND i.state = 'submitted' "
    "WHERE v.campaign = {} GROUP BY v.enterprise) x"
)
_LIST = f"FROM campaign_object o LEFT JOIN {_VISITS} ON x.enterprise = o.enterprise"
_FROM = f"{_LIST} WHERE o.campaign = {{}}"
_NAMED = (
    f"{_LIST} JOIN bureau b ON b.id = o.bureau JOIN enterprise e ON e.id = o.enterprise "
    f"LEFT JOIN area a ON a.code = SUBSTR(o.area, 1, {TOWN}) WHERE o.campaign = {{}}"
)
_DONE = "COALESCE(x.done, 0) = 1"
_CLOSED = "COALESCE(x.done, 0) = 0 AND COALESCE(x.closed, 0) = 1"
_ON_LIST = "o.removed_at IS NULL"
WHICH = {
    Standing.OPEN: f"{_ON_LIST} AND COALESCE(x.done, 0) = 0 AND COALESCE(x.closed, 0) = 0",
    Standing.DONE: f"{_ON_LIST} AND {_DONE}",
    Standing.CLOSED: f"{_ON_LIST} AND {_CLOSED}",
    Standing.REMOVED: "o.removed_at IS NOT NULL",
}


@dataclass(frozen=True)
class Place:
    """Figures of a bureau or a township; `value` is what a list is asked for with."""

    value: str
    name: str
    coverage: Coverage


def _within(user: User, *, whole: bool) -> tuple[str, tuple[Any, ...]]:
    """The organiser sees the whole list; a bureau below, what is its own."""
    return ("1 = 1", ()) if whole else bureaus_sql(user.bureaus, "o")


async def whole(user: User, row: Row) -> Coverage:
    """The list as far as it is in reach."""
    return (await _grouped(user, row, "''", "", ())).get("", Coverage(0, 0, 0))


async def by_bureau(user: User, row: Row) -> list[Place]:
    found = await _grouped(user, row, "o.bureau", "", ())
    names = await _names("bureau", "id", list(found))
    return [Place(str(one), names[one], figures) for one, figures in sorted(found.items())]


async def by_town(user: User, row: Row, bureau: int) -> list[Place]:
    """Townships of one bureau."""
    found = await _grouped(user, row, f"SUBSTR(o.area, 1, {TOWN})", "AND o.bureau = {}", (bureau,))
    names = await _names("area", "code", list(found))
    return [Place(one, names.get(one, one), figures) for one, figures in sorted(found.items())]


async def _grouped(user: User, row: Row, key: str, more: str, values: tuple[Any, ...]) -> dict[Any, Coverage]:
    within, reach = _within(user, whole=row["mine"])
    rows = await look(
        f"SELECT {key} AS place, COUNT(*) AS listed, SUM(CASE WHEN {_DONE} THEN 1 ELSE 0 END) AS done, "
        f"SUM(CASE WHEN {_CLOSED} THEN 1 ELSE 0 END) AS closed {_FROM} AND {_ON_LIST} AND {within} {more} GROUP BY 1",
        row["id"], row["id"], *reach, *values,
    )  # fmt: skip
    return {one["place"]: Coverage(one["listed"], one["done"] or 0, one["closed"] or 0) for one in rows}


async def _names(table: str, key: str, values: Iterable[Any]) -> dict[Any, str]:
    wanted = list(values)
    if not wanted:
        return {}
    rows = await look(f"SELECT {key} AS k, name FROM {table} WHERE {key} IN ({marks(wanted)})", *wanted)  # noqa: S608
    return {row["k"]: row["name"] for row in rows}


@dataclass(frozen=True)
class Asked:
    """Which enterprises of the list: how far they are, whose, where; "" and 0 for all."""

    standing: Standing | None = None
    bureau: int = 0
    town: str = ""

    def condition(self) -> tuple[str, tuple[Any, ...]]:
        pieces: list[str] = [WHICH[self.standing] if self.standing else _ON_LIST]
        values: list[Any] = []
        if self.bureau:
            pieces.append("o.bureau = {}")
            values.append(self.bureau)
        if self.town:
            pieces.append("o.area >= {} AND o.area < {}")
            values += [self.town, end_of(self.town)]
        return " AND ".join(pieces), tuple(values)


async def enterprises(
    user: User, row: Row, asked: Asked, cursor: str | None = None, size: int = SHOWN
) -> Page[Row]:
    """A page of the list in the order in which it was frozen, each with its standing and its last visit's day."""
    within, reach = _within(user, whole=row["mine"])
    condition, values = asked.condition()
    key = decode(cursor, 1)
    after = key[0] if key and isinstance(key[0], int) else 0
    rows = await sql(
        "SELECT o.id, o.enterprise, o.name, o.area, o.bureau, o.source, o.reason, o.removed_at, o.removed_why, "
        "x.done, x.closed, x.last_on, x.visits, b.name AS bureau_name, a.name AS town_name, "
        f"e.open_findings {_NAMED} AND {within} AND {condition} AND o.id > {{}} ORDER BY o.id LIMIT {size + 1}",
        row["id"], row["id"], *reach, *values, after,
    )  # fmt: skip
    return cut([told(one) for one in rows], "id", size=size)


def told(row: Row) -> Row:
    if row["removed_at"]:
        standing = Standing.REMOVED
    elif row["done"]:
        standing = Standing.DONE
    else:
        standing = Standing.CLOSED if row["closed"] else Standing.OPEN
    last = row["last_on"]  # SQLite gives what was computed from a date as text
    return row | {
        "standing": standing,
        "last_on": date.fromisoformat(last) if isinstance(last, str) else last,
    }
