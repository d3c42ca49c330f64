"""Reading campaigns: the organiser's and what is above it; bureaus below see those that were deployed to them."""

import json
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import bureaus_sql, reaches_bureau
from webapp.campaigns.rules import Phase
from webapp.campaigns.tables import Campaign, CampaignObject, CampaignPhase, CampaignQuestion, CampaignShare
from webapp.campaigns.words import Kind, State
from webapp.db import look
from webapp.errors import NotFound

Row = dict[str, Any]
BIGGEST_ID = 2**31 - 1
MOST_LISTED = 200


async def listed(user: User) -> list[Row]:
    """The newest campaigns that this person may see."""
    own, values = bureaus_sql(user.bureaus, "c")
    theirs, more = bureaus_sql(user.bureaus, "o")
    rows = await look(
        "SELECT c.id, c.code, c.title, c.kind, c.state, c.found, b.name AS bureau_name "  # noqa: S608
        f"FROM campaign c JOIN bureau b ON b.id = c.bureau WHERE {own} OR (c.deployed_at IS NOT NULL AND EXISTS "
        f"(SELECT 1 FROM campaign_object o WHERE o.campaign = c.id AND {theirs})) ORDER BY c.id DESC LIMIT {MOST_LISTED}",
        *values,
        *more,
    )
    days = await _days([row["id"] for row in rows])
    return [dressed(row) | days[row["id"]] for row in rows]


async def _days(campaigns: list[int]) -> dict[int, Row]:
    """The first and the last day of each."""
    rows = await CampaignPhase.select().where(CampaignPhase.campaign.is_in(campaigns or [-1]))
    found: dict[int, list[Row]] = {one: [] for one in campaigns}
    for row in rows:
        found[row["campaign"]].append(row)
    return {
        one: {
            "starts_on": min((row["starts_on"] for row in phases), default=None),
            "ends_on": max((row["ends_on"] for row in phases), default=None),
        }
        for one, phases in found.items()
    }


def dressed(row: Row) -> Row:
    return row | {"state_label": State(row["state"]).label, "kind_label": Kind(row["kind"]).label}


async def campaign_for(user: User, pk: int, *, organiser: bool = False) -> Row:
    """A campaign with its rule unpacked and `mine`: whether it is the user's to run; NotFound out of reach."""
    row: Row | None = None
    if 0 < pk <= BIGGEST_ID:
        row = await (
            Campaign.select(
                *Campaign.all_columns(),
                Campaign.bureau.name.as_alias("bureau_name"),
                Campaign.checklist.title.as_alias("checklist_title"),
            )
            .where(Campaign.id == pk)
            .first()
        )
    if row is None:
        raise NotFound
    mine = reaches_bureau(user, row["bureau"])
    if not mine and (organiser or not row["deployed_at"] or not await _theirs(user, pk)):
        raise NotFound
    return dressed(row) | {"mine": mine, "rule": json.loads(row["rule"])}


async def _theirs(user: User, pk: int) -> bool:
    among = CampaignObject.bureau.is_in(list(user.bureaus) or [-1])
    return bool(await CampaignObject.exists().where((CampaignObject.campaign == pk) & among))


async def phase_rows(pk: int) -> list[Row]:
    """The phases in their order."""
    return await CampaignPhase.select().where(CampaignPhase.campaign == pk).order_by(CampaignPhase.no)


def phases_of(rows: list[Row]) -> list[Phase]:
    return [Phase(row["title"], row["starts_on"], row["ends_on"], bool(row["inspects"])) for row in rows]


async def parts(user: User, row: Row) -> list[Row]:
    """The bureaus that take part, as far as this person may see them: all for the organiser, else those in reach."""
    within, reach = ("1 = 1", ()) if row["mine"] else bureaus_sql(user.bureaus, "p")
    rows = await look(
        "SELECT p.id, p.bureau, b.name AS bureau_name FROM campaign_share p JOIN bureau b ON b.id = p.bureau "  # noqa: S608
        f"WHERE p.campaign = {{}} AND {within} ORDER BY b.code",
        row["id"], *reach,
    )  # fmt: skip
    stored = await CampaignShare.select().where(CampaignShare.campaign == row["id"])
    known = {one["id"]: one for one in stored}
    return [known[one["id"]] | {"bureau_name": one["bureau_name"]} for one in rows]


async def questions(user: User, row: Row) -> list[Row]:
    """What was asked, the oldest first: everything for the organiser, else what the bureaus in reach asked."""
    asked: Any = CampaignQuestion.campaign == row["id"]
    if not row["mine"]:
        asked = asked & CampaignQuestion.bureau.is_in(list(user.bureaus) or [-1])
    return await (
        CampaignQuestion.select(
            *CampaignQuestion.all_columns(), CampaignQuestion.bureau.name.as_alias("bureau_name")
        )
        .where(asked)
        .order_by(CampaignQuestion.id)
        .limit(MOST_LISTED)
    )
