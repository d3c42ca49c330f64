"""From a code to its enterprise, and the few things about it that everybody may read."""

from dataclasses import dataclass, field
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.enterprises.queries import enterprise_for, hazards_of, industry_names, sign_groups
from webapp.enterprises.rules.short_codes import parse_short_code
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.errors import Invalid, NotFound
from webapp.inspections.rules import slots
from webapp.web.text import clean

UNKNOWN_SHORT = "没有这个短码，请对照标签重新输入，或重新扫描二维码。"


class UnknownShort(Invalid):
    """A short code that no enterprise has."""

    def __init__(self) -> None:
        super().__init__(UNKNOWN_SHORT)


@dataclass
class PublicPage:
    """What anybody who scans may see. `hazards`: names by category; `signs`: names of GBZ 158."""

    name: str
    workplace: str
    industry: str
    hazards: dict[str, list[str]] = field(default_factory=dict)
    signs: list[str] = field(default_factory=list)
    ppe: list[slots.Slot] = field(default_factory=list)


async def by_token(token: str) -> dict[str, Any] | None:
    """The code of a token (enterprise, short_code, revoked_at), also a revoked one; None when it is not ours."""
    return await QrCode.select().where(QrCode.token == clean(token)).first()


async def by_short_code(typed: str) -> dict[str, Any]:
    """The code of what was typed; UnknownShort, or Invalid with a sentence when it cannot be a short code."""
    try:
        code = parse_short_code(typed)
    except ValueError as error:
        raise Invalid(str(error)) from None
    found: dict[str, Any] | None = await QrCode.select().where(QrCode.short_code == code).first()
    if found is None:
        raise UnknownShort
    return found


async def public_page(enterprise: int) -> PublicPage:
    """Name, workplace, industry, hazards and what they demand; nothing else leaves here."""
    row = await (
        Enterprise.select(Enterprise.name, Enterprise.workplace, Enterprise.industry)
        .where(Enterprise.id == enterprise)
        .first()
    )
    if row is None:
        raise NotFound
    page = PublicPage(
        row["name"], row["workplace"], (await industry_names({row["industry"]})).get(row["industry"], "")
    )
    groups: list[str] = []
    for hazard in (await hazards_of([enterprise]))[enterprise]:
        page.hazards.setdefault(hazard["category"], []).append(hazard["name"])
        groups += slots.groups_of(hazard["sign_groups"])
    table = {
        code: slots.SignGroup(row.warning_signs, row.mandatory_signs, row.ppe)
        for code, row in (await sign_groups()).items()
    }
    demanded = slots.slots_for(groups, table)
    page.signs = [name for slot in demanded if slot.kind == slots.SlotKind.SIGN for name in slot.alternatives]
    # 按因素选用 tells an inspector to choose; to somebody at the gate it names nothing.
    page.ppe = [
        slot for slot in demanded if slot.kind == slots.SlotKind.PPE and not slot.name.startswith("按")
    ]
    return page


async def reaches(user: User | None, enterprise: int) -> bool:
    """Whether the enterprise exists for this person."""
    if user is None or user.must_change:
        return False
    return await Enterprise.exists().where(
        (Enterprise.id == enterprise) & enterprise_condition(user, Enterprise)
    )


async def codes_of(user: User, enterprise: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The enterprise and all of its codes, newest first; NotFound out of reach."""
    row = await enterprise_for(user, enterprise)
    codes = await (
        QrCode.select().where(QrCode.enterprise == enterprise).order_by(QrCode.id, ascending=False).limit(50)
    )
    return row, codes
