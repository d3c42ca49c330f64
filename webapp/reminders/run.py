"""One run of the reminders: every finding that calls for one today, each reminder once however often it runs."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from webapp.clock import local, midnight, today
from webapp.db import sql, transaction
from webapp.findings.queries import COLUMNS
from webapp.findings.rules import SOON_DAYS, State, shown
from webapp.findings.rules.reminders import (
    CATCH_UP_DAYS,
    OVERDUE_DAYS,
    WAITING_DAYS,
    Reminder,
    reminder_key,
    reminders_for,
)
from webapp.findings.tables import Finding
from webapp.reminders.notices import (
    Message,
    Row,
    people_of,
    post_each,
    responsible_people,
    supervisors_of,
    unsent,
)

_TOGETHER = 200


async def remind(day: date | None = None) -> Counter[Reminder]:
    """Send what is due on `day` (today in China); returns how many notices of each kind were new."""
    day = day or today()
    sent: Counter[Reminder] = Counter()
    wanted = await _due(day)
    for start in range(0, len(wanted), _TOGETHER):
        rows = await Finding.select(*COLUMNS).where(Finding.id.is_in(wanted[start : start + _TOGETHER]))
        people = await people_of(row["enterprise"] for row in rows)
        inspectors = await responsible_people(rows)
        supervisors = await supervisors_of(row["bureau"] for row in rows)
        planned: list[tuple[Message, list[Row]]] = []
        for row in rows:
            bureau = {p["id"]: p for p in [*inspectors[row["id"]], *supervisors[row["bureau"]]]}
            for kind in _kinds(row, day):
                to = list(bureau.values()) if kind is Reminder.WAITING_3 else people[row["enterprise"]]
                planned.append((_message(row, kind, day), to))
        if planned := await unsent(planned):
            async with transaction():
                sent.update({Reminder(kind): number for kind, number in (await post_each(planned)).items()})
    return sent


async def hourly() -> None:
    """The loop: under its lease, so that of several processes one does it."""
    await remind()


async def _due(day: date) -> list[int]:
    """The live findings that may call for a reminder, CATCH_UP_DAYS back."""
    oldest = OVERDUE_DAYS + CATCH_UP_DAYS
    rows = await sql(
        "SELECT id FROM finding WHERE state = {} AND due_on BETWEEN {} AND {} "
        "UNION ALL SELECT id FROM finding WHERE state = {} AND waiting_since >= {}",
        State.OPEN.value,
        day - timedelta(days=oldest),
        day + timedelta(days=SOON_DAYS),
        State.REPORTED.value,
        midnight(day - timedelta(days=oldest)),
    )
    return sorted(row["id"] for row in rows)


def _since(row: Row) -> date | None:
    return local(row["waiting_since"]).date() if row["waiting_since"] else None


def _kinds(row: Row, day: date) -> set[Reminder]:
    return reminders_for(State(row["state"]), row["due_on"], _since(row), day)


def _message(row: Row, kind: Reminder, day: date) -> Message:
    state = State(row["state"])
    if kind is Reminder.WAITING_3:
        title = f"整改报告等待复核已满 {WAITING_DAYS} 天"
        text = f"{row['enterprise_name']}：{row['requirement']}"
    else:
        words = {
            Reminder.DUE_IN_3: "问题即将到期",
            Reminder.DUE_TODAY: "问题今天到期",
            Reminder.OVERDUE_1: "问题已逾期",
            Reminder.OVERDUE_7: "问题逾期已满 7 天",
        }
        title = words[kind]
        text = f"{row['requirement']}\n整改期限 {row['due_on']}，{shown(state, row['due_on'], day).text}。请整改并报告。"
    key = reminder_key(row["id"], kind, row["due_on"], _since(row))
    return Message(key, kind.value, title, text, f"/findings/{row['id']}")
