"""Bureaus, as administrators manage them: below the own bureau. Their areas: territory.py."""

from typing import Any

from webapp.accounts.bureaus.territory import claim, owners
from webapp.accounts.bureaus.tree import bureaus_below, hold_tree, parent_by_code
from webapp.accounts.events import (
    BUREAU_CREATED,
    BUREAU_DISABLED,
    BUREAU_EDITED,
    BUREAU_ENABLED,
    BUREAU_MOVED,
    BUREAU_RELEASED,
)
from webapp.accounts.people import User
from webapp.accounts.queries import bureau_for
from webapp.accounts.rules import BUREAU_CODE, authority_problem, bureau_code_problem
from webapp.accounts.tables import Bureau, BureauArea, Person
from webapp.areas.queries import area
from webapp.audit import record
from webapp.db import lock, sql, transaction
from webapp.errors import Conflict, Forbidden, Invalid, NotFound
from webapp.folding import fold

FIELDS = ("name", "short_name", "kind", "authority", "phone", "address")


class BadCode(Invalid):
    """The code of a bureau cannot be used."""


class BadName(Invalid):
    """Another bureau below the same one is called so."""


class BadParent(Invalid):
    """A bureau cannot stand above another one."""


async def create_bureau(user: User, values: dict[str, Any]) -> int:
    """Make a bureau below `values["parent"]`, a bureau in reach; None for the nearest one by the code.

    It supervises the area of its code unless that is a bureau's that does not stand above it.
    """
    _decides_itself(values)
    code = fold(str(values["code"])).upper()
    known = await area(code)
    async with transaction():
        await hold_tree()
        rows = await Bureau.select(Bureau.id, Bureau.code, Bureau.active).where(
            Bureau.id.is_in([*await bureaus_below(user.bureau)] or [-1])
        )
        if problem := await _code_problem(user, code, rows):
            raise BadCode(problem)
        if known is None and "Z" not in code:
            raise BadCode(f"没有代码为 {code} 的行政区划；开发区请用市代码加 Z 和序号，例如 3417Z1。")
        usable = {row["code"]: row["id"] for row in rows if row["active"]}
        parent = values.get("parent") or parent_by_code(code, usable) or user.bureau
        if parent not in {*usable.values(), user.bureau}:
            raise BadParent("上级机构应是您管理范围内在用的机构，请重新选择。")
        await _own_name(values["name"], parent)
        made = await Bureau.insert(
            Bureau(code=code, parent=parent, **{field: values[field] for field in FIELDS})
        ).on_conflict(target=Bureau.code, action="DO NOTHING")
        if not made:
            raise BadCode(f"代码 {code} 已经有机构使用。")
        bureau = int(made[0]["id"])
        if known:
            await claim(bureau, code)
        after = {"code": code, "parent": parent} | {field: values[field] for field in FIELDS}
        await record(user, BUREAU_CREATED, bureau, after=after, bureau=bureau)
    return bureau


def _decides_itself(values: dict[str, Any]) -> None:
    """Papers of a deciding authority bear its own name and telephone, never those of another one."""
    if problem := authority_problem(values["kind"], values["authority"]):
        raise Invalid(problem)


async def contradictions() -> list[str]:
    """Sentences on the bureaus whose papers bear another one's name though they decide themselves; for an upgrade."""
    rows = await Bureau.select(Bureau.name, Bureau.code, Bureau.authority.name.as_alias("other")).where(
        (Bureau.kind == "authority") & Bureau.authority.is_not_null()
    )
    return [
        f"机构资料矛盾：{row['name']}（{row['code']}）的性质是决定机关，又填了决定机关 {row['other']}，"
        f"它的文书现在写的是{row['other']}的名称和电话。请管理员在“监管机构”里清空决定机关，或把性质改为实施机构。"
        for row in rows
    ]


async def _own_name(name: str, parent: int | None, own: int = 0) -> None:
    """Raise BadName when a sibling looks the same by name; far from one another there are several 鼓楼区."""
    under = Bureau.parent.is_null() if parent is None else Bureau.parent == parent
    for row in await Bureau.select(Bureau.id, Bureau.name, Bureau.code).where(under):
        if row["id"] != own and fold(row["name"]) == fold(name):
            raise BadName(f"同一上级下已有名为“{row['name']}”的机构（{row['code']}）。")


async def _code_problem(user: User, code: str, rows: list[dict[str, Any]]) -> str:
    """Why nobody's code may be used: it lies below the code of a bureau in reach, or is an area that one of them has."""
    problem = bureau_code_problem(code, user.bureau_code, [row["code"] for row in rows])
    if problem and code != user.bureau_code and BUREAU_CODE.fullmatch(code):
        owner = (await owners([code]))[code]
        if owner and owner["bureau"] in {row["id"] for row in rows}:
            return ""
    return problem


async def move_bureau(user: User, bureau: int, parent: int) -> None:
    """Put a bureau with all below it under another one, both in reach: whoever may stands above both."""
    async with transaction():
        await hold_tree()
        reach = await bureaus_below(user.bureau)
        known = await Bureau.select().where(Bureau.id.is_in([bureau, parent]))
        rows = {row["id"]: row for row in known if row["id"] in reach}
        if bureau not in rows:
            raise NotFound
        if bureau == user.bureau:
            raise Forbidden("本机构的上级由上级机构的管理员调整。")
        if parent not in rows or not rows[parent]["active"]:
            raise BadParent("上级机构应是您管理范围内在用的机构，请重新选择。")
        if parent in await bureaus_below(bureau):
            raise BadParent(f"{rows[parent]['name']}就是这个机构或在它下面，不能做它的上级。")
        before = rows[bureau]["parent"]
        if before == parent:
            return
        await Bureau.update({Bureau.parent: parent}).where(Bureau.id == bureau)
        await record(
            user, BUREAU_MOVED, bureau,
            before={"parent": before}, after={"parent": parent}, bureau=bureau,
        )  # fmt: skip
        # The old parent's people do not reach the bureau's trail any more.
        left = {"bureau": bureau}
        await record(user, BUREAU_RELEASED, before, before=left, bureau=before)


async def edit_bureau(user: User, bureau: int, values: dict[str, Any]) -> None:
    """Change what is known of a bureau in reach; its code stays."""
    _decides_itself(values)
    if values["authority"] == bureau:
        raise Invalid("决定机关不能是机构自己；自己就是决定机关时请留空。")
    async with transaction():
        await lock(Bureau, bureau)
        row = await bureau_for(user, bureau)
        changed = {field: values[field] for field in FIELDS if values[field] != row[field]}
        if not changed:
            return
        if "name" in changed:
            await _own_name(values["name"], row["parent"], bureau)
        await Bureau.update({Bureau._meta.get_column_by_name(k): v for k, v in changed.items()}).where(
            Bureau.id == bureau
        )
        before = {field: row[field] for field in changed}
        await record(user, BUREAU_EDITED, bureau, before=before, after=changed, bureau=bureau)


async def set_bureau_active(user: User, bureau: int, active: bool) -> None:
    """Use a bureau again, or end it: only when nobody and no enterprise is in it; its areas become free."""
    async with transaction():
        await hold_tree()
        await lock(Bureau, bureau)
        row = await bureau_for(user, bureau)
        if row["active"] == active:
            return
        if not active:
            await _must_be_empty(user, bureau)
            await BureauArea.delete().where(BureauArea.bureau == bureau)
        await Bureau.update({Bureau.active: active}).where(Bureau.id == bureau)
        event = BUREAU_ENABLED if active else BUREAU_DISABLED
        await record(user, event, bureau, bureau=bureau)


async def _must_be_empty(user: User, bureau: int) -> None:
    if bureau == user.bureau:
        raise Forbidden("不能停用自己所在的机构。")
    if people := await Person.count().where((Person.bureau == bureau) & Person.active.eq(True)):
        raise Conflict(f"这个机构还有 {people} 名在用人员，请先停用或转到别的机构。")
    rows = await sql("SELECT count(*) AS n FROM enterprise WHERE bureau = {}", bureau)
    if rows[0]["n"]:
        raise Conflict(f"还有 {rows[0]['n']} 家用人单位由这个机构监管，请先转给别的机构。")
