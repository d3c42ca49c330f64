"""Submission: one transaction freezes the answers, makes the findings, scores, and writes the receipt."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, look, transaction
from webapp.enterprises.verbs import set_last_visit
from webapp.errors import Conflict, Invalid
from webapp.evidence.queries import missing_of
from webapp.inspections.events import EDITED, SUBMITTED
from webapp.inspections.hooks import follow
from webapp.inspections.queries.participants import guard_writer
from webapp.inspections.queries.record import Record, load_row
from webapp.inspections.queries.snapshots import visit_of
from webapp.inspections.queries.totals import counted, scored, totals
from webapp.inspections.queries.visits import Row, visit_for
from webapp.inspections.receipts.canonical import about_now
from webapp.inspections.receipts.sealing import issue, receipt_of
from webapp.inspections.rules import NoAccess, Outcome
from webapp.inspections.rules.clocks import began_of, doubts, end_refused, times_at_submission
from webapp.inspections.rules.missing import Gap, Missing, missing_before_submission
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.consequences import consequences
from webapp.inspections.views.reviewing import proposal_of
from webapp.settings import late

CLOSING = (
    "companion",
    "companion_post",
    "conclusion",
    "ended_at",
    "showed_badge",
    "told_rights",
)
JUDGED = "这次检查已有答案、问题或查看结果，不能按“无法检查”提交；请按检查提交，或者写明理由放弃。"


class PhotosMissing(Conflict):
    """Photos of the manifest have not arrived (409); the phone sends them again."""

    def __init__(self, photos: Iterable[UUID]) -> None:
        self.photos = list(photos)
        super().__init__(f"还有 {len(self.photos)} 张照片没有送达，请等照片发送完再提交。")


class StillOpen(Invalid):
    """Something is missing (422); `open` says what and where."""

    def __init__(self, missing: list[Missing]) -> None:
        self.open = missing
        super().__init__(f"还有 {len(missing)} 处没有完成，补齐后再提交。")


@dataclass(frozen=True)
class Submitted:
    """The receipt's row; `created` False when it was there already."""

    receipt: Row
    created: bool


async def keep_closing(user: User, inspection: UUID, values: Mapping[str, Any]) -> None:
    """Keep companion, conclusion, end and ticks in the draft, so that mending what is missing loses nothing.

    An end that cannot be is not kept: a phone whose clock was set right sends another one, a page without script none.
    """
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        if visit["state"] != "draft":
            return
        guard_writer(user, visit)
        changed: dict[Any, Any] = {
            name: values[name] for name in CLOSING if name in values and values[name] != visit[name]
        }
        if (end := changed.get("ended_at")) and end_refused(end, now(), visit["clock_offset"]):
            del changed["ended_at"]
        if not changed:
            return
        before = {name: visit[name] for name in changed}
        await Inspection.update(changed).where(Inspection.id == inspection)
        await record(
            user, EDITED, inspection,
            before=before, after=changed, enterprise=visit["enterprise"], bureau=visit["bureau"],
        )  # fmt: skip


async def submit(
    user: User,
    inspection: UUID,
    *,
    photos: Mapping[UUID, str] | None = None,
    answers: int | None = None,
    no_access: NoAccess | None = None,
    ended: datetime | None = None,
    derived: bool = False,
) -> Submitted:
    """Submit a draft; again, and by the second person, the same receipt.

    `photos` (id → SHA-256) and `answers` are the phone's manifest; without it what arrived counts. `no_access`: nothing
    could be inspected, and nothing was. `ended`: the end as it was sent now, else the one that was kept. `derived`: nobody wrote a conclusion, so that the record as it
    stands now says it. Raises NotFound, Forbidden, PhotosMissing, Conflict (discarded, answers still on
    the way, `no_access` of a visit in which something was judged), StillOpen.
    """
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        known = await receipt_of(inspection)
        if known is not None:
            return Submitted(known, created=False)
        guard_writer(user, visit)
        if visit["state"] != "draft":
            raise Conflict("这次检查已放弃，不能提交。")
        await _arrived(inspection, photos, answers)
        gate = {"outcome": Outcome.NO_ACCESS.value, "no_access": no_access.value} if no_access else {}
        at = now()
        loaded = await load_row({**visit, **gate, **times_at_submission(visit, ended, at, late())})
        if no_access and loaded.judged:
            raise Conflict(JUDGED)
        if derived and not loaded.visit["conclusion"] and not no_access:
            loaded = await concluded(loaded)
        visit = loaded.visit
        snapshot = visit_of(loaded)
        missing = missing_before_submission(snapshot)
        if ended and (refused := end_refused(ended, at, visit["clock_offset"])):
            missing.append(Missing(Gap.VISIT, "ended_at", refused))
        if missing:
            raise StillOpen(missing)
        change: dict[Any, Any] = {
            **await totals(loaded, snapshot),
            "state": "submitted",
            "outcome": visit["outcome"],
            "no_access": visit["no_access"],
            "submitted_at": at,
            "submitted_by": user.id,
            "ended_at": visit["ended_at"],
            "over_at": visit["over_at"],
            "conclusion": visit["conclusion"],
        }
        await Inspection.update(change).where(Inspection.id == inspection)
        findings = await consequences(user, {**visit, **change}, loaded)
        if (
            visit["outcome"] != Outcome.NO_ACCESS.value
        ):  # who stood before a closed gate has inspected nothing
            await _seen(visit["enterprise"], began_of(visit), at)
        receipt = await issue(inspection, {**await about_now(visit, user.id), "times": list(doubts(visit))})
        await record(
            user, SUBMITTED, inspection,
            after={
                "receipt": receipt["serial"], "record_sha256": receipt["record_sha256"], "outcome": visit["outcome"],
                **({"no_access": visit["no_access"]} if visit["no_access"] else {}),
                "counts": json.loads(change["counts"]), "score": change["score"], "findings": findings,
            },
            enterprise=visit["enterprise"], bureau=visit["bureau"],
        )  # fmt: skip
        await follow(user, visit)
    return Submitted(receipt, created=True)


async def concluded(record: Record) -> Record:
    """The record with the conclusion that follows from it."""
    snapshot = visit_of(record)
    proposal = proposal_of(record, snapshot, counted(snapshot, await scored(record, snapshot)))
    return replace(record, visit={**record.visit, "conclusion": proposal})


async def _arrived(inspection: UUID, photos: Mapping[UUID, str] | None, answers: int | None) -> None:
    if photos and (absent := await missing_of(OWNER, inspection, dict(photos))):
        raise PhotosMissing(absent)
    if answers is None:
        return
    rows = await look(
        "SELECT COUNT(DISTINCT item) AS n FROM answer WHERE inspection = {} AND standing = {}",
        inspection,
        True,
    )
    here = rows[0]["n"]
    if here < answers:
        raise Conflict(f"手机上有 {answers} 项答案，送达 {here} 项，请等答案发送完再提交。", "answers")


async def _seen(enterprise: int, began: datetime, at: datetime) -> None:
    """A visit that arrives late does not set the last visit back; one that was dated into the future holds nothing."""
    rows = await look("SELECT last_visit_at FROM enterprise WHERE id = {}", enterprise)
    last = rows[0]["last_visit_at"] if rows else None
    if rows and (last is None or last < began or last > at):
        await set_last_visit(enterprise, began)
