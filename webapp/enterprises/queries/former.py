"""曾用名: what enterprises were called before, how they are found by it, and what a record of an earlier day shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from webapp.db import look
from webapp.db.sql.statement import marks
from webapp.enterprises.rules.search import fold, search_text
from webapp.enterprises.tables import FormerName

Row = dict[str, Any]


def name_then(enterprise: str, moment: str) -> str:
    """SQL for the name at a moment; `enterprise` is the alias of that table, `moment` an expression that may be NULL: now."""
    return (
        f"COALESCE((SELECT f.name FROM former_name f WHERE f.enterprise = {enterprise}.id AND f.until > {moment} "  # noqa: S608
        f"ORDER BY f.until, f.id LIMIT 1), {enterprise}.name)"
    )


async def former_names(enterprises: Collection[int]) -> dict[int, list[Row]]:
    """name and until of each that was renamed, the latest first."""
    found: dict[int, list[Row]] = {}
    if enterprises:
        rows = await look(
            f"SELECT enterprise, name, until FROM former_name WHERE enterprise IN ({marks(enterprises)}) "  # noqa: S608
            "ORDER BY enterprise, until DESC, id DESC",
            *enterprises,
        )
        for row in rows:
            found.setdefault(row["enterprise"], []).append(row)
    return found


async def rename(enterprise: int, before: str, moment: datetime) -> list[str]:
    """Keep the name that ends now, in the caller's transaction; all former ones, the latest first."""
    await FormerName.insert(FormerName(enterprise=enterprise, name=before, until=moment))
    return [row["name"] for row in (await former_names([enterprise]))[enterprise]]


async def as_then(rows: list[Row], moment: str) -> list[Row]:
    """The rows with `enterprise_name` as it was at row[moment], and `enterprise_now` where that differs."""
    known = await former_names({row["enterprise"] for row in rows})
    for row in rows:
        row["enterprise_now"] = ""
        at = row[moment]
        then = [one for one in known.get(row["enterprise"], []) if at and one["until"] > at]
        if then and then[-1]["name"] != row["enterprise_name"]:
            row |= {"enterprise_now": row["enterprise_name"], "enterprise_name": then[-1]["name"]}
    return rows


def shown(names: Iterable[Row], present: str) -> list[Row]:
    """The former names to tell of: each once, and not the one that it has again."""
    return list({row["name"]: row for row in reversed(list(names)) if row["name"] != present}.values())[::-1]


async def with_reasons(rows: list[Row], words: str) -> None:
    """Set `found_by` to the former name by which a row was found, when its present one does not hold the words."""
    wanted = [fold(word) for word in words.split()]
    missing: dict[int, list[str]] = {}
    for row in rows:
        present = search_text(row["name"], row["credit_code"] or "", row["workplace"])
        if lost := [word for word in wanted if word not in present]:
            missing[row["id"]] = lost
    known = await former_names(missing.keys())
    for row in rows:
        names = [one["name"] for one in shown(known.get(row["id"], []), row["name"])]
        hits = [name for name in names if any(word in search_text(name) for word in missing[row["id"]])]
        row["found_by"] = (hits or [""])[0]
