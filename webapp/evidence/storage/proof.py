"""`mashang audit verify`: whether the bytes of every photo and attached file, whoever owns it, are those of its name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from webapp.db import sql
from webapp.evidence.events import WITHDRAWN
from webapp.evidence.intake import in_io_thread
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of

Row = dict[str, Any]
Told = Callable[[int], object]
STEP = 200
TOGETHER = 8  # files that are read at once
WORDS = {"inspection": "检查", "report": "整改报告", "finding": "问题"}


async def number() -> int:
    """How many files there are."""
    return int((await sql("SELECT COUNT(DISTINCT sha256) AS n FROM photo WHERE derived <> 'gone'"))[0]["n"])


async def verify_all(told: Told = lambda done: None) -> tuple[int, list[str]]:
    """Every file that a photo names, the withdrawn ones too: (how many, what is wrong, in sentences).

    What an enterprise never sent and was swept has no bytes any more; that it was is proven by its event.
    `told` hears how many are done since. Files that came meanwhile are looked at or not; none is ever changed.
    """
    found = await _not_swept()
    seen, last = 0, ""
    while rows := await sql(
        "SELECT DISTINCT sha256 FROM photo WHERE derived <> 'gone' AND sha256 > {} ORDER BY sha256 LIMIT {}",
        last,
        STEP,
    ):
        names = [row["sha256"] for row in rows]
        for start in range(0, len(names), TOGETHER):
            some = names[start : start + TOGETHER]
            good = await asyncio.gather(*(_good(one) for one in some))
            for name, sound in zip(some, good, strict=True):
                found += [] if sound else await _said(name)
            told(len(some))
        seen, last = seen + len(names), names[-1]
    return seen, found


async def _not_swept() -> list[str]:
    """Rows that say that their bytes were swept, of which no event tells, or that belong to what is never swept."""
    rows = await sql(
        "SELECT p.id, p.owner_kind, p.owner_id FROM photo p WHERE p.derived IN ('swept', 'gone') "
        "AND (p.owner_kind <> 'report' OR p.withdrawn_at IS NULL OR NOT EXISTS (SELECT 1 FROM event e "
        "WHERE e.thing = 'photo' AND e.thing_id = CAST(p.id AS VARCHAR) AND e.action = {}) "
        "OR EXISTS (SELECT 1 FROM report r WHERE CAST(r.id AS VARCHAR) = p.owner_id AND r.state = 'sent')) LIMIT 50",
        WITHDRAWN.action,
    )
    return [
        f"照片 {row['id']}（{WORDS.get(row['owner_kind'], row['owner_kind'])} {row['owner_id']}）记为已清理，但没有清理的记录。"
        for row in rows
    ]


async def _good(sha256: str) -> bool:
    try:
        key = key_of(sha256)
        return await in_io_thread(evidence().store.verify, key)
    except ValueError:
        return False  # the row was changed: no file can have such a name


async def _said(sha256: str) -> list[str]:
    """Whose file it is; nothing when its rows are gone by now."""
    rows = await sql(
        "SELECT owner_kind, owner_id FROM photo WHERE sha256 = {} ORDER BY received_at LIMIT 3", sha256
    )
    owners = "、".join(f"{WORDS.get(row['owner_kind'], row['owner_kind'])} {row['owner_id']}" for row in rows)
    return [f"照片 {sha256} 的原件缺失或被改动（{owners}）。"] if rows else []
