"""Freezing pools and method: at once when they are few, by a job when they are many."""

import asyncio
import json
from collections import Counter
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.rules import canonical
from webapp.clock import now, today
from webapp.db import transaction
from webapp.db.sql.moment import one_moment
from webapp.draws import choosing, queries
from webapp.draws.events import FROZEN
from webapp.draws.rules import algorithm, package
from webapp.draws.rules.algorithm import Candidate, Checker
from webapp.draws.tables import Draw, DrawPaper
from webapp.draws.verbs.making import held
from webapp.draws.words import Mode, Source, State
from webapp.errors import Conflict, Invalid
from webapp.jobs.queue import Running
from webapp.jobs.verbs import enqueue

KIND = "draws.freeze"
AT_ONCE = 3000
MOST = 100_000
Row = dict[str, Any]


async def freeze(user: User, pk: int) -> int:
    """Freeze now (0), or put it into the queue (the job's id). Invalid with a sentence when nothing could be drawn."""
    row = await queries.draw_for(user, pk, organiser=True)
    if row["state"] != State.DRAFT:
        raise Conflict(f"这次抽查{row['state_label']}，名单不能再冻结。")
    count = (await choosing.looked_at(user, row["bureau"], row["rule"], row["method"]["by"]))["count"]
    if count > MOST:
        raise Invalid(f"一次抽查的名录最多 {MOST} 户，现在有 {count} 户，请缩小范围。")
    if count > AT_ONCE:
        return await enqueue(user, KIND, {"draw": pk})
    await _freeze(user, row)
    return 0


async def work(running: Running) -> dict[str, Any]:
    """The job: again from its beginning whenever; a draw that is frozen by then stays as it is."""
    user = await load_user(running.person)
    row = await queries.draw_for(user, running.params["draw"], organiser=True)
    await running.progress(0, 1, "正在冻结名录", now_=True)
    if row["state"] == State.DRAFT:
        await _freeze(user, row)
    return {}


async def _freeze(user: User, row: Row) -> None:
    async with one_moment():
        objects = await choosing.objects(user, row["bureau"], row["rule"], row["method"]["by"])
        can, out = await choosing.people(row["bureau"], today())
        recused = await choosing.recused(objects[2], can)
    papers, columns = await asyncio.to_thread(_papers, row, objects, can, out, recused)
    async with transaction():
        held_ = await held(user, row["id"], State.DRAFT)
        if held_["strata"] != row["strata"]:
            raise Conflict("名额刚刚被同事修改，请重新冻结。")
        for kind, text in papers.items():
            await DrawPaper.insert(DrawPaper(draw=row["id"], kind=kind, text=text))
        at = now()
        await Draw.update({**columns, "state": State.FROZEN.value, "frozen_at": at}).where(
            Draw.id == row["id"]
        )
        told = {name: columns[name] for name in ("pool_hash", "objects_hash", "people_hash", "method_hash")}
        await record(
            user,
            FROZEN,
            row["id"],
            after=told | {"found": f"{columns['found']} 户"},
            bureau=row["bureau"],
        )


def _papers(
    row: Row, objects: Any, can: list[Row], out: list[Row], recused: list[Row]
) -> tuple[Row, dict[Any, Any]]:
    """(texts of the papers, columns of the draw); Invalid when no draw can come of them."""
    pool, left, inside = objects
    if not pool:
        raise Invalid("这个范围里没有可以抽取的用人单位，请放弃后放宽范围重新建立。")
    method = _method(row, pool)
    people = [
        {"badge": one["badge"], "bureau": one["bureau"], "specialist": int(one["specialist"])} for one in can
    ]
    people_left = [{"badge": one["badge"], "why": one["why"]} for one in out]
    _staffed(pool, people, recused, method)
    candidates = [Candidate(one["key"], one["stratum"]) for one in pool]
    names = {one["badge"]: one["name"] for one in can}
    papers = {
        "objects": {"objects": pool, "left_out": left},
        "people": {"people": people, "left_out": people_left, "recused": recused},
        "inside": inside,
        "names": names,
    }
    columns: dict[Any, Any] = {
        "pool_hash": algorithm.sha256(algorithm.pool_text(candidates)),
        "objects_hash": package.objects_hash(pool, left),
        "people_hash": package.people_hash(people, people_left, recused),
        "method_hash": package.digest(method),
        "method": json.dumps(method, ensure_ascii=False),
        "found": len(pool),
        "drawn": sum(one["quota"] for one in method["strata"]),
    }
    return {kind: canonical(one).decode() for kind, one in papers.items()}, columns


def _method(row: Row, pool: list[Row]) -> Row:
    sizes = Counter(one["stratum"] for one in pool)
    strata = []
    for name in sorted(sizes):
        mode, value = row["strata"].get(name, (None, 0))
        if mode is None:
            raise Invalid(f"“{name}”层还没有名额，请先填写各层名额并保存。")
        value = 0 if mode == Mode.ALL else value
        quota = algorithm.quota(mode, value, sizes[name])
        strata.append({"name": name, "size": sizes[name], "mode": mode, "value": value, "quota": quota})
    asked = row["method"]
    source = asked["number"]["source"] if asked["number"]["kind"] == Source.LOTTERY else ""
    return {
        "algorithm": algorithm.ALGORITHM, "by": asked["by"], "group": asked["group"], "specialist": asked["specialist"],
        "number": {"kind": asked["number"]["kind"], "source": source}, "strata": strata,
    }  # fmt: skip


def _staffed(pool: list[Row], people: list[Row], recused: list[Row], method: Row) -> None:
    size = method["group"]
    if len(people) < size:
        raise Invalid(
            f"每组 {size} 人，可以派出的检查人员只有 {len(people)} 名（在岗、执法证有效）。请先在“检查人员库”核对。"
        )
    without = algorithm.unstaffed(
        [one["key"] for one in pool],
        [Checker(one["badge"], bool(one["specialist"])) for one in people],
        [(one["key"], one["badge"]) for one in recused],
        size,
        specialist=bool(method["specialist"]),
    )
    if without:
        name = next(one["name"] for one in pool if one["key"] == without[0])
        raise Invalid(
            f"{name}等 {len(without)} 户除去回避的人员后派不出 {size} 人（至少 1 名职业卫生专业），请增加检查人员或核对回避登记。"
        )
