"""Items of a draft: added, changed, removed, moved within their section."""

from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.checklists.events import ITEM_ADDED, ITEM_EDITED, ITEM_MOVED, ITEM_REMOVED
from webapp.checklists.items import MAX_ITEMS, Row, check_items
from webapp.checklists.queries import item_of, items_of, violations
from webapp.checklists.rows import sectioned, texts, typed
from webapp.checklists.tables import ChecklistItem
from webapp.checklists.verbs._draft import differences, draft_of, same
from webapp.db import transaction
from webapp.errors import Conflict, Invalid
from webapp.folding import fold


class Unfit(Invalid):
    """The item cannot be stored; `problems` maps columns to sentences."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(next(iter(problems.values())))
        self.problems = problems


async def add_item(user: User, version: int, row: Row) -> int:
    """Put an item at the end of its section; returns its id. Raises Unfit, or Conflict when published."""
    async with transaction():
        await draft_of(version)
        items = await items_of(version)
        if len(items) >= MAX_ITEMS:
            raise Conflict(f"一个版本最多 {MAX_ITEMS} 条检查项。")
        await _check(row, items, None)
        values: dict[Any, Any] = typed(row) | {"version": version, "position": len(items)}
        pk: int = (await ChecklistItem.insert(ChecklistItem(values)))[0]["id"]
        await _renumber(version)
        await record(user, ITEM_ADDED, version, after=texts(values))
        return pk


async def edit_item(user: User, version: int, pk: int, row: Row, *, base: str = "") -> bool:
    """Change an item; `base` is the mark of what the form showed. Returns whether it moved to another section.

    Raises Unfit, Changed, or Conflict when published.
    """
    async with transaction():
        await draft_of(version)
        old = await item_of(version, pk)
        await _check(row, await items_of(version), pk)
        values: dict[Any, Any] = typed(row)
        before, after = differences(texts(old), texts(values))
        if not after:
            return False
        same(base, texts(old))
        await ChecklistItem.update(values).where(ChecklistItem.id == pk)
        moved = "category" in after
        if moved:
            await ChecklistItem.update({ChecklistItem.position: MAX_ITEMS}).where(ChecklistItem.id == pk)
            await _renumber(version)
        await record(
            user,
            ITEM_EDITED,
            version,
            before={"code": old["code"]} | before,
            after={"code": values["code"]} | after,
        )
        return moved


async def remove_item(user: User, version: int, pk: int) -> None:
    """Take an item out of a draft."""
    async with transaction():
        await draft_of(version)
        old = await item_of(version, pk)
        await ChecklistItem.delete().where(ChecklistItem.id == pk)
        await _renumber(version)
        await record(user, ITEM_REMOVED, version, before=texts(old))


async def move_item(user: User, version: int, pk: int, *, up: bool) -> None:
    """Swap an item with its neighbour in the same section; at the end of the section nothing happens."""
    async with transaction():
        await draft_of(version)
        old = await item_of(version, pk)
        section = [item for item in await items_of(version) if item["category"] == old["category"]]
        place = next(number for number, item in enumerate(section) if item["id"] == pk)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(section):
            return
        neighbour = section[other]
        for item, position in ((old, neighbour["position"]), (neighbour, old["position"])):
            await ChecklistItem.update({ChecklistItem.position: position}).where(
                ChecklistItem.id == item["id"]
            )
        after = {"code": old["code"], "before" if up else "after": neighbour["code"]}
        await record(user, ITEM_MOVED, version, after=after)


async def _check(row: Row, items: list[dict[str, Any]], pk: int | None) -> None:
    problems = {
        problem.column: problem.sentence for problem in reversed(check_items([row], await violations()))
    }
    code = row.get("code")
    if any(fold(item["code"]) == fold(str(code)) and item["id"] != pk for item in items):
        problems["code"] = f"编号 {code} 在这个版本里已经有了。"
    if problems:
        raise Unfit(problems)


async def _renumber(version: int) -> None:
    for position, item in enumerate(sectioned(await items_of(version))):
        if item["position"] != position:
            await ChecklistItem.update({ChecklistItem.position: position}).where(
                ChecklistItem.id == item["id"]
            )
