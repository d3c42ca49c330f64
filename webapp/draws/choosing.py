"""Pools: the enterprises that a rule selects, and the people who can be sent; who is left out, and why."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from piccolo.columns.combination import WhereRaw

from webapp.accounts.bureaus.tree import bureaus_below
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.clock import midnight, today
from webapp.db import sql
from webapp.db.sql.statement import marks
from webapp.draws.tables import InspectorStanding
from webapp.draws.words import By, groups
from webapp.enterprises.lists.scope import selected
from webapp.enterprises.rules import Severity, Status
from webapp.enterprises.tables import Enterprise
from webapp.inspections.rules import KINDS

STEP = 5000
_VISITS = (
    '(SELECT COUNT(*) FROM inspection i WHERE i.enterprise = "enterprise"."id" AND i.state = \'submitted\' '
    "AND i.outcome = 'inspected' AND i.kind IN ({kinds}) AND i.began_at >= {})"
)
Row = dict[str, Any]


def year_begins(day: date) -> datetime:
    return midnight(date(day.year, 1, 1))


async def condition(user: User, bureau: int, rule: Mapping[str, Any]) -> Any:
    """What the rule selects; a draft whose rule names what is no more is given up."""
    return await selected(user, bureau, rule, "抽查范围里有已不存在的选项，请放弃后重新建立抽查。")


def usable(rule: Mapping[str, Any]) -> Any:
    """The condition on those who can be drawn; the others are left out by name."""
    found: Any = Enterprise.status == Status.RUNNING.value
    if rule.get("cap"):
        kinds = [kind.value for kind in KINDS.values() if kind.capped]
        visits = _VISITS.replace("{kinds}", marks(kinds))
        found = found & WhereRaw(f"{visits} < {{}}", *kinds, year_begins(today()), rule["cap"])
    return found


def stratum_of(by: str, row: Mapping[str, Any], counties: Mapping[str, str]) -> str:
    if by == By.INDUSTRY:
        return next((word for word, begins in groups() if str(row["industry"]).startswith(begins)), "其他")
    if by == By.SEVERITY:
        return Severity(row["severity"]).label
    return counties.get(row["area"][:6], row["area"][:6]) if by == By.COUNTY else "全部"


async def counties() -> dict[str, str]:
    rows = await sql("SELECT code, name FROM area WHERE level = 6")
    return {row["code"]: row["name"] for row in rows}


async def looked_at(user: User, bureau: int, rule: Mapping[str, Any], by: str) -> dict[str, Any]:
    """How a pool would be now: count, a sample, strata with their sizes, how many are left out."""
    wanted = await condition(user, bureau, rule)
    can = wanted & usable(rule)
    sizes: Counter[str] = Counter()
    names = await counties()
    for row in await _grouped(can):
        sizes[stratum_of(by, row, names)] += row["n"]
    everybody = await Enterprise.count().where(wanted)
    sample = await (
        Enterprise.select(Enterprise.id, Enterprise.name, Enterprise.address)
        .where(can)
        .order_by(Enterprise.sort_key)
        .order_by(Enterprise.id)
        .limit(8)
    )
    count = sum(sizes.values())
    return {"count": count, "left": everybody - count, "sample": sample, "sizes": dict(sorted(sizes.items()))}


async def _grouped(condition: Any) -> list[Row]:
    from piccolo.query.functions.aggregate import Count

    columns = (Enterprise.industry, Enterprise.severity, Enterprise.area)
    return await Enterprise.select(*columns, Count(alias="n")).where(condition).group_by(*columns)


async def objects(
    user: User, bureau: int, rule: Mapping[str, Any], by: str
) -> tuple[list[Row], list[Row], Row]:
    """(drawn from, left out, what only we know: {key: [id, bureau]}), in the order of keys."""
    wanted, can = await condition(user, bureau, rule), usable(rule)
    names, numbers = await counties(), await _workplaces()
    pool: list[Row] = []
    out: list[Row] = []
    inside: Row = {}
    last = 0
    while rows := await (
        Enterprise.select(
            Enterprise.id, Enterprise.name, Enterprise.credit_code, Enterprise.area, Enterprise.industry,
            Enterprise.bureau, Enterprise.severity, Enterprise.status,
        ).where(wanted & (Enterprise.id > last)).order_by(Enterprise.id).limit(STEP)
    ):  # fmt: skip
        chosen = Enterprise.select(Enterprise.id).where(wanted & can & (Enterprise.id > last))
        free = {row["id"] for row in await chosen.where(Enterprise.id <= rows[-1]["id"])}
        for row in rows:
            code = row["credit_code"]
            key = f"{code}#{numbers.get(row['id'], 1)}" if code else f"ID{row['id']}#1"
            if row["id"] in free:
                place = {"area": row["area"], "industry": row["industry"]}
                pool.append({"key": key, "name": row["name"], "stratum": stratum_of(by, row, names), **place})
                inside[key] = [row["id"], row["bureau"]]
            else:
                status = Status(row["status"])
                why = status.label if status != Status.RUNNING else "今年的检查次数已到上限"
                out.append({"key": key, "name": row["name"], "why": why})
        last = rows[-1]["id"]
    return sorted(pool, key=_key), sorted(out, key=_key), inside


def _key(row: Row) -> str:
    return str(row["key"])


async def _workplaces() -> dict[int, int]:
    """The number of a workplace (场所序号) among those of one credit code, by id; those that are alone are left out."""
    rows = await sql(
        "SELECT id, credit_code FROM enterprise WHERE credit_code IN (SELECT credit_code FROM enterprise "
        "WHERE credit_code IS NOT NULL GROUP BY credit_code HAVING COUNT(*) > 1) ORDER BY id"
    )
    seen: Counter[str] = Counter()
    found = {}
    for row in rows:
        seen[row["credit_code"]] += 1
        found[row["id"]] = seen[row["credit_code"]]
    return found


async def people(bureau: int, day: date) -> tuple[list[Row], list[Row]]:
    """(who can be sent, who is left out and why) of a bureau and those below it, by badge."""
    rows = await _staff(await bureaus_below(bureau))
    can: dict[str, Row] = {}
    out: list[Row] = []
    for row in rows:
        until, away = row["badge_until"], row["away_until"]
        if until is not None and until < day:
            out.append(row | {"why": "执法证已过期"})
        elif away is not None and away >= day:
            out.append(row | {"why": "请假或不在岗"})
        elif row["badge"] in can:
            out.append(row | {"why": "执法证号重复"})
        else:
            can[row["badge"]] = row
    return list(can.values()), out


async def _staff(bureaus: tuple[int, ...]) -> list[Row]:
    standing = {row["person"]: row for row in await InspectorStanding.select()}
    rows = await (
        Person.select(
            Person.id,
            Person.name,
            Person.badge,
            Person.bureau.code.as_alias("bureau"),
            Person.bureau.name.as_alias("bureau_name"),
        )
        .where(Person.bureau.is_in(list(bureaus) or [-1]) & Person.active.eq(True) & (Person.badge != ""))
        .where(Person.role.is_in(["inspector", "supervisor"]))
        .order_by(Person.badge)
        .order_by(Person.id)
    )
    nothing = {"badge_until": None, "away_until": None, "specialist": True}
    return [row | {name: standing.get(row["id"], nothing)[name] for name in nothing} for row in rows]


async def recused(by_key: Mapping[str, Any], staff: list[Row]) -> list[Row]:
    """The recusals that concern this pool: key and badge; the reasons stay inside."""
    keys = {one[0]: key for key, one in by_key.items()}
    badges = {row["id"]: row["badge"] for row in staff}
    if not badges:
        return []
    rows = await sql(
        f"SELECT DISTINCT person, enterprise FROM recusal WHERE ended_at IS NULL AND person IN ({marks(badges)})",  # noqa: S608
        *badges,
    )
    pairs = {(keys[row["enterprise"]], badges[row["person"]]) for row in rows if row["enterprise"] in keys}
    return [{"key": key, "badge": badge} for key, badge in sorted(pairs)]
