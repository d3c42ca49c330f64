"""How a duty stands: the worked examples of handbook-2 20.2 by number, and what holds for every day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.duties.rules import Standing, duties, in_force, kinds, shipped
from webapp.duties.rules.judging import Facts, counted_from, earliest, judge, months_after, shifted

pytestmark = pytest.mark.only_on("sqlite")
D = date
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
SINCE_RULES = st.dates(date(2021, 2, 1), date(2060, 1, 1))
SEVERE = Facts(severity="severe", exposed=10)
GENERAL = Facts(exposed=10)


def test_20_2_a_declaration_is_renewed_by_its_cycle():
    last = D(2024, 9, 10)
    on = judge("declaration", GENERAL, last, D(2025, 8, 10))
    assert (on.opens_on, on.due_on, on.late_from) == (D(2025, 8, 10), D(2025, 9, 10), D(2025, 10, 11))
    assert judge("declaration", GENERAL, last, D(2025, 10, 10)).standing is Standing.SOON
    assert judge("declaration", GENERAL, last, D(2025, 10, 11)).standing is Standing.LATE


def test_20_2_months_end_where_a_month_is_shorter():
    assert months_after(D(2024, 1, 31), 13) == D(2025, 2, 28)
    assert months_after(D(2024, 2, 29), 12) == D(2025, 2, 28)
    assert months_after(D(2023, 2, 28), 12) == D(2024, 2, 28)


def test_20_2_measurements_count_from_the_sampling():
    last = D(2024, 3, 1)
    assert judge("measurement", SEVERE, last, D(2025, 3, 1)).standing is Standing.SOON
    assert judge("measurement", SEVERE, last, D(2025, 3, 2)).standing is Standing.LATE
    assert judge("measurement", GENERAL, last, D(2025, 3, 2)).standing is Standing.VALID
    assert judge("measurement", GENERAL, last, D(2027, 3, 1)).due_on == D(2027, 3, 1)


def test_nothing_known_is_not_nothing_done():
    assert judge("measurement", SEVERE, None, D(2025, 1, 1)).standing is Standing.UNKNOWN
    new = replace(SEVERE, started_on=D(2025, 1, 1))
    assert judge("measurement", new, None, D(2025, 6, 1)).due_on == D(2026, 1, 1)
    assert judge("measurement", new, None, D(2026, 1, 2)).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("duty", "facts", "expected"),
    [
        ("evaluation", GENERAL, Standing.NONE),
        ("exam_on", Facts(exposed=0), Standing.NONE),
        ("declaration", Facts(status="moved"), Standing.NONE),
        ("declaration", Facts(status="stopped"), Standing.PAUSED),
        ("declaration", Facts(hazards=False, exposed=0), Standing.NONE),
        ("declaration", Facts(hazards=False), Standing.UNKNOWN),
    ],
)
def test_where_a_duty_does_not_hold(duty, facts, expected):
    found = judge(duty, facts, None, D(2025, 1, 1))
    assert found.standing is expected
    assert found.why


def test_20_2_a_stop_pauses_the_clock_and_a_resumption_goes_on():
    last, stopped, again = D(2024, 1, 1), D(2024, 6, 1), D(2024, 9, 1)
    facts = replace(SEVERE, pauses=((stopped, again),))
    assert judge("measurement", facts, last, D(2025, 1, 2)).due_on == D(2025, 4, 2), "92 days more"
    assert shifted(D(2024, 8, 1), facts.pauses) == D(2024, 9, 1), "done while stopped: from the resumption"
    assert shifted(D(2024, 10, 1), facts.pauses) == D(2024, 10, 1)


def test_20_3_a_shorter_cycle_counts_from_the_day_of_the_new_hazard():
    last, new = D(2023, 1, 1), D(2025, 1, 1)
    facts = replace(SEVERE, severe_since=new)
    assert judge("measurement", facts, last, D(2025, 2, 1)).due_on == D(2026, 1, 1)
    soon = replace(SEVERE, severe_since=D(2025, 12, 1))
    assert judge("measurement", soon, last, D(2025, 12, 2)).due_on == D(2026, 1, 1), "never later than before"


def test_a_rule_changes_on_its_day():
    old = in_force("exam_on", "exposed", D(2025, 1, 1))
    rules = [*shipped(), replace(old, months=24, late_months=24, effective=D(2026, 8, 1))]
    last = D(2025, 6, 1)
    assert judge("exam_on", GENERAL, last, D(2026, 7, 31), rules).standing is Standing.LATE
    assert judge("exam_on", GENERAL, last, D(2026, 8, 1), rules).due_on == D(2027, 6, 1)


@given(day=DAYS, months=st.integers(1, 60))
def test_the_earliest_day_is_the_edge(day, months):
    found = earliest(day, months)
    assert months_after(found, months) >= day > months_after(found - timedelta(days=1), months)


@given(
    last=DAYS,
    day=SINCE_RULES,
    severe=st.booleans(),
    since=st.none() | DAYS,
    pause=st.none() | st.tuples(DAYS, DAYS),
)
def test_what_a_list_asks_is_what_the_rule_says(last, day, severe, since, pause):
    facts = replace(
        SEVERE if severe else GENERAL,
        severe_since=since if severe else None,
        pauses=((min(pause), max(pause)),) if pause else (),
    )
    counts, long = counted_from(last, facts)
    valid = counts >= earliest(day, 12) and long >= earliest(day, 36) if severe else long >= earliest(day, 36)
    assert valid == (judge("measurement", facts, last, day).standing is not Standing.LATE)


@given(last=DAYS, later=st.integers(0, 4000), day=SINCE_RULES, duty=st.sampled_from(duties()))
def test_a_newer_record_never_makes_it_worse(last, later, day, duty):
    order = [Standing.LATE, Standing.SOON, Standing.VALID]
    first = judge(duty, SEVERE, last, day).standing
    assert order.index(judge(duty, SEVERE, last + timedelta(later), day).standing) >= order.index(first)


def test_the_data_say_where_they_come_from():
    for rule in shipped():
        assert rule.basis
        assert rule.duty in kinds()
        assert rule.checked or "待核对" in rule.sentence
