"""The package of a draw: everything that a stranger needs, put together from what was frozen and drawn."""

import json
from datetime import UTC, datetime
from typing import Any

from webapp.draws import queries
from webapp.draws.rules import package

Row = dict[str, Any]


def stamp(at: datetime) -> str:
    """A moment as packages have it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def heading(row: Row) -> Row:
    """What a draw is called, and the hashes of what is fixed."""
    said = {
        "format": package.FORMAT,
        "code": row["code"],
        "title": row["title"],
        "bureau": row["bureau_name"],
    }
    hashes = {name: row[f"{name}_hash"] for name in ("pool", "objects", "people", "method")}
    return said | {"basis": row["basis"], "hashes": hashes}


async def promised(row: Row) -> Row:
    """What is fixed before the draw."""
    objects, people = await queries.paper(row["id"], "objects"), await queries.paper(row["id"], "people")
    return heading(row) | {
        "method": row["method"], **objects, "people": people["people"],
        "people_left_out": people["left_out"], "recused": people["recused"],
    }  # fmt: skip


async def whole(row: Row) -> Row:
    """The package of a draw that was drawn."""
    p: Row = await promised(row) | json.loads(
        (await queries.paper(row["id"], "result") or {}).get("text", "{}")
    )
    said = await queries.supplements(row["id"])
    names = ("closed", "reason", "at", "added", "people", "hash")
    return p | {"supplements": [{name: one[name] for name in names} for one in said]}


def witness_lines(rows: list[Row]) -> list[Row]:
    return [{name: one[name] for name in ("name", "post", "text")} for one in rows]
