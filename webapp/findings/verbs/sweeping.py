"""What people of an enterprise uploaded and never sent is swept: their photos after a week, the bytes a day later.

Never anything that a sent report, a finding or a receipt speaks of: only drafts of reports are looked at, and bytes that any
other photo shares stay. The trail keeps what was there (photo.kept, photo.withdrawn with the reason).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from piccolo.table import Table

from webapp.audit import record
from webapp.audit.verbs import SYSTEM
from webapp.clock import now
from webapp.db import lock, look, sql, transaction
from webapp.db.sql.statement import marks
from webapp.evidence.events import WITHDRAWN
from webapp.evidence.intake import in_io_thread
from webapp.evidence.rules import Derived
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of
from webapp.evidence.tables import Photo
from webapp.findings.tables import Report

KEPT = timedelta(days=7)
# A backup that has begun may still read what its moment of the database speaks of.
BYTES_KEPT = timedelta(days=1)
AT_ONCE = 100
WORDS = "没有随报告提交，已清理。"
_SWEPT = (Derived.SWEPT.value, Derived.GONE.value)


async def sweep() -> bool:
    """One turn of the background loop; True when there may be more."""
    drafts = await look(
        "SELECT r.id, f.enterprise, f.bureau FROM report r JOIN finding f ON f.id = r.finding "
        "WHERE r.state = 'draft' AND r.sent_at < {} ORDER BY r.sent_at LIMIT 100",
        now() - KEPT,
    )
    swept = [await sweep_draft(draft, Report, "report") for draft in drafts]
    old = await look(
        "SELECT id, sha256 FROM photo WHERE derived = 'swept' AND withdrawn_at < {} ORDER BY withdrawn_at LIMIT 100",
        now() - BYTES_KEPT,
    )
    for photo in old:
        await _drop(photo)
    return (any(swept) and len(drafts) == AT_ONCE) or len(old) == AT_ONCE


async def sweep_draft(draft: dict[str, Any], table: type[Table], owner: str) -> bool:
    """Withdraw the photos of a draft to which nothing was added for a week, and forget the draft.

    `draft`: id, enterprise, bureau of a row of `table`, whose photos belong to the kind of `owner`.
    """
    async with transaction():
        await lock(table, draft["id"])
        still = await look(f'SELECT state FROM "{table._meta.tablename}" WHERE id = {{}}', draft["id"])  # noqa: S608
        if not still or still[0]["state"] != "draft":
            return False  # sent meanwhile
        photos = await look(
            "SELECT id, sha256, received_at, withdrawn_at, derived FROM photo "
            "WHERE owner_kind = {} AND owner_id = {}",
            owner,
            str(draft["id"]),
        )
        if any(photo["received_at"] >= now() - KEPT for photo in photos):
            return False
        for photo in photos:
            if photo["derived"] in _SWEPT:
                continue
            changed: dict[Any, Any] = {
                Photo.derived: Derived.SWEPT.value,
                Photo.failure: WORDS,
                Photo.withdrawn_at: now(),
            }
            await Photo.update(changed).where(Photo.id == photo["id"])
            if photo["withdrawn_at"] is None:
                await record(
                    SYSTEM, WITHDRAWN, photo["id"],
                    before={"owner": f"{owner} {draft['id']}", "sha256": photo["sha256"]}, after={"reason": WORDS},
                    enterprise=draft["enterprise"], bureau=draft["bureau"],
                )  # fmt: skip
        await sql(f"DELETE FROM {table._meta.tablename} WHERE id = {{}} AND state = 'draft'", draft["id"])  # noqa: S608
    return True


async def _drop(photo: dict[str, Any]) -> None:
    """Delete the bytes of a swept photo, unless another one has the same; put() makes them young for who sends them anew."""
    async with transaction():
        shared = await sql(
            f"SELECT 1 AS one FROM photo WHERE sha256 = {{}} AND derived NOT IN ({marks(_SWEPT)}) LIMIT 1",  # noqa: S608
            photo["sha256"],
            *_SWEPT,
        )
        if not shared and not await in_io_thread(evidence().store.drop, key_of(photo["sha256"]), BYTES_KEPT):
            return  # sent anew a moment ago
        await Photo.update({Photo.derived: Derived.GONE.value}).where(Photo.id == photo["id"])
