"""What people of an enterprise see in their list: what is to do, and what is behind them."""

from __future__ import annotations

from webapp.accounts.people import User
from webapp.accounts.reach import record_condition
from webapp.clock import today
from webapp.db.sql.paging import Page
from webapp.findings.lists.listing import ended_page
from webapp.findings.queries import COLUMNS, LIVE, Row, dressed
from webapp.findings.rules import ENDED, State, urgency
from webapp.findings.tables import Finding, Report

MOST = 300


async def own_live(user: User) -> list[Row]:
    """What an employer has to do, the most urgent first; `returned` holds the reason of the last return."""
    rows = (
        await Finding.select(*COLUMNS)
        .where(record_condition(user, Finding) & Finding.state.is_in(LIVE))
        .order_by(Finding.due_on, Finding.id)
        .limit(MOST)
    )
    day = today()
    rows = sorted(
        (dressed(row, day) for row in rows), key=lambda r: urgency(State(r["state"]), r["due_on"], day)
    )
    reasons = await _returned([row["id"] for row in rows if row["round"] > 1])
    for row in rows:
        row["returned"] = reasons.get(row["id"], "")
    return rows


async def _returned(findings: list[int]) -> dict[int, str]:
    if not findings:
        return {}
    rows = (
        await Report.select(Report.finding, Report.answer_text)
        .where(Report.finding.is_in(findings) & (Report.answer == "returned"))
        .order_by(Report.answered_at)
    )
    return {row["finding"]: row["answer_text"] for row in rows}


async def own_ended(user: User, cursor: str | None) -> Page[Row]:
    """What an employer's enterprises have behind them."""
    ended = sorted(state.value for state in ENDED)
    return await ended_page(record_condition(user, Finding) & Finding.state.is_in(ended), cursor)
