"""Which reminders a finding calls for on a day. Sending each of them once is the business of the key."""

from __future__ import annotations

from datetime import date

from webapp.findings.rules import SOON_DAYS, State
from webapp.labels import Labelled

WAITING_DAYS = 3
OVERDUE_DAYS = 7
# A server that was off for longer says nothing of what has been overdue for so long already: the board shows it.
CATCH_UP_DAYS = 30


class Reminder(Labelled):
    DUE_IN_3 = "due_in_3", "三天内到期"
    DUE_TODAY = "due_today", "今天到期"
    OVERDUE_1 = "overdue_1", "已逾期"
    OVERDUE_7 = "overdue_7", "逾期七天以上"
    WAITING_3 = "waiting_3", "待复核已满三天"


def reminders_for(state: State, due_on: date, waiting_since: date | None, today: date) -> set[Reminder]:
    """At most one kind per day. A kind stays due until the next one, so a server that was off catches up."""
    if state is State.OPEN:
        left = (due_on - today).days
        if left < 0:
            return {Reminder.OVERDUE_7 if left <= -OVERDUE_DAYS else Reminder.OVERDUE_1}
        if left == 0:
            return {Reminder.DUE_TODAY}
        return {Reminder.DUE_IN_3} if left <= SOON_DAYS else set()
    if state is State.REPORTED and waiting_since is not None and (today - waiting_since).days >= WAITING_DAYS:
        return {Reminder.WAITING_3}
    return set()


def reminder_key(finding: object, kind: Reminder, due_on: date, waiting_since: date | None) -> str:
    """The same for the same occasion: a new due date or a new report is a new occasion."""
    occasion = waiting_since if kind is Reminder.WAITING_3 else due_on
    return f"{finding}:{kind.value}:{occasion}"
