"""Whose clock decides: nothing after its receipt, nothing from long ago, honest late work as it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.clock import CHINA, span
from webapp.documents.rendering.context import period
from webapp.inspections.rules import CLOCK_TOLERANCE
from webapp.inspections.rules.clocks import (
    LATE,
    MENDABLE,
    Doubt,
    clock_offset,
    doubts,
    end_refused,
    shown,
    times_at_submission,
    trusted_end,
    trusted_time,
)

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
MOMENTS = st.integers(-700_000 * 86_400, 2_900_000 * 86_400).map(
    lambda second: NOW + timedelta(seconds=second)
)
OFFSETS = st.none() | st.integers(-(2**31), 2**31 - 1)
DAY = timedelta(days=1)


@given(MOMENTS, OFFSETS)
def test_nothing_is_after_its_receipt_or_older_than_the_limit(claimed, offset):
    found = trusted_time(claimed, NOW, offset=offset)
    assert NOW - LATE <= found.at <= NOW
    if found.doubt in (Doubt.AHEAD, Doubt.OLD):
        assert found.at == NOW


@given(st.timedeltas(timedelta(), LATE))
def test_honest_work_that_arrives_late_is_believed(age):
    assert trusted_time(NOW - age, NOW, offset=3).at == NOW - age
    assert trusted_time(NOW - age, NOW).doubt is None


@given(st.timedeltas(timedelta(), LATE), st.timedeltas(timedelta(days=-9000), timedelta(days=9000)))
def test_a_wrong_clock_is_mended_by_what_was_measured(age, wrong):
    """Whatever the phone shows: what it sends is off by the same as what it wrote."""
    found = trusted_time(NOW - age + wrong, NOW, offset=clock_offset(NOW + wrong, NOW))
    assert abs(found.at - (NOW - age)) <= CLOCK_TOLERANCE + timedelta(seconds=1) or found.at == NOW - LATE
    assert (found.doubt is not None) == (
        abs(timedelta(seconds=clock_offset(NOW + wrong, NOW))) > CLOCK_TOLERANCE
    ) or (found.doubt is Doubt.OLD)


@pytest.mark.parametrize(
    ("claimed", "at", "doubt"),
    [
        (NOW + timedelta(minutes=4), NOW, None),
        (NOW + timedelta(days=300), NOW, Doubt.AHEAD),
        (NOW - timedelta(days=3), NOW - timedelta(days=3), None),
        (NOW - timedelta(days=184), NOW, Doubt.OLD),
    ],
)
def test_the_cases_of_the_issue(claimed, at, doubt):
    assert trusted_time(claimed, NOW) == trusted_time(claimed, NOW, offset=0)
    found = trusted_time(claimed, NOW)
    assert (found.at, found.doubt) == (at, doubt)


@given(MOMENTS, st.timedeltas(timedelta(), LATE), OFFSETS)
def test_an_end_is_never_after_the_submission(claimed, age, offset):
    end = trusted_end(claimed, NOW, NOW - age, offset=offset)
    assert NOW - LATE <= end.at <= NOW


def test_a_clock_that_was_set_right_meanwhile_is_believed():
    began = NOW - timedelta(hours=2)
    for wrong in (-300 * 86_400, 86_400, -86_400):
        end = trusted_end(NOW - timedelta(minutes=5), NOW, began, offset=wrong)
        assert end.at == NOW - timedelta(minutes=5), wrong


def test_an_end_after_the_submission_names_the_clock():
    assert end_refused(NOW + CLOCK_TOLERANCE, NOW) == ""
    assert end_refused(NOW - timedelta(days=400), NOW) == ""
    for far in (timedelta(hours=1), timedelta(days=400)):
        assert "手机时钟快了" in end_refused(NOW + far, NOW)
    assert "400 天" in end_refused(NOW + timedelta(days=400), NOW, -400 * 86_400)
    # What was measured within a day is mended; a clock that is off by more has to be set first.
    assert end_refused(NOW + DAY, NOW, -86_400) == ""
    assert end_refused(NOW + DAY, NOW, -600) != ""


def row(**values):
    made = {
        "started_at": NOW - DAY, "ended_at": None, "began_at": NOW - DAY, "over_at": None, "received_at": NOW - DAY,
        "submitted_at": None, "copy_of": None, "clock_offset": None,
    }  # fmt: skip
    return made | values


@given(MOMENTS, MOMENTS, OFFSETS, st.timedeltas(timedelta(), timedelta(days=60)))
def test_every_visit_has_a_beginning_and_an_end_in_order_or_is_refused(started, ended, offset, kept):
    received = NOW - kept
    began = trusted_time(started, received, offset=offset)
    visit = row(started_at=started, began_at=began.at, received_at=received, clock_offset=offset)
    times = times_at_submission(visit, ended, NOW, LATE)
    assert times["over_at"] <= NOW
    if began.doubt or ended >= started:
        assert times["over_at"] >= began.at or not began.doubt
    list(doubts(visit | times))
    shown(visit | times)


def test_doubts_say_what_counts_instead():
    assert list(doubts(row())) == []
    old = row(started_at=NOW - timedelta(days=184), began_at=NOW, received_at=NOW)
    (said,) = doubts(old)
    assert "早 184 天" in said and "按送达时间 2026-11-30 10:00 计" in said
    (said,) = doubts(row(started_at=NOW + timedelta(days=300), began_at=NOW, received_at=NOW))
    assert "晚 300 天" in said
    (said,) = doubts(row(received_at=NOW + timedelta(days=9)))
    assert "10 天后才送达" in said
    (said,) = doubts(row(ended_at=NOW - timedelta(days=90), over_at=NOW, submitted_at=NOW))
    assert "结束时间" in said and "提交时间" in said


def test_papers_say_what_counts_when_the_phone_is_far_off():
    assert shown(row(ended_at=NOW)) == (NOW - DAY, NOW)
    slightly = row(started_at=NOW - timedelta(hours=2), began_at=NOW - timedelta(hours=3), received_at=NOW)
    assert shown(slightly)[0] == slightly["started_at"]
    far = row(started_at=NOW - MENDABLE * 40, ended_at=NOW, began_at=NOW, over_at=NOW)
    assert shown(far) == (NOW, NOW)


def test_a_span_names_both_days_over_midnight():
    late, next_day = datetime(2026, 11, 30, 23, 10, tzinfo=CHINA), datetime(2026, 12, 1, 0, 40, tzinfo=CHINA)
    assert span(late, next_day) == "2026-11-30 23:10 至 2026-12-01 00:40"
    assert span(late, late + timedelta(minutes=5)) == "2026-11-30 23:10 至 23:15"
    assert span(late, None) == "2026-11-30 23:10" and span(None, None) == ""
    assert span(late, next_day, "%Y-%m-%d", "") == "2026-11-30 至 2026-12-01"
    assert span(late, late, "%Y-%m-%d", "") == "2026-11-30"
    assert period("2026-11-30 23:10", "2026-12-01 00:40") == "2026年11月30日23时10分至2026年12月1日0时40分"
    assert period("2026-03-05 09:30", "2026-03-05 11:05") == "2026年3月5日9时30分至11时05分"
    assert period("", "上午") == "上午"
