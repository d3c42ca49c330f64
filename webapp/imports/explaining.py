"""What somebody says of a file whose columns or areas are not clear; the file is read anew with it."""

import json
from collections.abc import Mapping
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.db import lock, transaction
from webapp.errors import Conflict, Invalid
from webapp.imports.events import IMPORT_EXPLAINED
from webapp.imports.headings import learn
from webapp.imports.kinds import Kind
from webapp.imports.verbs import import_for
from webapp.jobs.tables import Job
from webapp.jobs.verbs import keep_result, requeue


async def explain(kind: Kind, user: User, pk: int, keys: Mapping[str, str], asked: dict[str, Any]) -> None:
    """Say which column each heading is ("" for none) and what else is `asked`; the bureau remembers the first."""
    async with transaction():
        await lock(Job, pk)
        found = await import_for(kind, user, pk)
        if found["phase"] not in {"preview", "columns"}:
            raise Conflict("这次导入正在处理或已经结束，不能再改列的对应关系。")
        shown = {one["heading"]: one["key"] for one in found["table"]["columns"]}
        said = {heading: keys[heading] for heading in shown if keys.get(heading, "?") in {"", *kind.names}}
        _judge(kind, {**shown, **said})
        changed = {heading: key for heading, key in said.items() if key != shown[heading]}
        await learn(user.bureau, changed, kind.name)
        await _again(pk, found["params"] | asked)
        after = {"columns": changed} | asked
        await record(user, IMPORT_EXPLAINED, pk, after=after, bureau=user.bureau)


async def choose_areas(kind: Kind, user: User, pk: int, chosen: Mapping[str, str]) -> None:
    """Say which area a name means that several areas within reach have."""
    async with transaction():
        await lock(Job, pk)
        found = await import_for(kind, user, pk)
        if found["phase"] != "preview":
            raise Conflict("这次导入正在处理或已经结束，不能再选择地区。")
        offered = found["table"].get("choices", {})
        areas = {name: chosen[name] for name in offered if chosen.get(name) in offered[name]}
        if not areas:
            raise Invalid("请先选择地区。")
        await _again(pk, found["params"] | {"areas": found["params"].get("areas", {}) | areas})
        await record(user, IMPORT_EXPLAINED, pk, after={"areas": areas}, bureau=user.bureau)


def _judge(kind: Kind, keys: Mapping[str, str]) -> None:
    joined = {column.key for column in kind.columns if column.joined}
    filled = [key for key in keys.values() if key and key not in joined]
    for key in filled:
        if filled.count(key) > 1:
            raise Invalid(f"有两列都对应“{kind.names[key]}”，请只留一列，其余选“不导入”。")
    if "name" not in filled:
        raise Invalid(f"请选择哪一列是{kind.names['name']}。")


async def _again(pk: int, params: dict[str, Any]) -> None:
    await Job.update({Job.params: json.dumps(params)}).where(Job.id == pk)
    await keep_result(pk, {})
    await requeue(pk)
