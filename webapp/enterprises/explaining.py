"""What somebody says of a file whose columns or areas are not clear; the file is read anew with it."""

import json
from collections.abc import Mapping
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.db import lock, transaction
from webapp.enterprises.events import IMPORT_EXPLAINED
from webapp.enterprises.import_columns import COLUMNS
from webapp.enterprises.import_headings import learn
from webapp.enterprises.imports import import_for
from webapp.errors import Conflict, Invalid
from webapp.jobs.tables import Job
from webapp.jobs.verbs import keep_result, requeue
from webapp.web.text import clean

NAMES = {column.key: column.heading for column in COLUMNS}
JOINED = {column.key for column in COLUMNS if column.joined}
MOST_PLACE = 100


async def explain(user: User, pk: int, keys: Mapping[str, str], area: str) -> None:
    """Say which column each heading is ("" for none) and where rows without an area are; the bureau remembers the first."""
    async with transaction():
        await lock(Job, pk)
        found = await import_for(user, pk)
        if found["phase"] not in {"preview", "columns"}:
            raise Conflict("这次导入正在处理或已经结束，不能再改列的对应关系。")
        shown = {one["heading"]: one["key"] for one in found["table"]["columns"]}
        said = {heading: keys[heading] for heading in shown if keys.get(heading, "?") in {"", *NAMES}}
        _judge({**shown, **said})
        changed = {heading: key for heading, key in said.items() if key != shown[heading]}
        await learn(user.bureau, changed)
        place = "".join(clean(area).split())[:MOST_PLACE]
        await _again(pk, found["params"] | {"area": place})
        after = {"columns": changed, "area": place}
        await record(user, IMPORT_EXPLAINED, pk, after=after, bureau=user.bureau)


async def choose_areas(user: User, pk: int, chosen: Mapping[str, str]) -> None:
    """Say which area a name means that several areas within reach have."""
    async with transaction():
        await lock(Job, pk)
        found = await import_for(user, pk)
        if found["phase"] != "preview":
            raise Conflict("这次导入正在处理或已经结束，不能再选择地区。")
        offered = found["table"].get("choices", {})
        areas = {name: chosen[name] for name in offered if chosen.get(name) in offered[name]}
        if not areas:
            raise Invalid("请先选择地区。")
        await _again(pk, found["params"] | {"areas": found["params"].get("areas", {}) | areas})
        await record(user, IMPORT_EXPLAINED, pk, after={"areas": areas}, bureau=user.bureau)


def _judge(keys: Mapping[str, str]) -> None:
    filled = [key for key in keys.values() if key and key not in JOINED]
    for key in filled:
        if filled.count(key) > 1:
            raise Invalid(f"有两列都对应“{NAMES[key]}”，请只留一列，其余选“不导入”。")
    if "name" not in filled:
        raise Invalid("请选择哪一列是单位名称。")


async def _again(pk: int, params: dict[str, Any]) -> None:
    await Job.update({Job.params: json.dumps(params)}).where(Job.id == pk)
    await keep_result(pk, {})
    await requeue(pk)
