"""Drafts come from a file or from an older version, and can be discarded."""

import json
from collections.abc import Sequence
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.checklists.events import CREATED, DISCARDED, VERSION_CREATED, VERSION_DISCARDED
from webapp.checklists.items import Row, check_items
from webapp.checklists.queries import items_of, titled, version, violations
from webapp.checklists.reference import item
from webapp.checklists.rows import sectioned, texts
from webapp.checklists.rules.scoring import ScoringRule
from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion
from webapp.checklists.verbs._draft import checklist_of, draft_of
from webapp.clock import now
from webapp.db import duplicate, transaction
from webapp.errors import Conflict, Invalid
from webapp.subjects import Purpose, Subject

BATCH = 50  # some 20 columns each: below what one statement takes


async def create_checklist(user: User, rows: Sequence[Row], **where: Any) -> tuple[int, int]:
    """Store checked rows as a draft of a new checklist (`title`, `note`, `subject`, `purpose`), or of an existing one (`checklist`), with
    their `source`; returns (checklist, version).

    Raises Invalid when a row is unfit, Conflict when the title is taken or there is a draft already.
    """
    try:
        return await _create(user, rows, **where)
    except Exception as error:
        if duplicate(error):
            raise Conflict("同名的检查表或草稿刚刚由别人建立了。") from error
        raise


async def _create(
    user: User,
    rows: Sequence[Row],
    *,
    checklist: int | None = None,
    title: str = "",
    note: str = "",
    subject: str = "",
    purpose: str = "",
    source: str = "",
) -> tuple[int, int]:
    async with transaction():
        if problems := check_items(rows, await violations()):
            raise Invalid(problems[0].sentence)
        scoring = ScoringRule().to_json()
        if checklist is None:
            if await titled(title):
                raise Conflict(f"已有名为“{title}”的检查表。")
            values: dict[Any, Any] = {
                "title": title,
                "note": note,
                "subject": subject or Subject.EMPLOYER.value,
                "purpose": purpose or Purpose.INSPECTION.value,
            }
            checklist = (await Checklist.insert(Checklist(values)))[0]["id"]
            await record(user, CREATED, checklist, after=values)
        else:
            await checklist_of(checklist)
            if newest := await _newest(checklist):
                scoring = json.loads(newest["scoring"])
        return checklist, await _insert(user, checklist, rows, source, scoring, {"from": "file"})


async def new_version(user: User, old: int) -> int:
    """A draft with the items and the scoring of an older version; returns its id."""
    async with transaction():
        row = await version(old)
        if row["state"] == "draft":
            raise Conflict("草稿不能作为底稿，请先发布，或直接修改这份草稿。")
        await checklist_of(row["checklist"])
        rows = [texts(item) for item in await items_of(old)]
        return await _insert(
            user, row["checklist"], rows, row["source"], row["rule"].to_json(), {"from": row["number"]}
        )


async def discard(user: User, pk: int) -> None:
    """Throw a draft away, and the checklist with it when it never had another version."""
    async with transaction():
        row = await draft_of(pk)
        items = [texts(item) for item in await items_of(pk)]
        await ChecklistItem.delete().where(ChecklistItem.version == pk)
        await ChecklistVersion.delete().where(ChecklistVersion.id == pk)
        before = {"checklist": row["checklist"], "number": row["number"], "items": items}
        await record(user, VERSION_DISCARDED, pk, before=before)
        if not await ChecklistVersion.exists().where(ChecklistVersion.checklist == row["checklist"]):
            title = (await checklist_of(row["checklist"]))["title"]
            await Checklist.delete().where(Checklist.id == row["checklist"])
            await record(user, DISCARDED, row["checklist"], before={"title": title})


async def _newest(checklist: int) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await (
        ChecklistVersion.select()
        .where(ChecklistVersion.checklist == checklist)
        .order_by(ChecklistVersion.number, ascending=False)
        .first()
    )
    return row


async def _insert(
    user: User, checklist: int, rows: Sequence[Row], source: str, scoring: object, origin: dict[str, Any]
) -> int:
    newest = await _newest(checklist)
    if newest and newest["state"] == "draft":
        raise Conflict(f"这份检查表已有草稿（第 {newest['number']} 版），请先发布或丢弃它。")
    number = newest["number"] + 1 if newest else 1
    made = ChecklistVersion(
        checklist=checklist,
        number=number,
        source=source,
        scoring=json.dumps(scoring),
        created_by=user.id,
        created_at=now(),
    )
    pk: int = (await ChecklistVersion.insert(made))[0]["id"]
    items = [item(dict(row), position, pk) for position, row in enumerate(sectioned(rows))]
    for start in range(0, len(items), BATCH):
        await ChecklistItem.insert(*items[start : start + BATCH])
    after = {"checklist": checklist, "number": number, "items": len(items), "source": source} | origin
    await record(user, VERSION_CREATED, pk, after=after)
    return pk
