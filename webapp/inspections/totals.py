"""Counts, score and verdict of a visit, by the rule of its checklist's version."""

import json
from typing import Any

from webapp.checklists.scoring import Score, Scored, ScoringRule, score
from webapp.checklists.tables import ChecklistItem, ChecklistVersion
from webapp.inspections.missing import Visit
from webapp.inspections.rules import Outcome, SlotResult


async def scored(version: int, visit: Visit) -> Score:
    """The score of the answers so far; items that the visit does not show do not count."""
    row = await ChecklistVersion.select(ChecklistVersion.scoring).where(ChecklistVersion.id == version).first()
    items = await ChecklistItem.select(ChecklistItem.code, ChecklistItem.weight, ChecklistItem.key_item).where(
        ChecklistItem.version == version
    )
    by_code = {item["code"]: item for item in items}
    return score(
        (
            Scored(item.result, by_code[item.code]["weight"], by_code[item.code]["key_item"])
            for item in visit.items
            if item.code in by_code
        ),
        ScoringRule.from_json(json.loads(row["scoring"] if row else "{}")),
    )


def counted(visit: Visit, of: Score) -> dict[str, int]:
    """Numbers for lists and the record; findings and slots are counted apart from items."""
    return {
        **{result.value: number for result, number in of.counts.items()},
        "unanswered": of.unanswered,
        "vetoed": of.vetoed,
        "findings": sum(len(item.findings) for item in visit.items) + len(visit.findings),
        "slots_present": sum(slot.result in (SlotResult.PRESENT, SlotResult.NO_PHOTO) for slot in visit.slots),
        "slots_wanting": sum(slot.result in (SlotResult.ABSENT, SlotResult.DAMAGED) for slot in visit.slots),
        "rechecks": len(visit.rechecks),
    }


async def totals(version: int, visit: Visit) -> dict[str, Any]:
    """The columns counts, score and verdict; a closed gate and a patrol have no score."""
    of = await scored(version, visit)
    plain = visit.outcome is Outcome.NO_ACCESS
    return {
        "counts": json.dumps({} if plain else counted(visit, of)),
        "score": None if plain else of.percent,
        "verdict": "" if plain or of.verdict is None else of.verdict.value,
    }
