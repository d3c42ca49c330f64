"""What a visit has to look at in this enterprise: hazards, slots, drafted findings, rechecks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from webapp.db.like import contains
from webapp.enterprises import queries as enterprises
from webapp.enterprises.tables import HazardFactor
from webapp.inspections import slots
from webapp.inspections.tables import DraftFinding, DraftRecheck, Slot

Row = dict[str, Any]


async def hazards_of(enterprise: int) -> list[Row]:
    """The factors that are present: code, name, category, severe, sign_groups, exposed."""
    return (await enterprises.hazards_of([enterprise]))[enterprise]


async def factors_like(text: str, limit: int = 20) -> list[Row]:
    """Hazard factors whose name, initials or CAS number holds the text."""
    words = text.strip().lower()
    if not words:
        return []
    return (
        await HazardFactor.select(
            HazardFactor.code, HazardFactor.name, HazardFactor.category, HazardFactor.severe
        )
        .where(contains(HazardFactor.search, words))
        .order_by(HazardFactor.code)
        .limit(limit)
    )


async def all_factors() -> list[Row]:
    """The whole table, for phones without a network: code, name, severe, search."""
    return await HazardFactor.select(
        HazardFactor.code, HazardFactor.name, HazardFactor.severe, HazardFactor.search
    ).order_by(HazardFactor.code)


async def slots_of(hazards: list[Row]) -> list[slots.Slot]:
    """The signs and the equipment that these hazards call for."""
    demands = await enterprises.sign_groups()
    table = {
        code: slots.SignGroup(one.warning_signs, one.mandatory_signs, one.ppe)
        for code, one in demands.items()
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


async def rechecks_of(visit: UUID) -> dict[int, Row]:
    """Results of a 复查 so far, by finding."""
    return {
        row["finding"]: row for row in await DraftRecheck.select().where(DraftRecheck.inspection == visit)
    }
