"""The code sheets of the template for enterprises, its layout and its drop-downs."""

from collections.abc import Mapping

from webapp.accounts.people import User
from webapp.accounts.tables import BureauArea
from webapp.areas.rules import end_of
from webapp.db import look
from webapp.enterprises.imports.columns import AREAS, FACTORS, GENERAL_NOTES, HEADINGS, SHEET, TRADES
from webapp.enterprises.queries import factor_choices, industry_choices
from webapp.enterprises.rules import Registration, Size, Status
from webapp.imports.files import listed
from webapp.imports.kinds import Drop, Layout, Lists

MOST_AREAS = 5_000


async def code_sheets(user: User) -> Lists:
    """What the code sheets of the template list: areas within reach, industries, hazard factors."""
    given = await BureauArea.select(BureauArea.area).where(BureauArea.bureau.is_in(sorted(user.bureaus)))
    areas: dict[str, str] = {}
    for row in given:
        found = await look(
            "SELECT code, full_name FROM area WHERE code >= {} AND code < {} AND LENGTH(code) >= 6 ORDER BY code LIMIT {}",
            row["area"],
            end_of(row["area"]),
            MOST_AREAS,
        )
        areas |= {one["code"]: one["full_name"] for one in found}
    trades = await industry_choices()
    factors = await factor_choices()
    return {
        AREAS: [(name, code) for code, name in sorted(areas.items())[:MOST_AREAS]],
        TRADES: [(f"{code} {row['name']}", row["name"]) for code, row in trades.items() if row["parent"]],
        FACTORS: [(row["name"], row["code"], row["category"]) for row in factors],
    }


def _drops(lists: Lists) -> Mapping[str, Drop]:
    drops: dict[str, Drop] = {
        key: [member.label for member in words]
        for key, words in (("size", Size), ("registration", Registration), ("status", Status))
    }
    for key, name in (("area", AREAS), ("industry", TRADES)):
        if lists.get(name):
            drops[key] = listed(lists, name)
    return drops


LAYOUT = Layout(
    SHEET,
    HEADINGS,
    GENERAL_NOTES,
    {AREAS: ("名称", "代码"), TRADES: ("代码和名称", "名称"), FACTORS: ("名称", "代码", "类别")},
    {AREAS: (44, 14), TRADES: (44, 36), FACTORS: (36, 12, 16)},
    _drops,
)
