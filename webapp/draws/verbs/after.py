"""After the draw: what cannot be inspected is closed, and the next of the same order comes for it."""

import asyncio
import json
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import transaction
from webapp.draws import packing, queries
from webapp.draws.events import SUPPLEMENTED
from webapp.draws.rules import algorithm, package, verifying
from webapp.draws.rules.algorithm import Candidate
from webapp.draws.tables import DrawEntry, DrawSupplement
from webapp.draws.verbs.drawing import entry_row
from webapp.draws.verbs.making import held
from webapp.draws.words import State, closings
from webapp.errors import Conflict, Invalid, NotFound

Row = dict[str, Any]


async def supplement(user: User, pk: int, key: str, why: str, note: str, *, again: bool) -> str:
    """Close an object with its reason; `again`: the next of its stratum comes for it. Returns its name, "" for none."""
    words = closings()
    if why not in words:
        raise Invalid("请选择无法检查的原因。")
    row = await queries.draw_for(user, pk, organiser=True)
    entry = await _open(row, key)
    p = await packing.whole(row)
    after, team = await asyncio.to_thread(_next, p, entry["stratum"]) if again else (None, [])
    async with transaction():
        row = await held(user, pk, State.LOCKED)
        await _open(row, key)
        if len(await queries.supplements(pk)) != len(p["supplements"]):
            raise Conflict("同事刚刚也登记了一户，请再按一次“登记”。")
        said: Row = {
            "closed": key, "reason": words[why] + (f"：{note}" if note else ""), "at": packing.stamp(now()),
            "added": after.key if after else "", "people": team,
        }  # fmt: skip
        previous = p["supplements"][-1]["hash"] if p["supplements"] else p["result"]["hash"]
        said["hash"] = package.supplement_hash(previous, said)
        people = json.dumps(said["people"], ensure_ascii=False)
        await DrawSupplement.insert(DrawSupplement(draw=pk, **said | {"people": people}))
        await DrawEntry.update({DrawEntry.closed: why}).where(DrawEntry.id == entry["id"])
        name = await _add(pk, p, after, said) if after else ""
        await record(
            user, SUPPLEMENTED, pk, after={"closed": entry["name"], "reason": said["reason"], "added": name},
            enterprise=entry["enterprise"], bureau=row["bureau"],
        )  # fmt: skip
    return name


async def _open(row: Row, key: str) -> Row:
    """The entry, which is not closed yet."""
    if row["state"] != State.LOCKED:
        raise Conflict(f"这次抽查{row['state_label']}，不能再做这一步。可能是同事刚刚做过，请看最新的页面。")
    entry: Row | None = (
        await DrawEntry.select().where((DrawEntry.draw == row["id"]) & (DrawEntry.key == key)).first()
    )
    if entry is None:
        raise NotFound
    if entry["closed"]:
        raise Conflict("这户已经登记为无法检查。")
    return entry


def _next(p: Row, stratum: str) -> tuple[algorithm.Drawn | None, list[str]]:
    """The next of the same order, and who goes there: a pool of 100,000 takes a second."""
    pool = [Candidate(one["key"], one["stratum"]) for one in p["objects"] if one["stratum"] == stratum]
    taken = [one["key"] for one in p["result"]["entries"]] + [one["added"] for one in p["supplements"]]
    after = algorithm.following(algorithm.ordered(bytes.fromhex(p["seed"]), pool), stratum, taken)
    teams = verifying.teams_of(p)
    for one in [*p["result"]["entries"], *p["supplements"]]:
        if one["people"]:
            teams.given.update(one["people"])
    return after, list(teams.for_one(after.key)) if after else []


async def _add(pk: int, p: Row, after: algorithm.Drawn, said: Row) -> str:
    names = {one["key"]: one["name"] for one in p["objects"]}
    one = {**after._asdict(), "people": said["people"]}
    row = entry_row(pk, one, names, await queries.paper(pk, "inside"))
    await DrawEntry.insert(DrawEntry(**row, replaces=said["closed"]))
    return str(row["name"])
