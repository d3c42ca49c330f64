"""What a submitted visit sets in motion: its findings, and the results of its re-inspections."""

from collections import Counter
from typing import Any

from webapp.accounts.people import User
from webapp.evidence.queries import photos_of
from webapp.findings import verbs as findings
from webapp.findings.rules import Recheck
from webapp.inspections.record import OWNER, drafts, rechecks, standing_answers
from webapp.inspections.rules import Kind, Outcome, Result

Row = dict[str, Any]
COUNTED = (Result.UNMET.value, Result.MOSTLY.value)


async def consequences(user: User, visit: Row) -> list[int]:
    """Open the findings and apply the rechecks in the caller's transaction; returns the ids of the findings.

    A closed gate and a patrol make none: what an assistant saw is for an inspector to judge.
    """
    if visit["outcome"] == Outcome.NO_ACCESS.value or visit["kind"] == Kind.PATROL.value:
        return []
    made = await findings.open_findings(user, visit, await counting_drafts(visit))
    if visit["kind"] == Kind.RECHECK.value:
        await _apply_rechecks(user, visit)
    return made


async def counting_drafts(visit: Row) -> list[Row]:
    """The drafts whose item is still 不符合 or 基本符合, and those outside of the checklist.

    Somebody who answers 不符合, writes a finding and then changes the answer keeps the draft, but it makes no finding.
    """
    results = {row["item"]: row["result"] for row in await standing_answers(visit["id"])}
    return [
        row for row in await drafts(visit["id"]) if row["item"] is None or results.get(row["item"]) in COUNTED
    ]


async def _apply_rechecks(user: User, visit: Row) -> None:
    photos = Counter(row["target"] for row in (await photos_of(OWNER, [visit["id"]]))[str(visit["id"])])
    for row in await rechecks(visit["id"]):
        shown = photos[f"recheck:{row['finding']}"]
        await findings.recheck(user, row["finding"], visit, Recheck(row["result"]), row["note"], shown)
