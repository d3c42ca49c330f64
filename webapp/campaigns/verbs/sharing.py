"""With bureaus below: they are told of a campaign, accept it with their own days, ask, and are answered."""

from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.campaigns import queries
from webapp.campaigns.events import ACCEPTED, ANSWERED, ASKED
from webapp.campaigns.tables import CampaignQuestion, CampaignShare
from webapp.campaigns.verbs.making import held
from webapp.campaigns.words import State
from webapp.clock import now
from webapp.db import lock, sql, transaction
from webapp.errors import Conflict, Invalid, NotFound
from webapp.reminders.notices import Message, post, supervisors_of

MOST_QUESTIONS = 200
Row = dict[str, Any]


async def tell(row: Row) -> None:
    """Every bureau below with something on the list takes part; its supervisors find it in the inbox. Told once."""
    rows = await sql(
        "SELECT DISTINCT o.bureau FROM campaign_object o WHERE o.campaign = {} AND o.removed_at IS NULL AND o.bureau <> {} "
        "AND NOT EXISTS (SELECT 1 FROM campaign_share b WHERE b.campaign = o.campaign AND b.bureau = o.bureau)",
        row["id"],
        row["bureau"],
    )
    bureaus = [one["bureau"] for one in rows]
    for bureau in bureaus:
        await CampaignShare.insert(CampaignShare(campaign=row["id"], bureau=bureau, told_at=now()))
    text = f"{row['bureau_name']}部署了这个行动，请接收，填写联系人和本机构的检查日期。"
    message = _message(row, "deployed", f"请接收行动：{row['title']}", text)
    for people in (await supervisors_of(bureaus)).values():
        await post(message, people)


def _message(row: Row, occasion: str, title: str, text: str) -> Message:
    return Message(f"campaign:{row['id']}:{occasion}", "campaign", title, text, f"/campaigns/{row['id']}")


async def of_campaign(user: User, notice: Row) -> Row | None:
    """Whether a notice of a campaign is still to be mailed: not when the campaign is over; NotFound out of reach."""
    number = notice["key"].split(":")[1]
    row = await queries.campaign_for(user, int(number))
    return None if row["state"] in (State.ENDED, State.STOPPED) else notice


async def accept(user: User, pk: int, contact: str, starts: date, ends: date) -> None:
    """For the user's bureau; again changes contact and days. Invalid when the days lie outside of those that inspect."""
    async with transaction():
        part = await _part(user, pk)
        days = [one for one in queries.phases_of(await queries.phase_rows(pk)) if one.inspects]
        first, last = min(one.starts_on for one in days), max(one.ends_on for one in days)
        if starts < first:
            raise Invalid(f"行动从 {first} 起检查，本机构的日期应在 {first} 至 {last} 之间。", "starts_on")
        if ends > last:
            raise Invalid(f"行动到 {last} 止检查，本机构的日期应在 {first} 至 {last} 之间。", "ends_on")
        told: Row = {"contact": contact, "starts_on": starts, "ends_on": ends}
        before = {name: part[name] for name in told} if part["accepted_at"] else None
        changed: dict[Any, Any] = {**told, "accepted_at": now(), "accepted_by": user.id}
        await CampaignShare.update(changed).where(CampaignShare.id == part["id"])
        await record(user, ACCEPTED, pk, before=before, after=told, bureau=part["bureau"])


async def ask(user: User, pk: int, text: str) -> None:
    """The organiser's supervisors find the question in the inbox."""
    async with transaction():
        part = await _part(user, pk)
        if await CampaignQuestion.count().where(CampaignQuestion.campaign == pk) >= MOST_QUESTIONS:
            raise Conflict(f"一个行动最多 {MOST_QUESTIONS} 个问题，请直接联系组织机构。")
        row = CampaignQuestion(
            campaign=pk, bureau=part["bureau"], text=text, asked_by=user.id, asked_at=now()
        )
        number = (await CampaignQuestion.insert(row))[0]["id"]
        campaign = await queries.campaign_for(user, pk)
        message = _message(campaign, f"asked:{number}", f"{campaign['title']}：下级机构的问题", text)
        await post(message, (await supervisors_of([campaign["bureau"]]))[campaign["bureau"]])
        await record(user, ASKED, pk, after={"text": text}, bureau=part["bureau"])


async def answer(user: User, pk: int, question: int, text: str) -> None:
    """By the organiser, once; who asked finds it in the inbox."""
    async with transaction():
        row = await held(user, pk, State.RUNNING, State.ENDED)
        if not 0 < question <= queries.BIGGEST_ID:
            raise NotFound
        await lock(CampaignQuestion, question)
        here = (CampaignQuestion.id == question) & (CampaignQuestion.campaign == pk)
        asked = await CampaignQuestion.select().where(here).first()
        if asked is None:
            raise NotFound
        if asked["answered_at"]:
            raise Conflict("这个问题已经答复，可能是同事刚刚答的，请看最新的页面。")
        changed: dict[Any, Any] = {"answer": text, "answered_by": user.id, "answered_at": now()}
        await CampaignQuestion.update(changed).where(here)
        message = _message(row, f"answered:{question}", f"{row['title']}：您的问题已答复", text)
        people = await supervisors_of([asked["bureau"]])
        await post(message, people[asked["bureau"]])
        await record(user, ANSWERED, pk, after={"text": text}, bureau=row["bureau"])


async def _part(user: User, pk: int) -> Row:
    """The part of the user's own bureau in a campaign that runs, held."""
    row = await queries.campaign_for(user, pk)
    part = (
        await CampaignShare.select()
        .where((CampaignShare.campaign == pk) & (CampaignShare.bureau == user.bureau))
        .first()
    )
    if part is None:
        raise NotFound
    await lock(CampaignShare, part["id"])
    if row["state"] != State.RUNNING:
        raise Conflict(f"这个行动{row['state_label']}，不能再做这一步。")
    return part
