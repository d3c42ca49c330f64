"""Hazard factors and sign groups, as the pages of the reference data show them."""

import re
from typing import Any

from webapp.enterprises.rules.search import fold
from webapp.enterprises.tables import HazardFactor, SignGroup
from webapp.errors import NotFound

Row = dict[str, Any]


async def factors_like(text: str) -> list[Row]:
    """The factors whose name, pinyin initials, CAS number or code contain the text; all for none."""
    wanted = fold(text)
    rows = await HazardFactor.select().order_by(HazardFactor.code)
    return [row for row in rows if wanted in row["search"] or wanted == fold(row["code"])]


async def factor_of(code: str) -> Row:
    """One factor; NotFound otherwise."""
    row: Row | None = None
    if re.fullmatch(r"[A-Z0-9]{1,10}", code):
        row = await HazardFactor.select().where(HazardFactor.code == code).first()
    if row is None:
        raise NotFound
    return row


async def all_sign_groups() -> list[Row]:
    """All columns of the sign groups, in their order."""
    return await SignGroup.select().order_by(SignGroup.position)


async def sign_group_of(code: str) -> Row:
    """One sign group; NotFound otherwise."""
    for row in await all_sign_groups():
        if row["code"] == code:
            return row
    raise NotFound
