"""Freezing the list 应检名单: at once when they are few, by a job when they are many; additions and removals afterwards."""

from datetime import datetime
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.audit import record
from webapp.campaigns import queries
from webapp.campaigns.events import ADDED, LOCKED, REMOVED
from webapp.campaigns.tables import Campaign, CampaignObject
from webapp.campaigns.verbs import linking, sharing
from webapp.campaigns.verbs.making import held
from webapp.campaigns.words import Origin, State
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.db.sql.bulk import write_rows
from webapp.enterprises.lists.scope import selected
from webapp.enterprises.queries import enterprise_for
from webapp.enterprises.rules import Status
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict, Invalid, NotFound
from webapp.jobs.queue import Running
from webapp.jobs.verbs import enqueue

KIND = "campaigns.lock"
AT_ONCE = 3000
MOST = 100_000
STEP = 5000
NOBODY = "这个范围里没有在产的用人单位，请修改范围。"
EVERYBODY = (
    "范围没有任何条件，等于把辖区全部用人单位都查一遍。国办发〔2024〕54号不允许全覆盖、无差别检查；请选定行业、危害因素等条件，"
    "上级要求全覆盖的，请勾选“由上级部署”并写明文号。"
)
RUNNING_STATES = (State.LOCKED, State.WAITING, State.RUNNING)
Row = dict[str, Any]


async def look_at(user: User, row: Row) -> Row:
    """How the list would be now: count, a sample of names, how many are left out since they do not produce, the problem."""
    wanted = await selected(user, row["bureau"], row["rule"])
    running = wanted & (Enterprise.status == Status.RUNNING.value)
    count = await Enterprise.count().where(running)
    sample = await (
        Enterprise.select(Enterprise.id, Enterprise.name)
        .where(running)
        .order_by(Enterprise.sort_key)
        .order_by(Enterprise.id)
        .limit(8)
    )
    left = await Enterprise.count().where(wanted) - count
    return {"count": count, "sample": sample, "left": left, "problem": problem(row, count)}


def problem(row: Row, count: int) -> str:
    """Why a list of so many may not be frozen; "" when it may."""
    if not count:
        return NOBODY
    if count > MOST:
        return f"一个行动的名单最多 {MOST} 户，现在有 {count} 户，请缩小范围。"
    return EVERYBODY if not row["upper"] and not any(row["rule"].values()) else ""


async def freeze(user: User, pk: int) -> int:
    """Freeze now (0), or put it into the queue (the job's id). Invalid with a sentence when there can be no list."""
    row = await queries.campaign_for(user, pk, organiser=True)
    if row["state"] != State.DRAFT:
        raise Conflict(f"这个行动{row['state_label']}，名单不能再冻结。")
    seen = await look_at(user, row)
    if seen["problem"]:
        raise Invalid(seen["problem"])
    if seen["count"] > AT_ONCE:
        return await enqueue(user, KIND, {"campaign": pk})
    await _freeze(user, pk)
    return 0


async def work(running: Running) -> dict[str, Any]:
    """The job: again from its beginning whenever; a list that is frozen by then stays as it is."""
    user = await load_user(running.person)
    row = await queries.campaign_for(user, running.params["campaign"], organiser=True)
    await running.progress(0, 1, "正在冻结应检名单", now_=True)
    if row["state"] == State.DRAFT:
        await _freeze(user, row["id"])
    return {}


async def _freeze(user: User, pk: int) -> None:
    async with transaction():
        row = await held(user, pk, State.DRAFT)
        at = now()
        found = 0
        last = 0
        wanted = await selected(user, row["bureau"], row["rule"])
        while (
            rows := await Enterprise.select(
                Enterprise.id, Enterprise.bureau, Enterprise.area, Enterprise.name
            )
            .where(wanted & (Enterprise.status == Status.RUNNING.value) & (Enterprise.id > last))
            .order_by(Enterprise.id)
            .limit(STEP)
        ):
            await write_rows(CampaignObject, [_object(user, pk, one, Origin.SCOPE, "", at) for one in rows])
            found, last = found + len(rows), rows[-1]["id"]
        if refused := problem(row, found):
            raise Invalid(refused)
        await Campaign.update(
            {Campaign.state: State.LOCKED.value, Campaign.locked_at: at, Campaign.found: found}
        ).where(Campaign.id == pk)
        await linking.link_earlier(pk)
        await record(user, LOCKED, pk, after={"found": f"{found} 户"}, bureau=row["bureau"])


def _object(user: User, pk: int, one: Row, source: Origin, reason: str, at: datetime) -> Row:
    return {
        "campaign": pk, "enterprise": one["id"], "bureau": one["bureau"], "area": one["area"], "name": one["name"],
        "source": source.value, "reason": reason, "added_by": user.id, "added_at": at,
    }  # fmt: skip


async def add(user: User, pk: int, enterprise: int, reason: str) -> str:
    """Put one more on the frozen list, or back on it; returns its name."""
    async with transaction():
        row = await held(user, pk, *RUNNING_STATES)
        one = await enterprise_for(user, enterprise)
        here = (CampaignObject.campaign == pk) & (CampaignObject.enterprise == enterprise)
        old = await CampaignObject.select().where(here).first()
        if old and not old["removed_at"]:
            raise Conflict(f"{one['name']}已经在应检名单里。")
        if old:
            back: dict[Any, Any] = {"removed_at": None, "removed_why": ""}
            await CampaignObject.update(back | {"source": Origin.ADDED.value, "reason": reason}).where(here)
        else:
            await CampaignObject.insert(CampaignObject(**_object(user, pk, one, Origin.ADDED, reason, now())))
        await linking.link_earlier(pk, enterprise)
        if row["state"] == State.RUNNING:
            await sharing.tell(row)
        await record(user, ADDED, pk, after={"reason": reason}, enterprise=enterprise, bureau=row["bureau"])
    return str(one["name"])


async def remove(user: User, pk: int, entry: int, reason: str) -> str:
    """Take one off the list; it stays visible with the reason. Returns its name."""
    async with transaction():
        row = await held(user, pk, *RUNNING_STATES)
        if not 0 < entry <= queries.BIGGEST_ID:
            raise NotFound
        await lock(CampaignObject, entry)
        here = (CampaignObject.campaign == pk) & (CampaignObject.id == entry)
        one = await CampaignObject.select().where(here).first()
        if one is None:
            raise NotFound
        if one["removed_at"]:
            raise Conflict(f"{one['name']}已经移出名单。")
        await CampaignObject.update(
            {CampaignObject.removed_at: now(), CampaignObject.removed_why: reason}
        ).where(here)
        await record(
            user, REMOVED, pk, after={"reason": reason}, enterprise=one["enterprise"], bureau=row["bureau"]
        )
    return str(one["name"])
