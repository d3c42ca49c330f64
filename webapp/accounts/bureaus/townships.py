"""行政区划 at the desk: what has changed in the own land, and townships that an administrator adds before a release has them."""

from typing import Any

from webapp.accounts.bureaus.territory import lands
from webapp.accounts.events import TOWNSHIP_ADDED, TOWNSHIP_REMOVED
from webapp.accounts.people import User
from webapp.areas.queries import area
from webapp.areas.tables import Area
from webapp.audit import record
from webapp.clock import today
from webapp.db import sql, transaction
from webapp.db.sql.like import starts_with
from webapp.errors import Conflict, Forbidden, Invalid, NotFound
from webapp.folding import fold

Row = dict[str, Any]
COUNTY, TOWNSHIP = 6, 9
MOST = 200


class BadCode(Invalid):
    """The code of a township cannot be used."""


class BadName(Invalid):
    """The county has a township of this name."""


async def _within(user: User) -> Any:
    tops = await lands(user)
    found: Any = starts_with(Area.code, tops[0])
    for top in tops[1:]:
        found = found | starts_with(Area.code, top)
    return found


async def counties(user: User) -> list[Row]:
    """Where a township can be added: the counties of the own land, and the one that the own land is a part of."""
    found = (
        await Area.select()
        .where((Area.level == COUNTY) & Area.until.is_null() & await _within(user))
        .order_by(Area.code)
    )
    if not found:
        above = sorted({top[:COUNTY] for top in await lands(user) if len(top) > COUNTY})
        found = (
            await Area.select()
            .where(Area.code.is_in(above or ["-"]) & Area.until.is_null())
            .order_by(Area.code)
        )
    return found


async def changed(user: User) -> list[Row]:
    """What came, went or was added by hand in the own land, with `into` (the full name) and `used` (by how many)."""
    news = Area.since.is_not_null() | Area.until.is_not_null() | Area.by_hand.eq(True)
    rows = await Area.select().where(news & await _within(user)).order_by(Area.code).limit(MOST)
    into = {row["successor"] for row in rows} - {""}
    known = await Area.select(Area.code, Area.full_name).where(Area.code.is_in(sorted(into) or ["-"]))
    called = {row["code"]: row["full_name"] for row in known}
    for row in rows:
        row["into"] = called.get(row["successor"], row["successor"])
        row["used"] = await _used(row["code"])
    return rows


async def _used(code: str) -> int:
    rows = await sql("SELECT count(*) AS n FROM enterprise WHERE area = {}", code)
    return int(rows[0]["n"])


async def add(user: User, parent: str, code: str, name: str) -> None:
    """Put a township below a county of the own land. Raises BadCode, BadName, Forbidden."""
    async with transaction():
        if parent not in {row["code"] for row in await counties(user)}:
            raise Forbidden("只能在您管辖的县（市、区）里加入乡镇。")
        above = await area(parent)
        if above is None or code[:COUNTY] != parent:
            raise BadCode(f"代码的前 6 位应是所属县（市、区）的代码 {parent}。")
        if there := await area(code):
            raise BadCode(f"代码 {code} 已经是{there['full_name']}{'（已撤销）' if there['until'] else ''}。")
        for row in await Area.select().where(starts_with(Area.code, parent) & (Area.level == TOWNSHIP)):
            if row["until"] is None and fold(row["name"]) == fold(name):
                raise BadName(f"{above['name']}已有“{row['name']}”（{row['code']}）。")
        full = f"{above['full_name']}{name}"
        await Area.insert(
            Area(code=code, name=name, full_name=full, level=TOWNSHIP, since=today(), by_hand=True)
        )
        after = {"name": name, "parent": above["full_name"]}
        await record(user, TOWNSHIP_ADDED, code, after=after, bureau=user.bureau)


async def remove(user: User, code: str) -> None:
    """Take back a township that was added by hand and that nobody uses."""
    async with transaction():
        row = (
            await Area.select()
            .where((Area.code == code) & Area.by_hand.eq(True) & await _within(user))
            .first()
        )
        if row is None:
            raise NotFound
        given = await sql("SELECT count(*) AS n FROM bureau_area WHERE area = {}", code)
        if number := await _used(code):
            raise Conflict(f"{row['full_name']}有 {number} 家用人单位，不能删除。")
        if given[0]["n"]:
            raise Conflict(f"{row['full_name']}已划入一个机构的辖区，请先移出辖区。")
        await Area.delete().where(Area.code == code)
        await record(user, TOWNSHIP_REMOVED, code, before={"name": row["full_name"]}, bureau=user.bureau)
