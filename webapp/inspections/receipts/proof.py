"""`mashang audit verify`: whether every submitted visit still agrees with its receipt."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from webapp.db import sql
from webapp.db.marks import DEMO, mark
from webapp.inspections.events import SUBMITTED
from webapp.inspections.receipts.sealing import problems
from webapp.inspections.tables import Receipt

Row = dict[str, Any]
Told = Callable[[int], object]
STEP = 200


async def verify_all(told: Told = lambda done: None) -> tuple[int, list[str]]:
    """Every receipt against its proof, its visit and the trail: (how many receipts, what is wrong, in sentences).

    `told` hears how many receipts are done since.
    """
    found: list[str] = []
    seen, last = 0, ""
    while rows := await Receipt.select().where(Receipt.serial > last).order_by(Receipt.serial).limit(STEP):
        for row in rows:
            found += [f"回执 {row['serial']}：{said}" for said in await _agrees(row)]
            told(1)
        seen, last = seen + len(rows), rows[-1]["serial"]
    return seen, [*found, *await _without(), *await _untold()]


async def _agrees(receipt: Row) -> list[str]:
    try:
        return await problems(receipt)
    except (KeyError, TypeError, ValueError):
        return ["回执或检查记录已损坏，无法核对。"]


async def _without() -> list[str]:
    """Submitted visits without a receipt, and receipts whose visit is a draft again.

    What a demo made up by the thousand was never submitted; its database is marked, and every page says so. A receipt that
    was there is missed by _untold().
    """
    none = (
        []
        if await mark(DEMO)
        else await sql(
            "SELECT i.id FROM inspection i LEFT JOIN receipt r ON r.inspection = i.id "
            "WHERE i.state IN ('submitted', 'void') AND r.serial IS NULL ORDER BY i.id"
        )
    )
    again = await sql(
        "SELECT r.serial FROM receipt r JOIN inspection i ON i.id = r.inspection "
        "WHERE i.state NOT IN ('submitted', 'void') ORDER BY r.serial"
    )
    return [
        *(f"检查 {row['id']} 已提交，但没有回执。" for row in none),
        *(f"回执 {row['serial']}：检查的状态被改动。" for row in again),
    ]


_SUBMISSIONS = "SELECT id, thing_id, after FROM event WHERE id > {} AND action = {} ORDER BY id LIMIT {}"


async def _untold() -> list[str]:
    """Submissions of the trail whose receipt is gone, or another one."""
    found: list[str] = []
    last = 0
    while rows := await sql(_SUBMISSIONS, last, SUBMITTED.action, STEP):
        wanted = [UUID(row["thing_id"]) for row in rows]
        kept = {
            str(row["inspection"]): (row["serial"], row["record_sha256"])
            for row in await Receipt.select(Receipt.inspection, Receipt.serial, Receipt.record_sha256).where(
                Receipt.inspection.is_in(wanted)
            )
        }
        for row in rows:
            said = json.loads(row["after"])
            if kept.get(row["thing_id"]) != (said["receipt"], said["record_sha256"]):
                found.append(f"回执 {said['receipt']} 缺失或被替换。")
        last = rows[-1]["id"]
    return found
