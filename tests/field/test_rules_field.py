"""The order of a list, who may go together, and what visits make of an entry."""

from datetime import UTC, date, datetime

import pytest

from webapp.field.rules import Assignee, EntryState, Seen, arrange, pair_problem, state_of

ANNA, BERT = Assignee(1, "安娜", "R1", 1), Assignee(2, "伯特", "R2", 1)
HELPER, TWIN = Assignee(3, "协管", "", 1), Assignee(4, "双胞胎", "R1", 1)


@pytest.mark.parametrize(
    ("does", "order"),
    [
        ("up-3", [1, 3, 2]), ("up-1", [1, 2, 3]), ("down-1", [2, 1, 3]), ("down-3", [1, 2, 3]), ("drop-2", [1, 3]),
        ("add-9", [1, 2, 3, 9]), ("add-2", [1, 2, 3]), ("search", [1, 2, 3]), ("up-", [1, 2, 3]), ("up-x", [1, 2, 3]),
        ("drop-٣", [1, 2, 3]), ("add-" + "9" * 30, [1, 2, 3]), ("drop-7", [1, 2, 3]),
    ],
)  # fmt: skip
def test_arranging(does, order):
    assert arrange([1, 2, 3, 2], does) == order


@pytest.mark.parametrize(
    ("kind", "lead", "second", "says"),
    [
        ("routine", ANNA, BERT, ""), ("routine", ANNA, None, "协办人员"), ("routine", ANNA, ANNA, "同一个人"),
        ("routine", ANNA, TWIN, "证号相同"), ("special", HELPER, ANNA, "只能安排巡查"),
        ("recheck", ANNA, HELPER, "只能安排巡查"), ("patrol", HELPER, None, ""), ("patrol", HELPER, ANNA, ""),
        ("patrol", HELPER, HELPER, "同一个人"),
    ],
)  # fmt: skip
def test_pairs(kind, lead, second, says):
    problem = pair_problem(kind, lead, second)
    assert says in problem
    assert bool(problem) == bool(says)


def seen(state="submitted", outcome="inspected", people=(1, 2), day=2, hour=4):
    return Seen(frozenset(people), state, outcome, datetime(2026, 3, day, hour, tzinfo=UTC))


@pytest.mark.parametrize(
    ("visits", "state"),
    [
        ([], EntryState.WAITING),
        ([seen()], EntryState.DONE),
        ([seen(people=(9,))], EntryState.WAITING),
        ([seen(day=1)], EntryState.WAITING),
        # 17:00 UTC on the day before is already the next day in China.
        ([seen(day=1, hour=17)], EntryState.DONE),
        ([seen("draft")], EntryState.UNDER_WAY),
        ([seen(outcome="no_access")], EntryState.NO_ACCESS),
        ([seen(outcome="no_access"), seen("draft")], EntryState.UNDER_WAY),
        ([seen(outcome="no_access"), seen("draft"), seen(people=(2,))], EntryState.DONE),
    ],
)
def test_states(visits, state):
    assert state_of(frozenset({1, 2}), date(2026, 3, 2), visits) is state
