"""Findings come into being when a visit is submitted, or from another source: what was ordered is copied and never edited."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.checklists.tables import ChecklistItem, Violation
from webapp.clock import local, now
from webapp.db import lock
from webapp.enterprises.tables import Enterprise
from webapp.errors import Invalid
from webapp.evidence.queries import photos_of
from webapp.findings.events import OPENED
from webapp.findings.listeners import tell
from webapp.findings.origin import Origin, photo_owner, siblings
from webapp.findings.queries.failures import ended
from webapp.findings.rules import Handling, Source, State
from webapp.findings.rules.deadlines import due_on, is_pending
from webapp.findings.rules.standing import Refused
from webapp.findings.rules.transitions import correct_on_site
from webapp.findings.tables import Finding
from webapp.findings.verbs.changes import Row, recount

DAYS = 30


async def open_findings(user: User, inspection: Row, drafts: list[Row]) -> list[int]:
    """Make findings of a visit, a row; see open_from."""
    at = ended(inspection, now())
    origin = Origin(Source.VISIT, "", inspection["enterprise"], inspection["lead"], at, inspection["id"])
    return await open_from(user, origin, drafts)


async def open_from(user: User, origin: Origin, drafts: list[Row]) -> list[int]:
    """Make findings of the rows of DraftFinding, in their order; returns the ids, in the caller's transaction.

    `drafts` are without withdrawn ones; `item` is the id of a ChecklistItem or None; drafted() makes such a row. A draft that was made a finding before keeps it. Raises Invalid in words when one is incomplete.
    """
    if not drafts:
        return []
    await lock(Enterprise, origin.enterprise)
    known = {
        row["draft"]: row
        for row in await Finding.select(Finding.id, Finding.draft, Finding.number).where(
            siblings(origin.columns)
        )
    }
    number = max((row["number"] for row in known.values()), default=0)
    items, violations = await _sources(drafts)
    kind, owner = photo_owner(origin.columns)
    photos = Counter(photo["target"] for photo in (await photos_of(kind, [owner]))[owner])
    bureau = await Enterprise.select(Enterprise.bureau).where(Enterprise.id == origin.enterprise).first()
    made: list[Row] = []
    for draft in drafts:
        if draft["id"] in known:
            continue
        number += 1
        item = items.get(draft["item"])
        values = {
            "number": number,
            **_copied(origin, draft, item, violations),
            **_outcome(user, origin, draft, item, photos[f"after:{draft['id']}"]),
        }
        finding = (await Finding.insert(Finding(**values)).returning(Finding.id))[0]["id"]
        known[draft["id"]] = {"id": finding}
        made.append({**values, "id": finding})
        await record(
            user,
            OPENED,
            finding,
            after=values,
            enterprise=origin.enterprise,
            bureau=bureau["bureau"] if bureau else None,
        )
    await recount(origin.enterprise)
    if made:
        await tell(OPENED, made, user)
    return [known[draft["id"]]["id"] for draft in drafts]


async def _sources(drafts: list[Row]) -> tuple[dict[int, Row], dict[str, Row]]:
    wanted = sorted({draft["item"] for draft in drafts if draft["item"]})
    items = {
        row["id"]: row for row in await ChecklistItem.select().where(ChecklistItem.id.is_in(wanted or [-1]))
    }
    codes = sorted({_violation(draft, items.get(draft["item"])) for draft in drafts} | {""})
    rows = await Violation.select().where(Violation.code.is_in(codes))
    return items, {row["code"]: row for row in rows}


def _violation(draft: Row, item: Row | None) -> str:
    code: str = draft["violation"] or (item["violation"] if item else "")
    return code


def _copied(origin: Origin, draft: Row, item: Row | None, violations: dict[str, Row]) -> Row:
    """What the order rests on, in the words of the checklist version and the violation table of today."""
    if not draft["fact"].strip() or not draft["requirement"].strip():
        raise Invalid("每个问题都要写明事实和整改要求。")
    code = _violation(draft, item)
    violation = violations.get(code, {})
    own = item is not None and code == item["violation"]
    return {
        "enterprise": origin.enterprise,
        **origin.columns,
        "draft": draft["id"],
        "slot": draft.get("slot") or "",
        "item_code": item["code"] if item else "",
        "item_text": item["content"] if item else "",
        "violation": code,
        "legal_basis": (item["duty_basis"] if item and own else "") or violation.get("duty_article", ""),
        "penalty_article": (item["penalty_article"] if item and own else "")
        or violation.get("penalty_article", ""),
        "mode": violation.get("mode", "") or (item["mode"] if item and own else ""),
        "fine": violation.get("fine", ""),
        "fact": draft["fact"].strip(),
        "requirement": draft["requirement"].strip(),
        "handling": Handling(draft["handling"]).value,
        "responsible": origin.responsible,
        "found_by": draft["person"],
    }


def _outcome(user: User, origin: Origin, draft: Row, item: Row | None, after_photos: int) -> Row:
    moment = origin.at
    day = draft["due_on"] or _due(local(moment).date(), item)
    values: Row = {
        "found_at": moment,
        "first_due_on": day,
        "due_on": day,
        "due_pending": is_pending(day),
        "state": State.OPEN.value,
        "round": 1,
        "corrected_on_site": False,
        "on_site_note": "",
    }
    if draft["on_site"]:
        try:
            closed = correct_on_site(day, draft["on_site_note"], after_photos)
        except Refused as refused:
            raise Invalid(str(refused)) from refused
        values |= {
            "state": closed.state.value,
            "corrected_on_site": True,
            "on_site_note": draft["on_site_note"].strip(),
            "ended_at": moment,
            "ended_by": user.id,
            "end_note": draft["on_site_note"].strip(),
        }
    return values


def _due(day: date, item: Row | None) -> date:
    if item is None:
        return due_on(day, DAYS).date
    return due_on(day, item["days"], item["day_kind"] or "calendar").date


def drafted(**values: Any) -> Row:
    """The row of a DraftFinding with what is left out as it stands in the table (for tests and the demo)."""
    empty: Row = {"item": None, "slot": "", "violation": "", "handling": Handling.ORDER.value}
    return {**empty, "due_on": None, "on_site": False, "on_site_note": "", **values}
