"""Phases, rates and pace; the worked examples of handbook-2 16.4."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.campaigns.rules import Coverage, Phase, allows, doubts, faults, pace, percent, phase_on
from webapp.campaigns.templates import templates

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def phase(title: str, first: str, last: str, *, inspects: bool = False) -> Phase:
    return Phase(title, date.fromisoformat(first), date.fromisoformat(last), inspects)


@pytest.mark.parametrize(
    ("listed", "done", "closed", "rate", "settled", "effective"),
    [
        (861, 843, 18, "97.91%", "100.00%", "100.00%"),  # 延安: what is closed stays in the denominator
        (177, 166, 11, "93.79%", "100.00%", "100.00%"),  # 池州
        (0, 0, 0, "—", "—", "—"),
        (4, 0, 4, "0.00%", "100.00%", "—"),
    ],
)
def test_the_three_rates(listed, done, closed, rate, settled, effective):
    one = Coverage(listed, done, closed)
    assert (one.rate, one.settled, one.effective) == (rate, settled, effective)


def test_a_share_is_rounded_half_up():
    assert percent(231, 235) == "98.30%"  # 宿迁, handbook-2 16.4
    assert percent(1, 800) == "0.13%"  # 0.125


def test_phases_that_cannot_be():
    wrong = [phase("全面执法", "2026-05-01", "2026-04-30", inspects=True)]
    assert faults(wrong) == ["“全面执法”的结束日期早于开始日期，请改正。"]
    assert "可以检查" in faults([phase("总结", "2026-11-01", "2026-11-30")])[0]


def test_phases_that_overlap_or_leave_days_are_named():
    some = [
        phase("动员部署", "2026-01-01", "2026-02-28"), phase("自查自纠", "2026-02-28", "2026-03-31"),
        phase("全面执法", "2026-04-03", "2026-10-31", inspects=True),
    ]  # fmt: skip
    assert doubts(some) == [
        "“动员部署”和“自查自纠”的日期重叠。",
        "“自查自纠”和“全面执法”之间空着 2 天，不属于任何阶段。",
    ]


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_a_day_counts_exactly_inside_of_a_phase_that_inspects(first, long, off):
    one = Phase("全面执法", first, first + timedelta(days=long), inspects=True)
    day = first + timedelta(days=off)
    assert allows([one], day) is (off <= long)
    assert not allows([one], first - timedelta(days=1))
    assert (phase_on([one], day) is one) is (off <= long)


def test_the_pace_is_a_straight_line_over_the_days_that_inspect():
    phases = [
        phase("自查自纠", "2026-04-01", "2026-04-30"),
        phase("全面执法", "2026-05-01", "2026-05-10", inspects=True),
    ]
    line = pace(phases, Coverage(105, 20, 5), 90, date(2026, 5, 5))
    assert (line.wanted, line.planned, line.behind, line.days_left) == (90, 45, 25, 6)
    assert (line.late, line.daily) == (True, "11.7")
    assert not pace(
        phases, Coverage(105, 36, 5), 90, date(2026, 5, 5)
    ).late  # nine of ninety: exactly ten points
    assert pace(phases, Coverage(105, 20, 5), 90, date(2026, 4, 30)).planned == 0
    assert pace(phases, Coverage(105, 90, 5), 90, date(2026, 6, 1)).daily == ""


@pytest.mark.parametrize("code", list(templates()))
def test_every_template_can_be_used_as_it_is(code):
    one = templates()[code]
    phases = [each for each, _ in one.phases(2028)]  # a leap year
    assert faults(phases) == [] == doubts(phases) or code == "four"
    assert one.basis
