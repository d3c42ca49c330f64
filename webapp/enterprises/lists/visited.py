"""The list by how long nobody has been there: first those where nobody ever was, then by the last visit."""

from datetime import datetime
from typing import Any

from webapp.accounts.reach import Condition
from webapp.db.sql.paging import Page, cut, decode
from webapp.enterprises.tables import Enterprise

COLUMNS = (
    Enterprise.id, Enterprise.name, Enterprise.workplace, Enterprise.credit_code, Enterprise.area, Enterprise.address,
    Enterprise.industry, Enterprise.status, Enterprise.severity, Enterprise.open_findings, Enterprise.last_visit_at,
    Enterprise.phone, Enterprise.sort_key, Enterprise.bureau.name.as_alias("bureau_name"),
)  # fmt: skip
Rows = list[dict[str, Any]]


async def least_visited(condition: Condition, cursor: str | None, size: int) -> Page[dict[str, Any]]:
    """A page. Databases differ in where they sort what is missing, so it is asked for by itself: an index answers both."""
    last, after = _key(cursor)
    rows: Rows = []
    if last is None:
        never = Enterprise.last_visit_at.is_null() & (Enterprise.id > after)
        rows = await _some(condition, never, size + 1)
        after = 0
    if len(rows) <= size:
        seen: Any = Enterprise.last_visit_at.is_not_null()
        if last is not None:
            later = (Enterprise.last_visit_at > last) | (
                (Enterprise.last_visit_at == last) & (Enterprise.id > after)
            )
            seen = (Enterprise.last_visit_at >= last) & later
        rows += await _some(condition, seen, size + 1 - len(rows))
    return cut(rows, "last_visit_at", "id", size=size)


async def _some(condition: Any, more: Any, most: int) -> Rows:
    return await (
        Enterprise.select(*COLUMNS)
        .where(condition & more)
        .order_by(Enterprise.last_visit_at)
        .order_by(Enterprise.id)
        .limit(most)
    )


def _key(cursor: str | None) -> tuple[datetime | None, int]:
    """The last row's visit (None: never) and id out of a cursor that somebody may have made up."""
    moment, last = decode(cursor, 2) or (None, 0)
    if not isinstance(last, int) or not 0 <= last < 2**31:
        return None, 0
    if moment is None:
        return None, last
    try:
        seen = datetime.fromisoformat(str(moment))
    except ValueError:
        return None, 0
    return (seen, last) if seen.tzinfo else (None, 0)
