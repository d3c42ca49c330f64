"""What every change of a draft begins with."""

from typing import Any

from webapp.checklists.queries import BIGGEST_ID
from webapp.checklists.rows import mark_of
from webapp.checklists.tables import Checklist, ChecklistVersion
from webapp.db import lock
from webapp.errors import Conflict, NotFound

IMMUTABLE = "这个版本已发布，不能再修改。要修改请以它为底稿建立新版本。"


class Changed(Conflict):
    """A colleague saved something else since the form was shown."""

    def __init__(self) -> None:
        super().__init__("您打开之后，别人修改过这部分内容。请核对下面的当前内容，再次保存将以您填写的为准。")


async def draft_of(pk: int) -> dict[str, Any]:
    """The draft, locked until the end of the transaction; NotFound, or Conflict when it is published."""
    if not 0 < pk <= BIGGEST_ID:
        raise NotFound
    await lock(ChecklistVersion, pk)
    row: dict[str, Any] | None = await ChecklistVersion.select().where(ChecklistVersion.id == pk).first()
    if row is None:
        raise NotFound
    if row["state"] != "draft":
        raise Conflict(IMMUTABLE)
    return row


async def checklist_of(pk: int) -> dict[str, Any]:
    """The checklist, locked until the end of the transaction; NotFound otherwise."""
    if not 0 < pk <= BIGGEST_ID:
        raise NotFound
    await lock(Checklist, pk)
    row: dict[str, Any] | None = await Checklist.select().where(Checklist.id == pk).first()
    if row is None:
        raise NotFound
    return row


def same(base: str, values: dict[str, Any]) -> None:
    """Changed unless the values are those that the form showed; an empty `base` asks for nothing."""
    if base and base != mark_of(values):
        raise Changed


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of what really changes."""
    names = [name for name, value in after.items() if before.get(name) != value]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}
