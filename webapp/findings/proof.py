"""`mashang audit verify`: whether every finding stands where its events have brought it."""

from __future__ import annotations

import json
from typing import Any

from webapp.audit.rules import plain
from webapp.audit.tables import EventRow
from webapp.db import sql
from webapp.db.marks import DEMO, mark
from webapp.findings.events import OPENED
from webapp.findings.tables import Finding

Row = dict[str, Any]
STEP = 200
UNTOLD = "没有开立的事件，不是本系统写入的。"
# What was ordered stands in the first event alone, and never changes.
ORDERED = (
    "enterprise", "inspection", "source", "source_id", "draft", "slot", "number", "item_code", "violation", "legal_basis", "penalty_article",
    "mode", "fine", "fact", "requirement", "handling", "first_due_on", "corrected_on_site", "on_site_note",
)  # fmt: skip
# What every later step tells of when it changes it.
STANDING = (
    "state", "due_on", "round", "asked_due", "objected", "responsible", "ended_at", "failed_recheck_after_due",
)  # fmt: skip
AT_FIRST: Row = {"asked_due": None, "objected": False, "ended_at": None, "failed_recheck_after_due": False}


async def verify_all() -> tuple[int, list[str]]:
    """Every finding against its events: (how many, what is wrong, in sentences).

    What a demo made up by the thousand has no events; its database is marked, and every page says so.
    """
    found: list[str] = []
    demo = bool(await mark(DEMO))
    seen, last = 0, 0
    while rows := await Finding.select(Finding.id).where(Finding.id > last).order_by(Finding.id).limit(STEP):
        numbers = [row["id"] for row in rows]
        for number, wrong in (await _wrong(numbers)).items():
            if not (demo and wrong == UNTOLD):
                found.append(f"问题 {number} {wrong}")
        seen, last = seen + len(rows), numbers[-1]
    gone = await sql(
        "SELECT e.thing_id FROM event e LEFT JOIN finding f ON f.id = CAST(e.thing_id AS INTEGER) "
        "WHERE e.action = {} AND f.id IS NULL ORDER BY e.id",
        OPENED.action,
    )
    return seen, [*found, *(f"问题 {row['thing_id']} 被删除。" for row in gone)]


async def _wrong(numbers: list[int]) -> dict[int, str]:
    """Of these the ones that are not as their events tell, and why."""
    told: dict[int, Row] = {}
    events = (
        await EventRow.select(EventRow.thing_id, EventRow.action, EventRow.after)
        .where((EventRow.thing == "finding") & EventRow.thing_id.is_in([str(number) for number in numbers]))
        .order_by(EventRow.id)
    )
    for event in events:
        after, number = json.loads(event["after"] or "{}"), int(event["thing_id"])
        if event["action"] == OPENED.action:
            told[number] = AT_FIRST | {name: after[name] for name in (*ORDERED, *STANDING) if name in after}
        elif number in told:
            told[number] |= {name: after[name] for name in STANDING if name in after}
    rows = await Finding.select().where(Finding.id.is_in(numbers))
    found = {row["id"]: _between(plain(row), told.get(row["id"])) for row in rows}
    return {number: wrong for number, wrong in found.items() if wrong}


def _between(row: Row, told: Row | None) -> str:
    if told is None:
        return UNTOLD
    names = [name for name, value in told.items() if value != row[name]]
    return f"与事件不符，被改动的有：{'、'.join(names)}。" if names else ""
