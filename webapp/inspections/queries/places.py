"""What a visit has to look at in this enterprise: hazards, slots, open findings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from webapp.enterprises.tables import EnterpriseHazard, HazardFactor
from webapp.enterprises.tables import SignGroup as SignGroupTable
from webapp.findings.rules import State
from webapp.findings.tables import Finding
from webapp.inspections import slots
from webapp.inspections.tables import DraftFinding, DraftRecheck, Slot

Row = dict[str, Any]


async def hazards_of(enterprise: int) -> list[Row]:
    """The factors that are present: code, name, category, severe, sign_groups, exposed."""
    factor = EnterpriseHazard.factor
    return (
        await EnterpriseHazard.select(
            factor.code.as_alias("code"), factor.name.as_alias("name"), factor.category.as_alias("category"),
            factor.severe.as_alias("severe"), factor.sign_groups.as_alias("sign_groups"), EnterpriseHazard.exposed,
        )
        .where(EnterpriseHazard.enterprise == enterprise)
        .order_by(factor.code)
    )  # fmt: skip


async def factors_like(text: str, limit: int = 20) -> list[Row]:
    """Hazard factors whose name, initials or CAS number holds the text."""
    words = text.strip().lower()
    if not words:
        return []
    pattern = words.replace("%", "").replace("_", "")
    return (
        await HazardFactor.select(HazardFactor.code, HazardFactor.name, HazardFactor.category, HazardFactor.severe)
        .where(HazardFactor.search.like(f"%{pattern}%"))
        .order_by(HazardFactor.code)
        .limit(limit)
    )


async def slots_of(hazards: list[Row]) -> list[slots.Slot]:
    """The signs and the equipment that these hazards call for."""
    rows = await SignGroupTable.select().order_by(SignGroupTable.position)
    table = {
        row["code"]: slots.SignGroup(row["warning_signs"], row["mandatory_signs"], row["ppe"]) for row in rows
    }
    groups = [group for hazard in hazards for group in slots.groups_of(hazard["sign_groups"])]
    return slots.slots_for(groups, table)


async def slot_results(visit: UUID) -> dict[str, Row]:
    """What was seen, by slot key."""
    return {row["key"]: row for row in await Slot.select().where(Slot.inspection == visit)}


async def drafts_of(visit: UUID) -> list[Row]:
    """The findings as drafted, those that were withdrawn left out, in the order they were made."""
    return (
        await DraftFinding.select()
        .where((DraftFinding.inspection == visit) & DraftFinding.withdrawn_at.is_null())
        .order_by(DraftFinding.id)
    )


async def open_findings(enterprise: int) -> list[Row]:
    """上次未销号: what is open or waits for the bureau, the most urgent first."""
    return (
        await Finding.select()
        .where(
            (Finding.enterprise == enterprise)
            & Finding.state.is_in([State.OPEN.value, State.REPORTED.value])
        )
        .order_by(Finding.due_on, Finding.id)
        .limit(300)
    )


async def rechecks_of(visit: UUID) -> dict[int, Row]:
    """Results of a 复查 so far, by finding."""
    return {row["finding"]: row for row in await DraftRecheck.select().where(DraftRecheck.inspection == visit)}
