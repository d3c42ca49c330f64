"""Promise, witnesses, draw, lock. A draw that was promised is drawn once: what was computed is kept or nothing was.

A server that dies between two steps leaves the draw where it was: the next step can be taken, with the same secret, and
the same public number gives the same result.
"""

import asyncio
import json
import secrets
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.rules import canonical
from webapp.clock import now
from webapp.db import transaction
from webapp.db.sql.bulk import write_rows
from webapp.draws import packing, queries
from webapp.draws.events import COMMITTED, DRAWN, LOCKED, WITNESSED
from webapp.draws.rules import algorithm, package, verifying
from webapp.draws.rules.algorithm import Candidate
from webapp.draws.tables import Draw, DrawEntry, DrawPaper, DrawWitness
from webapp.draws.verbs.making import held
from webapp.draws.words import Source, State
from webapp.errors import Conflict, Invalid

MOST_LINES = 20
Row = dict[str, Any]


async def commit(user: User, pk: int) -> None:
    """Draw 32 bytes, promise them by their hash, with the hashes of pools and method, before anything else can happen."""
    async with transaction():
        row = await held(user, pk, State.FROZEN)
        secret, at = secrets.token_bytes(32), now().replace(microsecond=0)
        p = packing.heading(row)
        p["commitment"] = {"secret_hash": algorithm.sha256(secret), "at": packing.stamp(at)}
        promise = package.commitment_hash(p)
        shown: dict[Any, Any] = {"secret_hash": p["commitment"]["secret_hash"], "commitment": promise}
        await Draw.update(
            {**shown, "secret": secret.hex(), "state": State.COMMITTED.value, "committed_at": at}
        ).where(Draw.id == pk)
        await record(user, COMMITTED, pk, after=shown, bureau=row["bureau"])


async def witness(user: User, pk: int, name: str, post: str, text: str) -> None:
    """A line of somebody who looks on; it cannot be taken back."""
    async with transaction():
        row = await held(user, pk, State.COMMITTED)
        if row["method"]["number"]["kind"] != Source.WITNESSES:
            raise Invalid("这次抽查不用见证人输入作为公开随机数。")
        if len(await queries.witnesses(pk)) >= MOST_LINES:
            raise Invalid(f"见证人输入最多 {MOST_LINES} 行。")
        line: Row = {"name": name, "post": post, "text": text}
        await DrawWitness.insert(DrawWitness(draw=pk, name=name, post=post, text=text, at=now()))
        await record(user, WITNESSED, pk, after=line, bureau=row["bureau"])


async def draw(user: User, pk: int, number: str = "") -> None:
    """The draw itself. `number`: the result of the lottery where that was agreed."""
    row = await queries.draw_for(user, pk, organiser=True)
    if row["state"] != State.COMMITTED:
        raise Conflict(f"这次抽查{row['state_label']}，不能再抽取。抽取只有一次。")
    lines = packing.witness_lines(await queries.witnesses(pk))
    p = await packing.promised(row)
    p["number"] = _number(row, lines, number)
    p["commitment"] = {
        "secret_hash": row["secret_hash"], "at": packing.stamp(row["committed_at"]), "hash": row["commitment"],
    }  # fmt: skip
    p["result"] = {"at": packing.stamp(now())}
    await asyncio.to_thread(_compute, row, p)
    inside = await queries.paper(pk, "inside")
    async with transaction():
        row = await held(user, pk, State.COMMITTED)
        if packing.witness_lines(await queries.witnesses(pk)) != lines:
            raise Conflict("刚刚又有一行见证人输入，请核对以后再抽取。")
        await _keep(row, p, inside)
        told = {"number": p["number"]["text"], "seed": p["seed"], "result_hash": p["result"]["hash"]}
        await record(
            user,
            DRAWN,
            pk,
            after=told | {"drawn": f"{len(p['result']['entries'])} 户"},
            bureau=row["bureau"],
        )


def _number(row: Row, lines: list[Row], number: str) -> Row:
    asked = row["method"]["number"]
    text = ""
    if asked["kind"] == Source.WITNESSES:
        if not lines:
            raise Invalid("还没有见证人输入，请至少输入一行再抽取。")
        text = package.number_text(lines)
    elif asked["kind"] == Source.LOTTERY:
        if not verifying.LOTTERY.fullmatch(number):
            raise Invalid("请填写开奖号码，只用数字、逗号、加号，如 01,05,09,17,24,30+08。")
        text = f"{asked['source']}:{number}"
    return {"text": text, "witnesses": lines}


def _compute(row: Row, p: Row) -> None:
    """Seed, entries and teams into the package; the result is whole before anybody sees a name."""
    seed = algorithm.seed_of(bytes.fromhex(row["secret"]), row["code"], row["pool_hash"], p["number"]["text"])
    p["secret"], p["seed"] = row["secret"], seed.hex()
    order = algorithm.ordered(seed, [Candidate(one["key"], one["stratum"]) for one in p["objects"]])
    quotas = {one["name"]: one["quota"] for one in row["method"]["strata"]}
    teams = verifying.teams_of(p)
    p["result"]["entries"] = [
        {**one._asdict(), "people": list(teams.for_one(one.key))} for one in algorithm.drawn(order, quotas)
    ]
    p["result"]["hash"] = package.result_hash(p)


async def _keep(row: Row, p: Row, inside: Row) -> None:
    pk, names = row["id"], {one["key"]: one["name"] for one in p["objects"]}
    result = {name: p[name] for name in ("commitment", "secret", "number", "seed", "result")}
    text = canonical({"text": canonical(result).decode()}).decode()
    await DrawPaper.insert(DrawPaper(draw=pk, kind="result", text=text))
    await write_rows(DrawEntry, (entry_row(pk, one, names, inside) for one in p["result"]["entries"]))
    await Draw.update(
        {
            Draw.state: State.DRAWN.value, Draw.number: p["number"]["text"], Draw.seed: p["seed"],
            Draw.result_hash: p["result"]["hash"], Draw.drawn: len(p["result"]["entries"]), Draw.drawn_at: now(),
        }
    ).where(Draw.id == pk)  # fmt: skip


def entry_row(pk: int, one: Row, names: Row, inside: Row) -> Row:
    enterprise, bureau = inside[one["key"]]
    said = {name: one[name] for name in ("key", "stratum", "place", "rank")}
    people = json.dumps(one["people"], ensure_ascii=False)
    return {
        **said,
        "draw": pk,
        "enterprise": enterprise,
        "bureau": bureau,
        "name": names[one["key"]],
        "people": people,
    }


async def close(user: User, pk: int) -> None:
    """锁定: the result is told to the bureaus below and, on its day, to everybody."""
    async with transaction():
        row = await held(user, pk, State.DRAWN)
        await Draw.update({Draw.state: State.LOCKED.value, Draw.locked_at: now()}).where(Draw.id == pk)
        await record(user, LOCKED, pk, after={"result_hash": row["result_hash"]}, bureau=row["bureau"])
