"""Reading areas: a name, the children, the path to a code."""

import re
from typing import Any

from webapp.areas.rules import ancestors, child_length, end_of
from webapp.areas.tables import Area
from webapp.db import look
from webapp.db.sql.statement import marks

# The codes that ended and whose successors, in whatever number of steps, lie between two codes.
_MERGED = (
    "SELECT code FROM (WITH RECURSIVE gone(code) AS (SELECT code FROM area WHERE successor >= {} AND successor < {} "
    "UNION SELECT a.code FROM area a JOIN gone g ON a.successor <> '' AND substr(a.successor, 1, length(g.code)) = g.code) "
    "SELECT code FROM gone) AS merged"
)
# The ids of the enterprises within an area, those that still stand under a code that was merged into it included.
INSIDE = (
    "SELECT id FROM enterprise WHERE area >= {} AND area < {} UNION ALL SELECT e.id FROM "  # noqa: S608
    f"({_MERGED}) AS m JOIN enterprise e ON e.area >= m.code AND e.area < m.code || ':'"
)


def inside(code: str) -> tuple[str, list[str]]:
    """INSIDE with its values."""
    bounds = [code, end_of(code)]
    return INSIDE, [*bounds, *bounds]


async def merged_into(code: str) -> list[str]:
    """The codes that were merged into an area or one below it, without those that begin with its own."""
    if not code:
        return []
    rows = await look(_MERGED, code, end_of(code))
    return sorted(row["code"] for row in rows if not row["code"].startswith(code))


async def area(code: str) -> dict[str, Any] | None:
    """One area: code, name, full_name, level (code length)."""
    return await Area.select().where(Area.code == code).first()


async def names(codes: set[str]) -> dict[str, str]:
    """The full names of some codes."""
    if not codes:
        return {}
    rows = await look(f"SELECT code, full_name FROM area WHERE code IN ({marks(codes)})", *sorted(codes))  # noqa: S608
    return {row["code"]: row["full_name"] for row in rows}


async def children(code: str) -> list[dict[str, Any]]:
    """The areas right below `code` ("" for the provinces)."""
    length = child_length(code)
    if length is None:
        return []
    # Ended areas cannot be chosen any more, except by enterprises that are already there.
    below = Area.select().where((Area.level == length) & Area.until.is_null()).order_by(Area.code)
    return await (below.where((Area.code > code) & (Area.code < end_of(code))) if code else below)


async def path(code: str) -> list[dict[str, Any]]:
    """The area and those above it, widest first."""
    return await Area.select().where(Area.code.is_in(ancestors(code))).order_by(Area.level)


async def resolve(typed: Any) -> tuple[str, str]:
    """(code, "") for a county or township typed as code (with or without its name) or as full name; ("", why not)."""
    text = "".join(str(typed).split())
    digits = re.match(r"\d*", text)
    code = digits[0] if digits else ""
    if code:
        found = await Area.select(Area.code).where(Area.code == code[:12])
    else:
        found = await Area.select(Area.code).where(Area.full_name == text[:200]).limit(2) if text else []
    if not found:
        return "", "没有这个地区，请填行政区划代码或从省份开始的完整名称。"
    if len(found) > 1:
        return "", "有几个地区叫这个名称，请填行政区划代码。"
    if len(found[0]["code"]) < len("341702"):
        return "", "请填到县（市、区）或乡镇（街道）。"
    return found[0]["code"], ""


async def ended_areas() -> dict[str, str]:
    """{code: why nothing new can be placed there} of all that ended, with the area that has taken it over by now."""
    rows = await look("SELECT code, full_name, until, successor FROM area WHERE until IS NOT NULL")
    gone = {row["code"]: row for row in rows}
    heirs = {code: _heir(code, gone) for code in gone}
    known = await names({heir for heir in heirs.values() if heir})
    said = {}
    for code, row in gone.items():
        heir = heirs[code]
        into = f"，并入{known[heir]}（{heir}），请改填后者。" if heir in known else "，请改填现在的地区。"
        said[code] = f"{row['full_name']}（{code}）已于 {row['until']} 撤销{into}"
    return said


def _heir(code: str, gone: dict[str, dict[str, Any]]) -> str:
    """Where the chain of successors ends, "" when it ends nowhere."""
    seen: set[str] = set()
    while code in gone and code not in seen:
        seen.add(code)
        code = gone[code]["successor"]
    return "" if code in gone else code


async def no_place(code: str, before: str = "") -> str:
    """Why nothing new can be placed in an area, "" when it can; what was there `before` stays, also where that has ended."""
    found = await area(code)
    if found is None:
        return "没有这个地区，请重新选择所在地。"
    if found["until"] is None or code == before:
        return ""
    into = (await names({found["successor"]})).get(found["successor"], "")
    return (
        f"{found['full_name']}已于 {found['until']} 撤销{'，并入' + into if into else ''}，请重新选择所在地。"
    )
