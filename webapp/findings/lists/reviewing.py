"""Reviewing many: what waits for 复核, each with its pictures before and after, and the decisions on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from webapp.accounts.members.credentials import issuers_of
from webapp.accounts.people import User
from webapp.accounts.reach import record_condition
from webapp.db.sql.counting import count_each
from webapp.errors import Conflict, DomainError
from webapp.evidence.tables import Photo
from webapp.evidence.views import Shot, shots
from webapp.findings.lists.listing import waits
from webapp.findings.origin import photos_before
from webapp.findings.queries import COLUMNS, Row, dressed, finding_for, sides
from webapp.findings.rules import Answer, ReportKind, State
from webapp.findings.tables import Finding, Report
from webapp.findings.verbs import deciding
from webapp.findings.verbs.deciding import CLOSURE, RETURN, Decision
from webapp.findings.views.gallery import base, before_targets, place_of
from webapp.web.forms.ticks import FAR

MOST = 30
NOT_REPORTED = "没有等待复核的整改报告"
GONE = "已不在等待复核：已由别人办理，或企业撤回了报告。请看最新的情况。"
DECISIONS: dict[str, Decision] = {"closure": CLOSURE, "return": RETURN}


@dataclass
class Pair:
    """A reported finding: `report` waits; `before` and `after` are its pictures; `barred`: why not this person."""

    finding: Row
    report: Row
    before: list[Shot] = field(default_factory=list)
    after: list[Shot] = field(default_factory=list)
    barred: str = ""


@dataclass(frozen=True)
class Said:
    """What somebody decided of one finding whose report they saw."""

    finding: int
    decision: str
    text: str
    seen: UUID


@dataclass
class Outcome:
    """How many were closed and returned, and what stood against the others, by finding."""

    done: Counter[str] = field(default_factory=Counter)
    refused: dict[int, str] = field(default_factory=dict)


async def waiting_pairs(user: User, named: Sequence[int] = (), *, mine: bool = False) -> list[Pair]:
    """What waits in reach, the earliest due first, at most MOST; only those `named` when there are any."""
    condition: Any = record_condition(user, Finding) & waits() & (Finding.state == State.REPORTED.value)
    if named:
        condition &= Finding.id.is_in(list(named))
    if mine:
        condition &= Finding.responsible == user.id
    ids = [row["id"] for row in await (
        Finding.select(Finding.id).where(condition).order_by(Finding.due_on, Finding.id).limit(MOST)
    )]  # fmt: skip
    if not ids:
        return []
    rows = {row["id"]: dressed(row) for row in await Finding.select(*COLUMNS).where(Finding.id.is_in(ids))}
    reports = await Report.select(*Report.all_columns(), Report.person.name.as_alias("person_name")).where(
        Report.finding.is_in(ids) & (Report.state == "sent") & (Report.answer == Answer.WAITING.value)
        & (Report.kind == ReportKind.DONE.value)
    )  # fmt: skip
    by_finding = {report["finding"]: report for report in reports}
    found = [Pair(rows[pk], by_finding[pk]) for pk in ids if pk in by_finding and pk in rows]
    await _pictures(found)
    issued = await issuers_of({pair.report["person"] for pair in found})
    for pair in found:
        if user.id in issued[pair.report["person"]]:
            pair.barred = await sides.barred(user, pair.finding, pair.report)
    return found


async def _pictures(pairs: list[Pair]) -> None:
    """Into each its pictures; one statement for all of them."""
    targets = {target for pair in pairs for target in before_targets(pair.finding)}
    reports = [str(pair.report["id"]) for pair in pairs]
    first = photos_before(pair.finding for pair in pairs)
    of_report = (Photo.owner_kind == "report") & Photo.owner_id.is_in(reports or [""])
    photos = await (
        Photo.select()
        .where((first & Photo.target.is_in(sorted(targets) or [""])) | of_report)
        .where(Photo.withdrawn_at.is_null())
        .order_by(Photo.received_at, Photo.id)
    )
    for pair in pairs:
        row, report = pair.finding, str(pair.report["id"])
        before = [photo for photo in photos if (place_of(row, photo) or ("", ""))[0] == "before"]
        before.sort(key=lambda photo, row=row: before_targets(row).index(photo["target"]))  # type: ignore[misc]
        pair.before = shots(before, base(row))
        pair.after = shots(
            [one for one in photos if one["owner_kind"] == "report" and one["owner_id"] == report], base(row)
        )


async def pick(user: User, ids: Sequence[int], condition: Any = None) -> tuple[list[int], Counter[str]]:
    """Of ticked findings, or of all that `condition` finds, those that wait for 复核; and why how many do not."""
    where: Any = (
        record_condition(user, Finding) & Finding.id.is_in(list(ids)) if condition is None else condition
    )
    ready = where & (Finding.state == State.REPORTED.value)
    found, wait = await count_each(
        Finding.select(Finding.id).where(where), Finding.select(Finding.id).where(ready)
    )
    rows = await (
        Finding.select(Finding.id).where(ready).order_by(Finding.due_on, Finding.id).limit(MOST)
    )  # fmt: skip
    left = Counter({NOT_REPORTED: found - wait, f"超过一次 {MOST} 项的上限": wait - len(rows)})
    if condition is None:
        left[FAR] = len(ids) - found
    return [row["id"] for row in rows], +left


async def decide_all(user: User, said: Sequence[Said]) -> Outcome:
    """Each decision as it is taken by itself, with every rule of it; what is refused stops none of the others."""
    outcome = Outcome()
    for one in said:
        try:
            row = await finding_for(user, one.finding)
            if row["state"] != State.REPORTED.value and not await _mine(user, one):
                raise Conflict(GONE)
            await deciding.decide(user, one.finding, DECISIONS[one.decision], one.text, seen=one.seen)
            outcome.done[one.decision] += 1
        except DomainError as error:
            outcome.refused[one.finding] = error.sentence
    return outcome


async def _mine(user: User, one: Said) -> bool:
    """Whether this person took this very decision before: a second click is no refusal."""
    return await Report.exists().where(
        (Report.id == one.seen) & (Report.finding == one.finding) & (Report.answered_by == user.id)
        & (Report.answer == DECISIONS[one.decision].said.value)
    )  # fmt: skip
