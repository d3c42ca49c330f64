"""Which visits count for which campaigns: written when a visit is submitted, by its own day, however late it arrives.

A visit counts for every campaign whose list holds its enterprise, whose checklist it used, and of which a phase that
inspects holds the day on which it ended in China (handbook-2 15.4, 16.3; docs/decisions/0019). Of the kinds of visits
those that are planned count: 日常 and 专项, with and without access.
"""

from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.campaigns.queries import phase_rows, phases_of
from webapp.campaigns.rules import allows
from webapp.campaigns.tables import CampaignVisit
from webapp.campaigns.words import State
from webapp.clock import local
from webapp.db import sql
from webapp.db.sql.bulk import write_rows
from webapp.db.sql.statement import marks
from webapp.inspections.rules import KINDS

OPEN = (State.LOCKED.value, State.WAITING.value, State.RUNNING.value)
PLANNED = tuple(kind.value for kind in KINDS.values() if kind.capped)
STEP = 5000
Row = dict[str, Any]


async def on_submission(user: User, visit: Row) -> None:
    """In the transaction of a submission: the campaigns for which this visit counts."""
    if visit["kind"] not in PLANNED:
        return
    rows = await sql(
        "SELECT c.id FROM campaign_object o JOIN campaign c ON c.id = o.campaign "  # noqa: S608
        "JOIN checklist_version v ON v.checklist = c.checklist WHERE o.enterprise = {} AND o.removed_at IS NULL "
        f"AND v.id = {{}} AND c.state IN ({marks(OPEN)}) ORDER BY c.id",
        visit["enterprise"], visit["version"], *OPEN,
    )  # fmt: skip
    day = local(visit["over_at"]).date()
    for row in rows:
        if allows(phases_of(await phase_rows(row["id"])), day):
            await CampaignVisit.insert(
                CampaignVisit(
                    campaign=row["id"], enterprise=visit["enterprise"], inspection=visit["id"], visited_on=day
                )
            )


async def link_earlier(campaign: int, enterprise: int = 0) -> None:
    """Visits that were submitted before their enterprise came to the list, of one enterprise or of all."""
    phases = phases_of(await phase_rows(campaign))
    only, values = ("AND o.enterprise = {}", [enterprise]) if enterprise else ("", [])
    last = UUID(int=0)
    while rows := await sql(
        "SELECT i.id, i.enterprise, i.over_at FROM campaign_object o JOIN campaign c ON c.id = o.campaign "  # noqa: S608
        "JOIN inspection i ON i.enterprise = o.enterprise JOIN checklist_version v ON v.id = i.version "
        "AND v.checklist = c.checklist WHERE o.campaign = {} AND o.removed_at IS NULL AND i.state = 'submitted' "
        f"{only} AND i.kind IN ({marks(PLANNED)}) AND i.id > {{}} AND NOT EXISTS (SELECT 1 FROM campaign_visit w "
        f"WHERE w.campaign = o.campaign AND w.inspection = i.id) ORDER BY i.id LIMIT {STEP}",
        campaign, *values, *PLANNED, last,
    ):  # fmt: skip
        found = [
            {
                "campaign": campaign,
                "enterprise": row["enterprise"],
                "inspection": row["id"],
                "visited_on": day,
            }
            for row in rows
            if row["over_at"] and allows(phases, day := local(row["over_at"]).date())
        ]
        await write_rows(CampaignVisit, found)
        last = rows[-1]["id"]
