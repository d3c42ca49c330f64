"""The demo on other days than the one that the tests load: what happens to a record comes after its opening."""

from datetime import date, timedelta

import pytest

from tests.demo.conftest import TODAY
from webapp.demo.book import Book
from webapp.demo.build import build
from webapp.demo.land.knowledge import learn
from webapp.demo.loaded import Loaded
from webapp.demo.pictures.made import seal_all
from webapp.findings.events import OPENED

pytestmark = pytest.mark.only_on("sqlite")

# Two weeks, and those around 春节 and 国庆节, when many days back fall on one working day.
DAYS = [TODAY + timedelta(days=n) for n in range(14)] + [date(2026, 3, 25), date(2026, 11, 8)]


async def test_nothing_happens_to_a_finding_before_it_is_opened(demo: Loaded) -> None:
    known, pictures = await learn(), seal_all()
    for today in DAYS:
        book = Book(341700, today)
        build(book, known, pictures, "", 60)
        opened = {event["thing_id"]: event["at"] for event in book.events if event["action"] == OPENED.action}
        early = [
            (event["action"], event["thing_id"])
            for event in book.events
            if event["thing"] == OPENED.of.name and event["at"] < opened[event["thing_id"]]
        ]
        assert opened and early == [], today
