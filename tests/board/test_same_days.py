"""A month that has just begun is compared with the same days of last month, not with the whole of it."""

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.conftest import ClientFor
from tests.findings.scene import finding
from webapp.accounts.login.sessions import load_user
from webapp.board.counts import count
from webapp.board.scope import Days, Scope, Stage
from webapp.clock import midnight
from webapp.findings.tables import Finding


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_as_many_days_as_this_month_has_had(today: date) -> None:
    days = Days(today)
    long = monthrange(days.last_month.year, days.last_month.month)[1]
    compared = [days.last_month + timedelta(days=n) for n in range((days.same_days - days.last_month).days)]
    assert [day.day for day in compared] == list(range(1, min(today.day, long) + 1))
    part = "上月 1 日" if today.day == 1 else f"上月 1 日至 {today.day} 日"
    assert days.compared == ("上月全月" if today.day >= long else part)


async def test_the_board_counts_and_says_so(client_for: ClientFor) -> None:
    today = date(2026, 11, 12)
    days, chief = Days(today), await load_user(cast.ids()["chief"])
    ended = {date(2026, 10, 1): 1, date(2026, 10, 12): 1, date(2026, 10, 13): 0, date(2026, 9, 30): 0}
    for day in ended:
        number = await finding()
        await Finding.update(
            {Finding.state: "closed", Finding.ended_at: midnight(day) + timedelta(hours=23)}
        ).where(Finding.id == number)
    tiles, _ = await count(chief, Scope(), days)
    assert tiles[Stage.CLOSED_BEFORE] == sum(ended.values())
    assert days.compared == "上月 1 日至 12 日"
    page = (await (await client_for("chief")).get("/board")).text
    assert "上月全月" in page or "上月 1 日" in page
