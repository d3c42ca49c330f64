"""Due dates, how a finding looks today, reminders, and what the law makes possible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.findings.rules import Colour, State, due_soon, overdue, shown, urgency
from webapp.findings.rules.deadlines import (
    LAST_PUBLISHED,
    MAX_DAYS,
    DayKind,
    due_on,
    is_pending,
    is_working_day,
)
from webapp.findings.rules.law import HINTS, Mode, fine_possible, hints_for, mode_of
from webapp.findings.rules.reminders import Reminder, reminder_key, reminders_for

STARTS = st.dates(date(2015, 1, 1), date(2045, 12, 31))
TODAY = date(2026, 3, 16)
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("start", "days", "kind", "expected"),
    [
        # 2026-03-31 is a Tuesday.
        (date(2026, 3, 16), 15, "calendar", date(2026, 3, 31)),
        # 国庆 2025: 1 to 8 October off.
        (date(2025, 9, 16), 15, "calendar", date(2025, 10, 9)),
        # 2025-09-28 was a Sunday on which people worked.
        (date(2025, 9, 21), 7, "calendar", date(2025, 9, 28)),
        (date(2025, 9, 26), 1, "working", date(2025, 9, 28)),
        (date(2025, 9, 30), 1, "working", date(2025, 10, 9)),
        (date(2026, 3, 13), 5, "working", date(2026, 3, 20)),
        (date(2026, 3, 14), 1, "working", date(2026, 3, 16)),
        (date(2026, 3, 14), 2, "working", date(2026, 3, 17)),
        (date(2026, 3, 16), 0, "working", date(2026, 3, 16)),
        (date(2026, 3, 14), 0, "calendar", date(2026, 3, 16)),
    ],
)
def test_due_dates(start: date, days: int, kind: str, expected: date) -> None:
    deadline = due_on(start, days, kind)
    assert deadline.date == expected
    assert not deadline.pending
    assert deadline.label == expected.isoformat()


def test_a_year_not_yet_published_is_marked() -> None:
    """Every year after the last published one, whichever the installed package knows."""
    year = LAST_PUBLISHED + 1
    deadline = due_on(date(year - 1, 12, 30), 2)
    assert deadline.date > date(year, 1, 1)
    assert deadline.pending
    assert deadline.label.endswith("（放假安排待公布）")
    for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        assert not is_working_day(date(year, month, day))
        assert due_on(date(year, month, day), 0).date > date(year, month, day)


def test_spring_festival_of_an_unpublished_year_is_a_holiday() -> None:
    assert not is_working_day(date(2034, 2, 20))


@given(STARTS, st.integers(0, MAX_DAYS - 1), st.sampled_from(DayKind))
def test_deadlines_grow_with_the_days_and_never_end_on_a_holiday(
    start: date, days: int, kind: DayKind
) -> None:
    if kind is DayKind.WORKING:
        days %= 120
    one, next_one = due_on(start, days, kind), due_on(start, days + 1, kind)
    assert start + timedelta(days=days if kind is DayKind.CALENDAR else 0) <= one.date <= next_one.date
    assert is_working_day(one.date)
    assert one.pending == is_pending(one.date)
    assert one.date.year <= LAST_PUBLISHED or one.pending


@given(STARTS, st.integers(1, 60))
def test_working_days_are_counted(start: date, days: int) -> None:
    end = due_on(start, days, DayKind.WORKING).date
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, between)) == days


@given(st.dates())
def test_no_day_is_an_error(day: date) -> None:
    assert is_working_day(day) in (True, False)


@pytest.mark.parametrize(("days", "kind"), [(-1, "calendar"), (3651, "calendar"), (3, "lunar")])
def test_wrong_periods(days: int, kind: str) -> None:
    with pytest.raises(ValueError, match=r"应在|期限种类"):
        due_on(TODAY, days, kind)


@pytest.mark.parametrize(
    ("state", "days", "text", "colour"),
    [
        (State.OPEN, 4, "待整改", Colour.GREY),
        (State.OPEN, 3, "还剩 3 天", Colour.AMBER),
        (State.OPEN, 0, "今天到期", Colour.AMBER),
        (State.OPEN, -1, "逾期 1 天", Colour.RED),
        (State.REPORTED, -9, "待复核", Colour.BLUE),
        (State.CLOSED, -9, "已销号", Colour.GREEN),
        (State.VOID, -9, "作废", Colour.GREY),
        (State.TERMINATED, 1, "终止", Colour.GREY),
    ],
)
def test_what_is_shown(state: State, days: int, text: str, colour: Colour) -> None:
    look = shown(state, TODAY + timedelta(days=days), TODAY)
    assert (look.text, look.colour) == (text, colour)


@given(st.sampled_from(State), DAYS)
def test_only_open_findings_are_late_or_soon(state: State, due: date) -> None:
    if state is not State.OPEN:
        assert not overdue(state, due, TODAY)
        assert not due_soon(state, due, TODAY)
    assert not (overdue(state, due, TODAY) and due_soon(state, due, TODAY))


def test_urgency() -> None:
    rows = [
        (State.OPEN, -9),
        (State.OPEN, -1),
        (State.OPEN, 0),
        (State.OPEN, 3),
        (State.OPEN, 9),
        (State.REPORTED, -20),
        (State.CLOSED, 5),
        (State.CLOSED, -5),
    ]
    mixed = rows[::2] + rows[1::2]
    assert sorted(mixed, key=lambda row: urgency(row[0], TODAY + timedelta(days=row[1]), TODAY)) == rows


@pytest.mark.parametrize(
    ("state", "days", "waits", "expected"),
    [
        (State.OPEN, 4, None, set()),
        (State.OPEN, 3, None, {Reminder.DUE_IN_3}),
        (State.OPEN, 1, None, {Reminder.DUE_IN_3}),
        (State.OPEN, 0, None, {Reminder.DUE_TODAY}),
        (State.OPEN, -1, 9, {Reminder.OVERDUE_1}),
        (State.OPEN, -6, None, {Reminder.OVERDUE_1}),
        (State.OPEN, -7, None, {Reminder.OVERDUE_7}),
        (State.REPORTED, -7, 2, set()),
        (State.REPORTED, -7, 3, {Reminder.WAITING_3}),
        (State.REPORTED, -7, None, set()),
        (State.CLOSED, -7, 3, set()),
    ],
)
def test_reminders(state: State, days: int, waits: int | None, expected: set[Reminder]) -> None:
    since = None if waits is None else TODAY - timedelta(days=waits)
    assert reminders_for(state, TODAY + timedelta(days=days), since, TODAY) == expected


@given(st.sets(st.integers(0, 39), min_size=1))
def test_each_reminder_is_keyed_once_however_often_the_server_looks(looks: set[int]) -> None:
    due = TODAY + timedelta(days=10)
    sent: list[str] = []
    for look in sorted(looks):
        for kind in reminders_for(State.OPEN, due, None, TODAY + timedelta(days=look)):
            key = reminder_key(7, kind, due, None)
            if key not in sent:
                sent.append(key)
    assert len(sent) <= 4
    if max(looks) >= 17:
        assert f"7:overdue_7:{due}" in sent


def test_a_new_date_or_report_is_a_new_occasion() -> None:
    later = TODAY + timedelta(days=1)
    assert reminder_key(7, Reminder.OVERDUE_1, TODAY, None) != reminder_key(
        7, Reminder.OVERDUE_1, later, None
    )
    assert reminder_key(7, Reminder.OVERDUE_1, TODAY, None) == reminder_key(
        7, Reminder.OVERDUE_1, TODAY, later
    )
    waits = Reminder.WAITING_3
    assert reminder_key(7, waits, TODAY, TODAY) != reminder_key(7, waits, TODAY, later)
    assert reminder_key(7, waits, TODAY, TODAY) == reminder_key(7, waits, later, TODAY)


@pytest.mark.parametrize(
    ("words", "article", "mode"),
    [
        ("T1", "72-(八)", Mode.T1),
        ("T2 可并处", "71-(一)", Mode.T2_MAY),
        ("T2 可", "71-(四)", Mode.T2_MAY),
        ("T2 应并处", "73", Mode.T2_MUST),
        ("同上", "75-(三)", Mode.ARTICLE_75),
        ("责令限期治理, 并处", "75-(一)", Mode.ARTICLE_75),
        ("停止作业/提请关闭, 并处", "77", Mode.OTHER),
        ("没收违法所得 +", "79", Mode.OTHER),
        ("", "", Mode.NONE),
    ],
)
def test_modes(words: str, article: str, mode: Mode) -> None:
    assert mode_of(words, article) is mode


def test_hints() -> None:
    assert set(HINTS) == set(Mode)
    (hint,) = hints_for("T1", "72-(八)")
    assert "逾期不改正的，才可以处罚款" in hint.text
    assert [hint.mode for hint in hints_for("T1", "72-(八)", toxic=True)] == [Mode.T1, Mode.DECREE_352]
    assert [hint.mode for hint in hints_for("", "", toxic=True)] == [Mode.NONE]


def test_a_fine_for_t1_needs_an_order_and_a_failed_recheck() -> None:
    assert not fine_possible(Mode.T1, ordered=True, failed_recheck_after_due=False)
    assert not fine_possible(Mode.T1, ordered=False, failed_recheck_after_due=True)
    assert fine_possible(Mode.T1, ordered=True, failed_recheck_after_due=True)
    for mode in (Mode.T2_MAY, Mode.T2_MUST, Mode.ARTICLE_75, Mode.DECREE_352):
        assert fine_possible(mode, ordered=False, failed_recheck_after_due=False)
    assert not fine_possible(Mode.NONE, ordered=True, failed_recheck_after_due=True)
