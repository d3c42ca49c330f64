"""Counts, score and verdict of a visit, by the rule of its checklist's version."""

import json
from typing import Any

from webapp.checklists.rules.scoring import Score, Scored, ScoringRule, score
from webapp.db import look
from webapp.inspections.queries.record import Record
from webapp.inspections.rules import Outcome, SlotResult
from webapp.inspections.rules.snapshot import Visit


async def scored(record: Record, visit: Visit) -> Score:
    """The score of the answers so far; items that the visit does not show do not count."""
    rows = await look("SELECT scoring FROM checklist_version WHERE id = {}", record.visit["version"])
    items = {item["code"]: item for item in record.items}
    return score(
        (
            Scored(item.result, items[item.code]["weight"], items[item.code]["key_item"])
            for item in visit.items
            if item.code in items
        ),
        ScoringRule.from_json(json.loads(rows[0]["scoring"] if rows else "{}")),
    )


def counted(visit: Visit, of: Score) -> dict[str, int]:
    """Numbers for lists and the record; findings and slots are counted apart from items."""
    findings = [finding for item in visit.items for finding in item.findings] + list(visit.findings)
    return {
        **{result.value: number for result, number in of.counts.items()},
        "unanswered": of.unanswered,
        "vetoed": of.vetoed,
        "findings": len(findings),
        "on_site": sum(finding.on_site for finding in findings),
        "slots_present": sum(
            slot.result in (SlotResult.PRESENT, SlotResult.NO_PHOTO) for slot in visit.slots
        ),
        "slots_wanting": sum(slot.result in (SlotResult.ABSENT, SlotResult.DAMAGED) for slot in visit.slots),
        "rechecks": len(visit.rechecks),
    }


async def totals(record: Record, visit: Visit) -> dict[str, Any]:
    """The columns counts, score and verdict; a closed gate and a patrol have no score."""
    of = await scored(record, visit)
    plain = visit.outcome is Outcome.NO_ACCESS
    return {
        "counts": json.dumps({} if plain else counted(visit, of)),
        "score": None if plain else of.percent,
        "verdict": "" if plain or of.verdict is None else of.verdict.value,
    }
