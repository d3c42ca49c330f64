"""What lies on desks this morning: day lists, and an inbox with unread notices."""

from __future__ import annotations

from datetime import timedelta

from webapp.clock import local
from webapp.demo.book import Book, Row
from webapp.demo.enterprises import Site
from webapp.demo.people import Staff
from webapp.field.tables import DayList, DayListEntry
from webapp.findings.reminders import Reminder, reminder_key, reminders_for
from webapp.findings.rules import State
from webapp.findings.tables import Finding
from webapp.reminders.tables import Notice

# One reminder a finding: who hears of it is the one who has to act.
TITLES = {
    Reminder.DUE_IN_3: "三天内到期",
    Reminder.DUE_TODAY: "今天到期",
    Reminder.OVERDUE_1: "已逾期",
    Reminder.OVERDUE_7: "逾期七天以上",
    Reminder.WAITING_3: "待复核已满三天",
}


def day_lists(book: Book, staff: Staff, sites: list[Site]) -> None:
    """Lists of today and of two days ago, made by the supervisor the evening before."""
    lead, second = staff.inspectors[:2]
    for title, day, chosen in (
        ("日常监督", book.today, sites[:5]),
        ("粉尘专项", book.today - timedelta(days=2), sites[5:9]),
    ):
        if not chosen:
            continue
        at = book.moment(day - timedelta(days=1), 16)
        row = book.add(
            DayList, on=day, title=title, bureau=staff.bureau, lead=lead, second=second, kind="routine",
            created_by=staff.supervisor, created_at=at, cancelled_at=None,
        )  # fmt: skip
        for position, site in enumerate(chosen):
            book.add(DayListEntry, day_list=row["id"], enterprise=site.id, position=position)
        after = {"on": day, "enterprises": [site.id for site in chosen]}
        book.tell(at, staff.supervisor, "day_list.created", row["id"], None, after=after, bureau=staff.bureau)


def notices(book: Book, sites: list[Site]) -> None:
    """The reminders of yesterday, under the keys that the scheduler uses, so that it does not repeat them."""
    by_id = {site.id: site for site in sites}
    yesterday = book.today - timedelta(days=1)
    at = book.moment(yesterday, 8, 0)
    for row in book.rows.get(Finding, []):
        since = local(row["waiting_since"]).date() if row["waiting_since"] else None
        for kind in reminders_for(State(row["state"]), row["due_on"], since, yesterday):
            site = by_id[row["enterprise"]]
            for person in _people(row, site):
                key = reminder_key(row["id"], kind, row["due_on"], since)
                text = f"{site.row['name']}：{row['fact']}"
                book.add(
                    Notice, person=person, key=key, kind=kind.value, title=f"{TITLES[kind]}：{row['fact'][:40]}",
                    text=text, href=f"/findings/{row['id']}", created_at=at, read_at=None, mailed_at=None,
                )  # fmt: skip


def _people(row: Row, site: Site) -> set[int]:
    owner = {site.owner} if site.owner else set()
    if row["state"] == State.REPORTED.value:
        return {row["responsible"]}
    return owner | ({row["responsible"]} if row["due_on"] < row["found_at"].date() else set())
