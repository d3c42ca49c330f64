"""The frame of a version: source, effective date, scoring; publishing; names and the default checklist."""

import json
from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.checklists.events import EDITED, MADE_DEFAULT, VERSION_EDITED, VERSION_PUBLISHED, VERSION_RESCORED
from webapp.checklists.items import check_items
from webapp.checklists.queries import items_of, titled, violations
from webapp.checklists.rows import texts
from webapp.checklists.rules.scoring import ScoringRule
from webapp.checklists.tables import Checklist, ChecklistVersion
from webapp.checklists.verbs._draft import checklist_of, differences, draft_of, same
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Conflict, Invalid

DETAILS = ("source", "verified", "effective_on")


async def edit_details(
    user: User, pk: int, *, source: str, verified: bool, effective_on: date | None, base: str = ""
) -> None:
    """Where a draft comes from, whether a bureau has checked it, from when it is used."""
    values: dict[Any, Any] = {"source": source, "verified": verified, "effective_on": effective_on}
    async with transaction():
        old = await draft_of(pk)
        before, after = differences(old, values)
        if after:
            same(base, {name: old[name] for name in DETAILS})
            await ChecklistVersion.update(values).where(ChecklistVersion.id == pk)
            await record(user, VERSION_EDITED, pk, before=before, after=after)


async def edit_scoring(user: User, pk: int, rule: ScoringRule, *, base: str = "") -> None:
    """The scoring rule of a draft."""
    async with transaction():
        old = json.loads((await draft_of(pk))["scoring"])
        new = rule.to_json()
        if old != new:
            same(base, old)
            await ChecklistVersion.update({ChecklistVersion.scoring: json.dumps(new)}).where(
                ChecklistVersion.id == pk
            )
            await record(user, VERSION_RESCORED, pk, before=old, after=new)


async def publish(user: User, pk: int) -> None:
    """Make a draft fit for visits; from now on nobody changes it. Raises Invalid when an item is unfit."""
    async with transaction():
        row = await draft_of(pk)
        items = [texts(item) for item in await items_of(pk)]
        if problems := check_items(items, await violations()):
            problem = problems[0]
            code = f"第 {problem.row} 条：" if problem.row else ""
            raise Invalid(f"还不能发布。{code}{problem.sentence}")
        values: dict[Any, Any] = {ChecklistVersion.state: "published", ChecklistVersion.published_at: now()}
        await ChecklistVersion.update(values).where(ChecklistVersion.id == pk)
        if not await Checklist.exists().where(
            _alike(await checklist_of(row["checklist"])) & Checklist.is_default.eq(True)
        ):
            await Checklist.update({Checklist.is_default: True}).where(Checklist.id == row["checklist"])
        after = {"checklist": row["checklist"], "number": row["number"], "items": len(items)}
        await record(user, VERSION_PUBLISHED, pk, after=after)


def _alike(row: dict[str, Any]) -> Any:
    """Of the same subject and purpose."""
    return (Checklist.subject == row["subject"]) & (Checklist.purpose == row["purpose"])


async def edit_checklist(user: User, pk: int, *, base: str = "", **values: str) -> None:
    """The name of a checklist, what it is for in words, its subject and its purpose; what is not given stays.

    A default that is moved to another subject or purpose is the default there only if there is none yet.
    """
    async with transaction():
        old = await checklist_of(pk)
        new = {name: old[name] for name in ("title", "note", "subject", "purpose")} | values
        if await titled(new["title"], but=pk):
            raise Conflict(f"已有名为“{new['title']}”的检查表。")
        before, after = differences(old, new)
        if after:
            same(base, {name: old[name] for name in new})
            moved = old["is_default"] and after.keys() & {"subject", "purpose"}
            if moved and await Checklist.exists().where(_alike(new) & Checklist.is_default.eq(True)):
                before, after = before | {"is_default": True}, after | {"is_default": False}
            change: dict[Any, Any] = dict(after)
            await Checklist.update(change).where(Checklist.id == pk)
            await record(user, EDITED, pk, before=before, after=after)


async def make_default(user: User, pk: int) -> None:
    """The checklist that is taken for its subject and purpose unless somebody chooses another."""
    async with transaction():
        row = await checklist_of(pk)
        usable = (ChecklistVersion.checklist == pk) & (ChecklistVersion.state == "published")
        if not await ChecklistVersion.exists().where(usable):
            raise Conflict("这份检查表还没有发布的版本，不能设为默认。")
        if row["is_default"]:
            return
        await Checklist.update({Checklist.is_default: False}).where(
            _alike(row) & Checklist.is_default.eq(True)
        )
        await Checklist.update({Checklist.is_default: True}).where(Checklist.id == pk)
        await record(user, MADE_DEFAULT, pk, after={"title": row["title"]})
