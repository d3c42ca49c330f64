"""Words for the lines of the board, and the options of its filters: a few statements, however many lines."""

from __future__ import annotations

from webapp.accounts.people import User
from webapp.accounts.tables import Bureau, Person
from webapp.areas.tables import Area
from webapp.board.counts import Line
from webapp.board.scope import NO_VIOLATION, Period, Scope
from webapp.checklists.tables import Violation
from webapp.enterprises.queries import bureaus_within, industry_names

ANY = ("", "全部")
UNKNOWN = "未填"


async def named(lines: dict[str, list[Line]]) -> dict[str, dict[str, str]]:
    """By filter name: the words of each key."""
    keys = {name: {line.key for line in rows} for name, rows in lines.items()}
    bureaus = [int(key) for key in keys.get("bureau", ()) if key.isdigit()]
    people = [int(key) for key in keys.get("inspector", ()) if key.isdigit()]
    found = {
        "bureau": {str(row["id"]): row["name"] for row in await _bureaus(bureaus)},
        "area": await area_names(keys.get("area", set()) - {""}),
        "industry": await industry_names(keys.get("industry", set()) - {""}),
        "violation": {code: f"{code} {text}" for code, text in await violations()},
        "inspector": {str(row["id"]): row["name"] for row in await _people(people)},
    }
    found["violation"][""] = "无对应违法行为（监督意见）"
    return found


async def area_names(codes: set[str]) -> dict[str, str]:
    """The names of some areas without those above them, which the reader knows."""
    if not codes:
        return {}
    rows = await Area.select(Area.code, Area.name).where(Area.code.is_in(sorted(codes)))
    return {row["code"]: row["name"] for row in rows}


async def _bureaus(ids: list[int]) -> list[dict[str, str]]:
    return await Bureau.select(Bureau.id, Bureau.name).where(Bureau.id.is_in(ids)) if ids else []


async def _people(ids: list[int]) -> list[dict[str, str]]:
    return await Person.select(Person.id, Person.name).where(Person.id.is_in(ids)) if ids else []


async def violations() -> list[tuple[str, str]]:
    """(code, text) of the violations."""
    return [(row["code"], row["text"]) for row in await Violation.select().order_by(Violation.code)]


async def inspectors(user: User, *, active: bool = False) -> list[dict[str, str]]:
    """Who may be responsible in the reach: id, name, badge, bureau_name, active; at most 1,000."""
    query = Person.select(
        Person.id, Person.name, Person.badge, Person.active, Person.bureau.name.as_alias("bureau_name")
    ).where(Person.bureau.is_in(list(user.bureaus) or [-1]) & (Person.badge != ""))
    if active:
        query = query.where(Person.active.eq(True))
    return await query.order_by(Person.bureau, Person.sort_key, Person.name, Person.id).limit(1000)


async def options(user: User, scope: Scope) -> dict[str, list[tuple[str, str]]]:
    """The choices of the filters; area and industry are narrowed by following the tables."""
    chosen_area = await area_names({scope.area} - {""})
    chosen_trade = await industry_names({scope.industry} - {""})
    return {
        "bureau": [ANY, *await bureaus_within(user)],
        "area": [ANY, *chosen_area.items()],
        "industry": [ANY, *chosen_trade.items()],
        "violation": [
            ANY,
            *((code, f"{code} {text}") for code, text in await violations()),
            (NO_VIOLATION, "无对应违法行为"),
        ],
        "inspector": [
            ANY,
            *((str(row["id"]), f"{row['name']}（{row['bureau_name']}）") for row in await inspectors(user)),
        ],
        "period": [ANY, *Period.choices()],
    }
