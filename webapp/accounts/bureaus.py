"""Bureaus and the areas they supervise, as administrators manage them: below the own bureau."""

from typing import Any

from webapp.accounts.people import User
from webapp.accounts.queries import bureau_for
from webapp.accounts.rules import area_problem, bureau_code_problem
from webapp.accounts.tables import Bureau, BureauArea, Person
from webapp.areas.queries import area, names
from webapp.areas.tables import Area
from webapp.audit import record
from webapp.db import lock, sql, transaction
from webapp.db.like import contains, starts_with
from webapp.errors import Conflict, Forbidden, Invalid, NotFound

FIELDS = ("name", "short_name", "kind", "authority", "phone", "address")


class BadCode(Invalid):
    """The code of a bureau cannot be used."""


async def create_bureau(user: User, values: dict[str, Any]) -> int:
    """Make a bureau below the own one; it supervises the area of its code when nobody does yet."""
    code = str(values["code"]).upper()
    if problem := bureau_code_problem(code, user.bureau_code):
        raise BadCode(problem)
    known = await area(code)
    if known is None and "Z" not in code:
        raise BadCode(f"没有代码为 {code} 的行政区划；开发区请用市代码加 Z 和序号，例如 3417Z1。")
    async with transaction():
        rows = await Bureau.insert(
            Bureau(code=code, **{field: values[field] for field in FIELDS})
        ).on_conflict(target=Bureau.code, action="DO NOTHING")
        if not rows:
            raise BadCode(f"代码 {code} 已经有机构使用。")
        bureau = int(rows[0]["id"])
        if known:
            await BureauArea.insert(BureauArea(bureau=bureau, area=code)).on_conflict(
                target=BureauArea.area, action="DO NOTHING"
            )
        after = {"code": code} | {field: values[field] for field in FIELDS}
        await record(user, "bureau.created", "bureau", bureau, after=after, bureau=bureau)
    return bureau


async def edit_bureau(user: User, bureau: int, values: dict[str, Any]) -> None:
    """Change what is known of a bureau in reach; its code stays."""
    if values["authority"] == bureau:
        raise Invalid("决定机关不能是机构自己；自己就是决定机关时请留空。")
    async with transaction():
        await lock(Bureau, bureau)
        row = await bureau_for(user, bureau)
        changed = {field: values[field] for field in FIELDS if values[field] != row[field]}
        if not changed:
            return
        await Bureau.update({Bureau._meta.get_column_by_name(k): v for k, v in changed.items()}).where(
            Bureau.id == bureau
        )
        before = {field: row[field] for field in changed}
        await record(user, "bureau.edited", "bureau", bureau, before=before, after=changed, bureau=bureau)


async def set_bureau_active(user: User, bureau: int, active: bool) -> None:
    """Use a bureau again, or end it: only when nobody and no enterprise is in it; its areas become free."""
    async with transaction():
        await lock(Bureau, bureau)
        row = await bureau_for(user, bureau)
        if row["active"] == active:
            return
        if not active:
            await _must_be_empty(user, bureau)
            await BureauArea.delete().where(BureauArea.bureau == bureau)
        await Bureau.update({Bureau.active: active}).where(Bureau.id == bureau)
        action = "bureau.enabled" if active else "bureau.disabled"
        await record(user, action, "bureau", bureau, bureau=bureau)


async def _must_be_empty(user: User, bureau: int) -> None:
    if bureau == user.bureau:
        raise Forbidden("不能停用自己所在的机构。")
    if people := await Person.count().where((Person.bureau == bureau) & Person.active.eq(True)):
        raise Conflict(f"这个机构还有 {people} 名在用人员，请先停用或转到别的机构。")
    rows = await sql("SELECT count(*) AS n FROM enterprise WHERE bureau = {}", bureau)
    if rows[0]["n"]:
        raise Conflict(f"还有 {rows[0]['n']} 家用人单位由这个机构监管，请先转给别的机构。")


async def areas_of(bureau: int) -> list[dict[str, Any]]:
    """The areas of a bureau: code and full_name."""
    codes = (
        await BureauArea.select(BureauArea.area)
        .where(BureauArea.bureau == bureau)
        .order_by(BureauArea.area)
        .output(as_list=True)
    )
    known = await names(set(codes))
    return [{"code": code, "full_name": known.get(code, code)} for code in codes]


async def find_areas(user: User, text: str) -> list[dict[str, Any]]:
    """Areas within the own territory by code or part of the name, with the bureau they belong to; at most 30."""
    prefix = user.bureau_code.partition("Z")[0]
    found = (
        await Area.select()
        .where(
            starts_with(Area.code, prefix) & (contains(Area.full_name, text) | starts_with(Area.code, text))
        )
        .order_by(Area.level, Area.code)
        .limit(30)
    )
    if not found:
        return []
    owners = await BureauArea.select(BureauArea.area, BureauArea.bureau.name.as_alias("owner")).where(
        BureauArea.area.is_in([row["code"] for row in found])
    )
    by_area = {row["area"]: row["owner"] for row in owners}
    return [row | {"owner": by_area.get(row["code"], "")} for row in found]


class Moving(Conflict):
    """The area belongs to another bureau; asks before it is taken away."""


async def add_area(user: User, bureau: int, code: str, *, move: bool = False) -> None:
    """Give an area to a bureau; an area has at most one. Raises Moving when another has it and `move` is not set."""
    row = await bureau_for(user, bureau)
    if not row["active"]:
        raise Conflict("这个机构已停用。")
    known = await area(code)
    if known is None:
        raise Invalid("没有这个行政区划，请重新搜索。")
    if problem := area_problem(code, user.bureau_code):
        raise Forbidden(problem)
    async with transaction():
        await lock(Bureau, bureau)
        owner = (
            await BureauArea.select(BureauArea.id, BureauArea.bureau, BureauArea.bureau.name.as_alias("name"))
            .where(BureauArea.area == code)
            .first()
        )
        if owner and owner["bureau"] == bureau:
            return
        if owner and owner["bureau"] not in user.bureaus:
            raise Forbidden(f"{known['full_name']}由{owner['name']}管辖，不在您的管理范围内。")
        if owner and not move:
            raise Moving(f"{known['full_name']}现在由{owner['name']}管辖，要移到{row['name']}吗？")
        if owner:
            await BureauArea.delete().where(BureauArea.id == owner["id"])
        added = await BureauArea.insert(BureauArea(bureau=bureau, area=code)).on_conflict(
            target=BureauArea.area, action="DO NOTHING"
        )
        if not added:
            raise Conflict("这个区划刚刚分给了别的机构，请刷新后再看。")
        before = {"bureau": owner["name"]} if owner else None
        after = {"area": known["full_name"]}
        await record(user, "bureau.area_added", "bureau", bureau, before=before, after=after, bureau=bureau)


async def remove_area(user: User, bureau: int, code: str) -> None:
    """Take an area from a bureau in reach."""
    await bureau_for(user, bureau)
    if not code.isdigit():
        raise NotFound
    async with transaction():
        gone = (
            await BureauArea.delete()
            .where((BureauArea.bureau == bureau) & (BureauArea.area == code))
            .returning(BureauArea.id)
        )
        if not gone:
            raise NotFound
        full = (await names({code})).get(code, code)
        await record(user, "bureau.area_removed", "bureau", bureau, before={"area": full}, bureau=bureau)
