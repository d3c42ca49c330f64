"""What lies on desks this morning: the day lists."""

from __future__ import annotations

from datetime import timedelta

from webapp.demo.book import Book
from webapp.demo.land.enterprises import Site
from webapp.demo.land.people import Staff
from webapp.field.events import DAY_LIST_MADE
from webapp.field.tables import DayList, DayListEntry


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
        book.tell(at, staff.supervisor, DAY_LIST_MADE, row["id"], None, after=after, bureau=staff.bureau)
