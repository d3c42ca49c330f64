"""Whether a notice still holds when its mail goes out: what was true when it was written may be over since.

A mail waits: for its turn, for a mail server that is away, for the next try. Meanwhile a membership ends, an account is
disabled, a finding is closed or moves on. Then nothing is mailed; the inbox keeps what it was told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.audit.declared import event_named
from webapp.clock import local, today
from webapp.errors import NotFound
from webapp.findings.events import FINDING, RECHECK_OUTCOMES
from webapp.findings.queries import beside, finding_for
from webapp.findings.rules import ENDED, State
from webapp.findings.rules.reminders import Reminder, reminder_key, reminders_for
from webapp.reminders.events import opened
from webapp.reminders.notices import supervisors_of
from webapp.room import by_key

Row = dict[str, Any]
# Gives the notice as it is to be mailed, None when nothing is left to be said of it.
Judge = Callable[[User, Row], Awaitable[Row | None]]

_STATES = {
    "closed": {State.CLOSED},
    "returned": {State.OPEN},
    "objection_upheld": {State.VOID},
    "terminated": {State.TERMINATED},
    "voided": {State.VOID},
}
_LIVE = set(State) - ENDED


async def judged(notice: Row) -> Row | None:
    """The notice as it may be mailed now; None when the person or the occasion is gone."""
    if not await Person.exists().where((Person.id == notice["person"]) & (Person.active == True)):  # noqa: E712
        return None
    try:
        judge: Judge = by_key("judges").get(
            notice["kind"], of_finding
        )  # rooms above judge theirs (文书 does)
        return await judge(await load_user(notice["person"]), notice)
    except NotFound:  # out of the reach of the person: no longer theirs
        return None


async def of_finding(user: User, notice: Row) -> Row | None:
    """A notice of a finding, whose key begins with its id."""
    number = notice["key"].split(":", 1)[0]
    if not number.isdecimal():
        return None
    finding = await finding_for(user, int(number))
    kind = notice["kind"]
    if kind == "opened":
        return await _opened(finding, notice)
    if _for_bureau(kind) and not await _in_charge(user, finding, only=kind == "reassigned"):
        return None
    return notice if _holds(kind, finding, notice) else None


def _for_bureau(kind: str) -> bool:
    event = event_named(f"{FINDING.name}.{kind}")
    return kind == Reminder.WAITING_3.value or bool(event and event.to_bureau)


def _holds(kind: str, finding: Row, notice: Row) -> bool:
    state = State(finding["state"])
    if kind in {one.value for one in Reminder}:
        return _still_due(Reminder(kind), finding, notice)
    if kind == "reported":
        # A report that was returned and sent again has a notice of its own.
        since: datetime | None = finding["waiting_since"]
        return state is State.REPORTED and since is not None and since <= notice["created_at"]
    if kind == "rechecked":
        return bool(RECHECK_OUTCOMES.get(finding["state"]) == notice["title"])
    if kind == "extension_asked":
        return state in _LIVE and finding["asked_due"] is not None
    if kind == "objected":
        return state in _LIVE and bool(finding["objected"])
    return state in _STATES.get(kind, _LIVE)


def _still_due(kind: Reminder, finding: Row, notice: Row) -> bool:
    since = local(finding["waiting_since"]).date() if finding["waiting_since"] else None
    due = reminders_for(State(finding["state"]), finding["due_on"], since, today())
    return kind in due and notice["key"] == reminder_key(finding["id"], kind, finding["due_on"], since)


async def _in_charge(user: User, finding: Row, *, only: bool) -> bool:
    """Whether the finding is still this person's, or with the supervisors where they hear of it too."""
    if finding["responsible"] == user.id:
        return True
    desk = () if only else (await supervisors_of([finding["bureau"]]))[finding["bureau"]]
    return any(person["id"] == user.id for person in desk)


async def _opened(finding: Row, notice: Row) -> Row | None:
    """One mail tells of all findings of a visit (or of another source): of those that are still open."""
    if notice["href"] != "/findings":
        return notice if finding["state"] == State.OPEN.value else None
    rows = [row for row in await beside(finding) if row["state"] == State.OPEN.value]
    if not rows:
        return None
    said = opened(rows)
    return notice | {"title": said.title, "text": said.text, "href": said.href}
