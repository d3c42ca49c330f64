"""`mashang audit verify`: whether pools, promise and result of every draw still agree with one another and with the trail."""

import json
from typing import Any

from webapp.audit.rules import canonical
from webapp.db import sql
from webapp.draws import packing, queries
from webapp.draws.events import COMMITTED, DRAWN, FROZEN
from webapp.draws.rules import algorithm, package
from webapp.draws.rules.verifying import failing, package_pool, verify
from webapp.draws.tables import Draw

Row = dict[str, Any]
# What an event says of a draw, by its action: the columns that may not become others afterwards.
TOLD = {
    FROZEN.action: ("pool_hash", "objects_hash", "people_hash", "method_hash"),
    COMMITTED.action: ("secret_hash", "commitment"),
    DRAWN.action: ("number", "seed", "result_hash"),
}


async def verify_all() -> tuple[int, list[str]]:
    """Every draw: (how many, what is wrong, in sentences)."""
    found: list[str] = []
    rows = await Draw.select(*Draw.all_columns(), Draw.bureau.name.as_alias("bureau_name")).order_by(Draw.id)
    events = await sql("SELECT thing_id, action, after FROM event WHERE thing = 'draw' ORDER BY id")
    known = {str(row["id"]): row for row in rows}
    for event in events:
        row = known.get(event["thing_id"])
        if row is None:
            found.append(f"抽查 {event['thing_id']} 被删除。")
        elif event["action"] in TOLD and _differs(row, json.loads(event["after"]), TOLD[event["action"]]):
            found.append(f"抽查 {row['code']}：与当时的事件不符。")
    for row in rows:
        try:
            found += [f"抽查 {row['code']}：{said}" for said in await _wrong(row)]
        except (KeyError, TypeError, ValueError):
            found.append(f"抽查 {row['code']}：名录或结果已损坏，无法核对。")
    return len(rows), list(dict.fromkeys(found))


def _differs(row: Row, told: Row, names: tuple[str, ...]) -> bool:
    return any(row[name] != told[name] for name in names)


async def _wrong(row: Row) -> list[str]:
    if row["frozen_at"] is None:
        return []
    row = queries.unpacked(row)
    if row["drawn_at"] is not None:
        p = await packing.whole(row)
        step = failing(verify(canonical(p)))
        theirs = {
            "pool": row["pool_hash"],
            "objects": row["objects_hash"],
            "people": row["people_hash"],
            "method": row["method_hash"],
        }
        same = (
            p["hashes"] == theirs and p["result"]["hash"] == row["result_hash"] and p["seed"] == row["seed"]
        )
        return (
            [f"不能重算：{step.says}。"]
            if step
            else []
            if same and await _entries(row, p)
            else ["结果与名录不符。"]
        )
    p = await packing.promised(row)
    hashes = {
        "pool_hash": package_pool(p), "objects_hash": package.objects_hash(p["objects"], p["left_out"]),
        "people_hash": package.people_hash(p["people"], p["people_left_out"], p["recused"]), "method_hash": package.digest(p["method"]),
    }  # fmt: skip
    said = ["冻结的名录被改动。"] if _differs(row, hashes, tuple(hashes)) else []
    if (
        row["committed_at"] is not None
        and algorithm.sha256(bytes.fromhex(row["secret"])) != row["secret_hash"]
    ):
        said.append("承诺的随机数被改动。")
    return said


async def _entries(row: Row, p: Row) -> bool:
    """The rows by which visits are planned are those of the result."""
    kept = await sql("SELECT key, people FROM draw_entry WHERE draw = {}", row["id"])
    said = {one["key"]: one["people"] for one in p["result"]["entries"]}
    said |= {one["added"]: one["people"] for one in p["supplements"] if one["added"]}
    return {one["key"]: json.loads(one["people"]) for one in kept} == said
