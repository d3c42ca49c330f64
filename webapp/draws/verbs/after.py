"""After the draw: what cannot be inspected is closed, and the next of the same order comes for it."""

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
    async with transaction():
        row = await held(user, pk, State.LOCKED)
        entry = await DrawEntry.select().where((DrawEntry.draw == pk) & (DrawEntry.key == key)).first()
        if entry is None:
            raise NotFound
        if entry["closed"]:
            raise Conflict("这户已经登记为无法检查。")
        p = await packing.whole(row)
        after = _after(p, entry["stratum"]) if again else None
        teams = verifying.teams_of(p)
        for one in [*p["result"]["entries"], *p["supplements"]]:
            if one["people"]:
                teams.given.update(one["people"])
        said: Row = {
            "closed": key, "reason": words[why] + (f"：{note}" if note else ""), "at": packing.stamp(now()),
            "added": after.key if after else "", "people": list(teams.for_one(after.key)) if after else [],
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


def _after(p: Row, stratum: str) -> algorithm.Drawn | None:
    pool = [Candidate(one["key"], one["stratum"]) for one in p["objects"] if one["stratum"] == stratum]
    taken = [one["key"] for one in p["result"]["entries"]] + [one["added"] for one in p["supplements"]]
    return algorithm.following(algorithm.ordered(bytes.fromhex(p["seed"]), pool), stratum, taken)


async def _add(pk: int, p: Row, after: algorithm.Drawn, said: Row) -> str:
    names = {one["key"]: one["name"] for one in p["objects"]}
    one = {**after._asdict(), "people": said["people"]}
    row = entry_row(pk, one, names, await queries.paper(pk, "inside"))
    await DrawEntry.insert(DrawEntry(**row, replaces=said["closed"]))
    return str(row["name"])
