"""What the page of one finding shows to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from webapp.accounts.members.credentials import credentials_of
from webapp.accounts.people import User
from webapp.checklists.rules.modes import mode_of
from webapp.enterprises.tables import EnterpriseHazard
from webapp.findings.hooks import ordered_at
from webapp.findings.queries import Row, rechecks_of, reports_of, revocable, sides, waiting
from webapp.findings.queries.failures import failures
from webapp.findings.rules import ENDED, Handling, ReportKind, State
from webapp.findings.rules.law import Hint, fine_possible, hints_for
from webapp.findings.rules.standing import Action, Side, Standing
from webapp.findings.rules.transitions import allowed
from webapp.findings.verbs.withdrawing import ACTIONS
from webapp.findings.views.gallery import Gallery, gallery
from webapp.findings.views.timeline import Entry, timeline


@dataclass
class View:
    """`may` names the actions to offer (values of Action); `waiting` holds the reports that wait, by kind.

    `back`: the reports that the enterprise may take back, with what its link says.

    `barred`: why this person may not answer the waiting report of a kind; `accounts`: how its author's account was opened.
    `ordered`: a 责令限期改正通知书 that names the finding was issued here; `fine`: a fine may be considered.
    """

    finding: Row
    pictures: Gallery
    entries: list[Entry]
    waiting: dict[str, Row]
    may: set[str]
    back: list[tuple[Row, str]] = field(default_factory=list)
    hints: tuple[Hint, ...] = ()
    fine: bool = False
    ordered: bool = False
    barred: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        return State(self.finding["state"]) in ENDED


async def view_of(user: User, row: Row) -> View:
    """Everything about one finding that this person may see and do; the row came through the reach."""
    reports = await reports_of(row["id"])
    rechecks = [entry for entry in await rechecks_of(row["id"]) if entry["inspection_state"] == "submitted"]
    pictures = await gallery(row, reports, rechecks)
    view = View(row, pictures, await timeline(row, pictures), waiting(reports), offered(user, row))
    if user.employer:
        view.back = [(report, ACTIONS[report["kind"]].label) for report in revocable(row, reports)]
    if user.may_inspect and view.waiting:
        await _both_sides(user, view)
    if user.staff and row["handling"] == Handling.ORDER.value and not row["corrected_on_site"]:
        view.hints = hints_for(row["mode"], row["penalty_article"], toxic=await _chemical(row["enterprise"]))
        first = await ordered_at(row)
        view.ordered = first is not None
        failed = await failures(row) if first and row["failed_recheck_after_due"] else []
        view.fine = fine_possible(
            mode_of(row["mode"], row["penalty_article"]),
            ordered=view.ordered,
            failed_recheck_after_due=any(first < at for at in failed) if first else False,
        )
    return view


ANSWERS = {
    ReportKind.DONE.value: {Action.ACCEPT, Action.RETURN},
    ReportKind.EXTENSION.value: {Action.GRANT, Action.REFUSE_EXTENSION},
    ReportKind.OBJECTION.value: {Action.UPHOLD, Action.REFUSE_OBJECTION},
}


async def _both_sides(user: User, view: View) -> None:
    """Who opened the accounts that reported, and what of it is not this person's to answer: before a button is pressed."""
    known = await credentials_of({report["person"] for report in view.waiting.values()})
    for kind, report in view.waiting.items():
        view.accounts[kind] = [one for one in known if one["person"] == report["person"]]
        if said := await sides.barred(user, view.finding, report):
            view.barred[kind] = said
            view.may -= {action.value for action in ANSWERS[kind]}


def offered(user: User, row: Row) -> set[str]:
    """The actions to show to this person now."""
    standing = Standing(
        State(row["state"]), row["due_on"], asked_due=row["asked_due"], objected=row["objected"]
    )
    if user.employer:
        return {action.value for action in allowed(standing, Side.EMPLOYER)}
    found = set(allowed(standing, Side.BUREAU)) - {Action.RECHECK, Action.VOID}
    if not user.may_inspect:
        found &= {Action.REASSIGN}
    if not user.supervisor:
        found -= {Action.REASSIGN, Action.TERMINATE}
    return {action.value for action in found}


async def _chemical(enterprise: int) -> bool:
    """Are there chemical hazards, so that 国务院令第352号 may apply?"""
    factor: Any = EnterpriseHazard.factor
    return await EnterpriseHazard.exists().where(
        (EnterpriseHazard.enterprise == enterprise) & (factor.category == "化学因素")
    )
