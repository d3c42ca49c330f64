"""Corrections of hazard factors and sign groups; enterprises follow when a factor becomes severe or ceases to be."""

from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.db import duplicate, lock, sql, transaction
from webapp.enterprises.events import FACTOR_ADDED, FACTOR_EDITED, SIGN_GROUP_EDITED
from webapp.enterprises.queries import industries, severity_of
from webapp.enterprises.reference.queries import factor_of, sign_group_of
from webapp.enterprises.rules import Severity
from webapp.enterprises.rules.search import fold, search_text
from webapp.enterprises.tables import HazardFactor, SignGroup
from webapp.errors import Conflict

CHANGED = "您打开之后，别人修改过这部分内容。请核对下面的当前内容，再次保存将以您填写的为准。"
OF_FACTOR = "SELECT enterprise FROM enterprise_hazard WHERE factor = {}"


async def add_factor(user: User, code: str, values: dict[str, Any]) -> None:
    """A factor that the catalogue does not have. Raises Conflict when the code is taken."""
    try:
        async with transaction():
            known = await HazardFactor.select(HazardFactor.code, HazardFactor.name)
            if fold(code) in {fold(one["code"]) for one in known}:
                raise Conflict(f"代码 {code} 已经有了。")
            for one in known:
                if fold(one["name"]) == fold(values["name"]):
                    raise Conflict(f"目录里已有“{one['name']}”（{one['code']}）。")
            row: dict[Any, Any] = values | {"code": code, "search": _search(values)}
            await HazardFactor.insert(HazardFactor(row))
            await record(user, FACTOR_ADDED, code, after=values)
    except Exception as error:
        if duplicate(error):
            raise Conflict(f"代码 {code} 已经有了。") from error
        raise


async def edit_factor(user: User, code: str, values: dict[str, Any], *, unchanged: Any = None) -> None:
    """Change a factor; `unchanged(row)` says whether the row is still what the form showed (Conflict if not)."""
    async with transaction():
        await lock(HazardFactor, code)
        old = await factor_of(code)
        names = [name for name, value in values.items() if old[name] != value]
        if not names:
            return
        if unchanged and not unchanged(old):
            raise Conflict(CHANGED)
        row: dict[Any, Any] = values | {"search": _search(values)}
        await HazardFactor.update(row).where(HazardFactor.code == code)
        if "severe" in names:
            await (_more_severe(code) if values["severe"] else _less_severe(code))
        before = {name: old[name] for name in names}
        after = {name: values[name] for name in names}
        await record(user, FACTOR_EDITED, code, before=before, after=after)


async def edit_sign_group(user: User, code: str, values: dict[str, Any], *, unchanged: Any = None) -> None:
    """Change what a group of hazards demands."""
    async with transaction():
        await lock(SignGroup, code)
        old = await sign_group_of(code)
        names = [name for name, value in values.items() if old[name] != value]
        if not names:
            return
        if unchanged and not unchanged(old):
            raise Conflict(CHANGED)
        row: dict[Any, Any] = dict(values)
        await SignGroup.update(row).where(SignGroup.code == code)
        before = {name: old[name] for name in names}
        after = {name: values[name] for name in names}
        await record(user, SIGN_GROUP_EDITED, code, before=before, after=after)


def _search(values: dict[str, Any]) -> str:
    return search_text(values["name"], values["cas"], most=200)[:200]


async def _more_severe(code: str) -> None:
    await sql(
        f"UPDATE enterprise SET severity = {{}} WHERE id IN ({OF_FACTOR})",  # noqa: S608 - our own words
        Severity.SEVERE.value,
        code,
    )


async def _less_severe(code: str) -> None:
    """Enterprises with no other severe factor follow their industry; one statement per industry."""
    table = await industries()
    alone = (
        f"id IN ({OF_FACTOR}) AND severity = {{}} AND NOT EXISTS ("  # noqa: S608 - our own words
        "SELECT 1 FROM enterprise_hazard h JOIN hazard_factor f ON f.code = h.factor "
        "WHERE h.enterprise = enterprise.id AND f.severe = {})"
    )
    values = (code, Severity.SEVERE.value, True)
    found = await sql(f"SELECT DISTINCT industry FROM enterprise WHERE {alone}", *values)  # noqa: S608 - as above
    for row in found:
        verdict = severity_of(row["industry"], [], table)
        if verdict is not Severity.SEVERE:
            await sql(
                f"UPDATE enterprise SET severity = {{}} WHERE industry = {{}} AND {alone}",  # noqa: S608 - as above
                verdict.value,
                row["industry"],
                *values,
            )
