"""`mashang audit verify`: whether every submitted visit still agrees with its receipt, and has the photos it names."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from webapp.db import sql
from webapp.db.marks import DEMO, mark
from webapp.evidence.intake import in_io_thread
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of
from webapp.inspections.receipts import problems
from webapp.inspections.tables import Receipt

Row = dict[str, Any]
Told = Callable[[int], object]
STEP = 200
TOGETHER = 8  # photos that are read at once


async def verify_all(told: Told = lambda done: None, *, quick: bool = False) -> tuple[int, list[str]]:
    """Every receipt against its proof, its visit and the trail: (how many receipts, what is wrong, in sentences).

    `told` hears how many receipts are done since. `quick` leaves out the bytes of the photos, which takes most of the time.
    """
    found: list[str] = []
    photos = _Photos()
    seen, last = 0, ""
    while rows := await Receipt.select().where(Receipt.serial > last).order_by(Receipt.serial).limit(STEP):
        for row in rows:
            wrong = await _agrees(row)
            if not wrong and not quick:
                wrong = await photos.wrong(row)
            found += [f"回执 {row['serial']}：{said}" for said in wrong]
            told(1)
        seen, last = seen + len(rows), rows[-1]["serial"]
    return seen, [*found, *await _without(), *await _untold()]


async def _agrees(receipt: Row) -> list[str]:
    try:
        return await problems(receipt)
    except (KeyError, TypeError, ValueError):
        return ["回执或检查记录已损坏，无法核对。"]


class _Photos:
    """The sealed files, each looked at once, whatever many receipts name it."""

    def __init__(self) -> None:
        self.good: set[bytes] = set()

    async def wrong(self, receipt: Row) -> list[str]:
        """The photos of a receipt whose bytes are gone or others; the receipt has been proven."""
        named = [one["sha256"] for one in json.loads(receipt["photos"])]
        new = [sha256 for sha256 in dict.fromkeys(named) if bytes.fromhex(sha256) not in self.good]
        bad: list[str] = []
        for start in range(0, len(new), TOGETHER):
            some = new[start : start + TOGETHER]
            for sha256, good in zip(some, await self._look(some), strict=True):
                if good:
                    self.good.add(bytes.fromhex(sha256))
                else:
                    bad.append(f"照片 {sha256} 的原件缺失或被改动。")
        return bad

    async def _look(self, hashes: Iterable[str]) -> list[bool]:
        store = evidence().store
        return list(await asyncio.gather(*(in_io_thread(store.verify, key_of(one)) for one in hashes)))


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


_SUBMISSIONS = "SELECT id, thing_id, after FROM event WHERE id > {} AND action = 'inspection.submitted' ORDER BY id LIMIT {}"


async def _untold() -> list[str]:
    """Submissions of the trail whose receipt is gone, or another one."""
    found: list[str] = []
    last = 0
    while rows := await sql(_SUBMISSIONS, last, STEP):
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
