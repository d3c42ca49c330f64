"""辖区: which bureau supervises an area by default. The longest prefix that was given out decides, not the identical row.

Who takes an area needs whoever has it in reach: its bureau, or somebody above both. Enterprises that are registered stay
where they are.
"""

from collections.abc import Iterable
from typing import Any

from webapp.accounts.bureaus.tree import bureaus_above, bureaus_below, hold_tree
from webapp.accounts.events import AREA_CLAIMED, AREA_RELEASED
from webapp.accounts.people import User
from webapp.accounts.queries import bureau_for
from webapp.accounts.rules import area_problem
from webapp.accounts.tables import Bureau, BureauArea
from webapp.areas.queries import area, names
from webapp.areas.rules import ancestors, owner_of
from webapp.areas.tables import Area
from webapp.audit import record
from webapp.db import transaction
from webapp.db.sql.like import contains, starts_with
from webapp.errors import Conflict, Forbidden, Invalid, NotFound

Row = dict[str, Any]
MOST_FOUND = 30
MOST_PARTS = 20


class Moving(Conflict):
    """The area belongs to another bureau; asks before it is taken away."""


async def _given(condition: Any) -> dict[str, Row]:
    """What was given to bureaus in use, by area: bureau, area, name."""
    rows = await BureauArea.select(
        BureauArea.bureau,
        BureauArea.area,
        BureauArea.bureau.name.as_alias("name"),
        BureauArea.bureau.active.as_alias("active"),
    ).where(condition)
    return {row["area"]: row for row in rows if row["active"]}


async def owners(codes: Iterable[str]) -> dict[str, Row | None]:
    """Whose each area is: `bureau`, its `name`, and the `area` of the row that says so; None for nobody's."""
    wanted = set(codes)
    some = {one for code in wanted for one in ancestors(code)}
    given = await _given(BureauArea.area.is_in(sorted(some) or ["-"]))
    return {code: owner_of(code, given) for code in wanted}


async def bureau_for_area(code: str) -> int | None:
    """The bureau that supervises a place by default; None when there is none."""
    owner = (await owners([code]))[code]
    return owner["bureau"] if owner else None


async def areas_of(bureau: int) -> list[Row]:
    """The areas of a bureau: code, full_name, and `parts`: what lies in them and is another one's, code, full_name, owner."""
    given = await _given(BureauArea.bureau.is_not_null())
    mine = sorted(code for code, row in given.items() if row["bureau"] == bureau)
    parts: dict[str, list[str]] = {code: [] for code in mine}
    for code, row in given.items():
        # The nearest row above says from whom it was taken.
        around = next((one for one in reversed(ancestors(code)[:-1]) if one in given), "")
        if row["bureau"] != bureau and around in parts:
            parts[around].append(code)
    known = await names({*mine, *(one for some in parts.values() for one in some)})
    return [
        {"code": code, "full_name": known.get(code, code)}
        | {
            "parts": [
                {"code": one, "full_name": known.get(one, one), "owner": given[one]["name"]}
                for one in sorted(parts[code])
            ]
        }
        for code in mine
    ]


async def find_areas(user: User, bureau: int, text: str) -> list[Row]:
    """Areas by code or part of the name, where the bureaus in reach have something; at most 30.

    Each with `owner` (None for nobody), `around` (the area by which it is the owner's, "" for itself), `mine` (is the
    bureau's own row already) and `problem` (why this person cannot give it to the bureau, "" when they can).
    """
    tops = await lands(user)
    within: Any = starts_with(Area.code, tops[0])
    for top in tops[1:]:
        within = within | starts_with(Area.code, top)
    found = (
        await Area.select()
        .where(within & (contains(Area.full_name, text) | starts_with(Area.code, text)))
        .order_by(Area.level, Area.code)
        .limit(MOST_FOUND)
    )
    by_code = await owners(row["code"] for row in found)
    around = await names({owner["area"] for owner in by_code.values() if owner})
    codes = await _codes(user)
    for row in found:
        owner = by_code[row["code"]]
        row["owner"] = owner
        row["around"] = around.get(owner["area"], "") if owner and owner["area"] != row["code"] else ""
        row["mine"] = bool(owner and owner["bureau"] == bureau and not row["around"])
        row["problem"] = _problem(user, row, owner, set(user.bureaus), codes)
    return found


async def _codes(user: User) -> list[str]:
    rows = await Bureau.select(Bureau.code).where(Bureau.id.is_in(list(user.bureaus) or [-1]))
    return [row["code"] for row in rows]


async def lands(user: User) -> list[str]:
    """The shortest prefixes of all areas around the bureaus in reach: those of their codes, and what was given to them."""
    given = await BureauArea.select(BureauArea.area).where(
        BureauArea.bureau.is_in(list(user.bureaus) or [-1])
    )
    codes = {code.partition("Z")[0] for code in await _codes(user)} | {row["area"] for row in given}
    tops: list[str] = []
    for code in sorted(codes):
        if not tops or not code.startswith(tops[-1]):
            tops.append(code)
    return tops or ["-"]


def _problem(user: User, known: Row, owner: Row | None, reach: set[int], codes: list[str]) -> str:
    """Why an area cannot be given away by this person, "" when it can."""
    if owner is None:
        return area_problem(known["code"], user.bureau_code, codes, topmost=user.topmost)
    if owner["bureau"] in reach:
        return ""
    return (
        f"{known['full_name']}由{owner['name']}管辖，不在您的管理范围内；"
        "请由该机构，或双方共同上级的管理员办理。"
    )


async def claim(bureau: int, code: str) -> bool:
    """Give a new bureau the area of its code, in the caller's transaction: when it is nobody's, or of a bureau above it.

    Whoever else has it keeps it.
    """
    owner = (await owners([code]))[code]
    if owner and (owner["area"] == code or owner["bureau"] not in await bureaus_above(bureau)):
        return False
    made = await BureauArea.insert(BureauArea(bureau=bureau, area=code)).on_conflict(
        target=BureauArea.area, action="DO NOTHING"
    )
    return bool(made)


async def add_area(user: User, bureau: int, code: str, *, move: bool = False) -> None:
    """Give an area to a bureau. Raises Moving when it is another one's, also by a wider area, and `move` is not set."""
    row = await bureau_for(user, bureau)
    if not row["active"]:
        raise Conflict("这个机构已停用。")
    known = await area(code)
    if known is None:
        raise Invalid("没有这个行政区划，请重新搜索。")
    async with transaction():
        await hold_tree()
        reach = set(await bureaus_below(user.bureau))
        if bureau not in reach:
            raise NotFound
        owner = (await owners([code]))[code]
        if owner and owner["bureau"] == bureau and owner["area"] == code:
            return
        if problem := _problem(user, known, owner, reach, await _codes(user)):
            raise Forbidden(problem)
        if owner and owner["bureau"] != bureau and not move:
            raise Moving(f"{known['full_name']}现在由{owner['name']}管辖，要移到{row['name']}吗？")
        await BureauArea.delete().where(BureauArea.area == code)
        await BureauArea.insert(BureauArea(bureau=bureau, area=code))
        before = {"bureau": owner["name"]} if owner else None
        after = {"area": known["full_name"]}
        await record(user, AREA_CLAIMED, bureau, before=before, after=after, bureau=bureau)


async def remove_area(user: User, bureau: int, code: str) -> str:
    """Take an area from a bureau in reach; returns the name of the bureau whose it is then, "" for nobody's."""
    await bureau_for(user, bureau)
    if not code.isdigit():
        raise NotFound
    async with transaction():
        await hold_tree()
        gone = (
            await BureauArea.delete()
            .where((BureauArea.bureau == bureau) & (BureauArea.area == code))
            .returning(BureauArea.id)
        )
        if not gone:
            raise NotFound
        full = (await names({code})).get(code, code)
        await record(user, AREA_RELEASED, bureau, before={"area": full}, bureau=bureau)
        owner = (await owners([code]))[code]
    return owner["name"] if owner else ""
