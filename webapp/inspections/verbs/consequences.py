"""What a submitted visit sets in motion: its findings, and the results of its re-inspections."""

from webapp.accounts.people import User
from webapp.findings import verbs as findings
from webapp.findings.rules import Recheck
from webapp.inspections.queries.record import Record, Row
from webapp.inspections.rules import Outcome
from webapp.inspections.rules.targets import recheck_target


async def consequences(user: User, visit: Row, record: Record) -> list[int]:
    """Open the findings and apply the rechecks in the caller's transaction; returns the ids of the findings.

    A closed gate and a patrol make none: what an assistant saw is for an inspector to judge.
    """
    if visit["outcome"] == Outcome.NO_ACCESS.value or not record.kind.opens_findings:
        return []
    made = await findings.open_findings(user, visit, in_order(record))
    if record.kind.rechecks:
        for finding in record.open:
            row = record.rechecks.get(finding["id"])
            if row is not None:
                shown = len(record.photos_at(recheck_target(finding["id"])))
                await findings.recheck(user, finding["id"], visit, Recheck(row["result"]), row["note"], shown)
    return made


def in_order(record: Record) -> list[Row]:
    """The findings in the checklist's order, those outside of it last, as they were made."""
    places = {item["id"]: number for number, item in enumerate(record.items)}
    return sorted(record.findings, key=lambda row: (places.get(row["item"], len(places)), str(row["id"])))
