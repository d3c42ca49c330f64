"""逾期不改正, on which a fine may rest: re-inspections that failed after the due date that was in force on that day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from webapp.audit.queries import history
from webapp.clock import local, now
from webapp.findings.rules import Recheck
from webapp.findings.tables import Recheck as RecheckTable

Row = dict[str, Any]


def ended(inspection: Row, latest: datetime) -> datetime:
    """When a visit ended by the server's clock, at the latest then: a clock that is a day fast makes nobody late.

    `over_at` is what the submission made of it; visits of before it was kept have the phone's word, unless the
    submission set it.
    """
    over: datetime | None = inspection.get("over_at")
    if over is not None:
        return min(over, latest)
    said: datetime | None = inspection.get("ended_at")
    if said is None:
        return latest
    if said != inspection.get("submitted_at"):
        said += timedelta(seconds=inspection.get("clock_offset") or 0)
    return min(said, latest)


def after_due(inspection: Row, due_on: date, latest: datetime | None = None) -> bool:
    """Whether the due date was over on the day of the visit, by China's calendar."""
    return local(ended(inspection, latest or now())).date() > due_on


async def failures(finding: Row, *, but: object = None) -> list[datetime]:
    """When re-inspections that stand failed after the due date of their day; the visit `but` is left out.

    The due date of that day is read from the trail: one that was granted afterwards makes an early visit no failure. So
    is whether the result took effect: what was seen of a finding that had ended stands beside it and is no failure.
    """
    visit: Any = RecheckTable.inspection
    rows = (
        await RecheckTable.select(
            RecheckTable.at, visit.id, visit.ended_at, visit.over_at, visit.submitted_at, visit.clock_offset
        )
        .where(
            (RecheckTable.finding == finding["id"])
            & (visit.state == "submitted")
            & (RecheckTable.result != Recheck.FIXED.value)
        )
        .order_by(RecheckTable.at)
    )
    visits = [{name.removeprefix("inspection."): value for name, value in row.items()} for row in rows]
    trail = await _trail(finding) if visits else []
    begun = {said["inspection"] for _, said in trail if "inspection" in said and "round" in said}

    def in_force(moment: datetime) -> date:
        due: date = finding["first_due_on"]
        later = [said["due_on"] for at, said in trail if said.get("due_on") and at <= moment]
        return date.fromisoformat(later[-1]) if later else due

    return [
        ended(row, row["at"])
        for row in visits
        if row["id"] != but and str(row["id"]) in begun and after_due(row, in_force(row["at"]), row["at"])
    ]


async def _trail(finding: Row) -> list[tuple[datetime, Row]]:
    """When what was written of the finding, oldest first."""
    events = await history("finding", finding["id"])
    return [(event["at"], json.loads(event["after"] or "{}")) for event in events]
