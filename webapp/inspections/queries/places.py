"""What a visit has to look at in this enterprise: hazards, slots, drafted findings, rechecks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from piccolo.table import Table

from webapp.db import look
from webapp.db.sql.like import contains
from webapp.db.sql.statement import columns
from webapp.enterprises import queries as enterprises
from webapp.enterprises.tables import HazardFactor
from webapp.inspections.rules import slots
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


async def all_factors() -> Row:
    """For phones without a network: `factors` (code, name, severe, search, groups), and `groups` in the table's order,
    each with its code and the `slots` that it calls for (key, kind, alternatives, note).
    """
    factors = await HazardFactor.select(
        HazardFactor.code,
        HazardFactor.name,
        HazardFactor.severe,
        HazardFactor.search,
        HazardFactor.sign_groups,
    ).order_by(HazardFactor.code)
    table = await _table()
    return {
        "factors": [row | {"groups": slots.groups_of(row.pop("sign_groups"))} for row in factors],
        "groups": [
            {
                "code": code,
                "slots": [
                    {
                        "key": slot.key,
                        "kind": slot.kind.value,
                        "alternatives": slot.alternatives,
                        "note": slot.note,
                    }
                    for slot in slots.slots_for([code], table)
                ],
            }
            for code in table
        ],
    }


async def slots_of(hazards: list[Row]) -> list[slots.Slot]:
    """The signs and the equipment that these hazards call for."""
    return (await demands_of(hazards))[0]


async def demands_of(hazards: list[Row]) -> tuple[list[slots.Slot], frozenset[str]]:
    """The same, and the keys of those that a severe hazard among them calls for."""
    table = await _table()
    severe = _slots([hazard for hazard in hazards if hazard["severe"]], table)
    return _slots(hazards, table), frozenset(slot.key for slot in severe)


def _slots(hazards: list[Row], table: dict[str, slots.SignGroup]) -> list[slots.Slot]:
    groups = [group for hazard in hazards for group in slots.groups_of(hazard["sign_groups"])]
    return slots.slots_for(groups, table)


async def _table() -> dict[str, slots.SignGroup]:
    demands = await enterprises.sign_groups()
    return {
        code: slots.SignGroup(one.warning_signs, one.mandatory_signs, one.ppe)
        for code, one in demands.items()
    }


async def slot_results(visit: UUID) -> dict[str, Row]:
    """What was seen, by slot key."""
    return {row["key"]: row for row in await look(_SLOTS, visit)}


async def drafts_of(visit: UUID) -> list[Row]:
    """The findings as drafted, those that were withdrawn left out, in the order they were made."""
    return await look(_DRAFTS, visit)


async def rechecks_of(visit: UUID) -> dict[int, Row]:
    """Results of a 复查 so far, by finding."""
    return {row["finding"]: row for row in await look(_RECHECKS, visit)}


def _all_of(table: type[Table], more: str = "") -> str:
    name = table._meta.tablename
    return f"SELECT {columns(table, 't')} FROM {name} t WHERE t.inspection = {{}} {more}"  # noqa: S608 - our own names


_SLOTS = _all_of(Slot)
_DRAFTS = _all_of(DraftFinding, "AND t.withdrawn_at IS NULL ORDER BY t.id")
_RECHECKS = _all_of(DraftRecheck)
