"""Scores, vetoes and verdicts."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.checklists.rules import Result
from webapp.checklists.rules.scoring import DEFAULT_VALUES, Scored, ScoringRule, Verdict, score

WEIGHTS = st.decimals(0, 10, places=1)


SCORED = st.lists(
    st.builds(Scored, result=st.none() | st.sampled_from(Result), weight=WEIGHTS, key=st.booleans()),
    max_size=30,
)


RULES = st.builds(
    ScoringRule,
    pass_at=st.integers(80, 100).map(Decimal),
    nearly_at=st.integers(0, 80).map(Decimal),
    veto=st.booleans(),
    veto_spares_mostly=st.booleans(),
    places=st.integers(0, 4),
)


@given(SCORED, RULES)
def test_scores_are_bounded_and_counts_add_up(items: list[Scored], rule: ScoringRule) -> None:
    result = score(items, rule)
    assert sum(result.counts.values()) + result.unanswered == len(items)
    assert 0 <= result.points <= result.possible
    if result.percent is None:
        assert result.possible == 0
        assert result.verdict is None
    else:
        assert 0 <= result.percent <= 100
    if result.unanswered:
        assert result.verdict is None
    if result.verdict is Verdict.PASSED and rule.veto:
        assert not any(item.key and item.result is Result.UNMET and item.weight >= 0 for item in items)


@given(SCORED, RULES, st.randoms())
def test_order_does_not_matter(items: list[Scored], rule: ScoringRule, random: object) -> None:
    mixed = list(items)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert score(mixed, rule) == score(items, rule)


@given(SCORED, RULES, WEIGHTS)
def test_not_applicable_leaves_the_denominator(
    items: list[Scored], rule: ScoringRule, weight: Decimal
) -> None:
    more = score([*items, Scored(Result.NA, weight, key=True)], rule)
    assert (more.percent, more.verdict) == (score(items, rule).percent, score(items, rule).verdict)


def answers(met: int, mostly: int = 0, unmet: int = 0, na: int = 0, key: bool = False) -> list[Scored]:
    counts = {Result.MET: met, Result.MOSTLY: mostly, Result.UNMET: unmet, Result.NA: na}
    return [Scored(result, key=key) for result, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("items", "percent", "verdict"),
    [
        (answers(9, unmet=1), "90.0", Verdict.PASSED),
        (answers(8, mostly=1, unmet=1), "85.0", Verdict.NEARLY),
        (answers(8, unmet=2), "80.0", Verdict.NEARLY),
        (answers(79, unmet=21), "79.0", Verdict.FAILED),
        (answers(99) + answers(0, unmet=1, key=True), "99.0", Verdict.FAILED),
        (answers(99) + answers(0, mostly=1, key=True), "99.5", Verdict.FAILED),
        (answers(2, mostly=1, na=57), "83.3", Verdict.NEARLY),
        # 1999.1 of 2000 … a half is rounded up: 0.0625 -> 6.3 %.
        ([Scored(Result.MET, Decimal(1)), Scored(Result.UNMET, Decimal(15))], "6.3", Verdict.FAILED),
    ],
)
def test_scores(items: list[Scored], percent: str, verdict: Verdict) -> None:
    result = score(items, ScoringRule())
    assert str(result.percent) == percent
    assert result.verdict is verdict


def test_nothing_counted_has_no_score() -> None:
    result = score(answers(0, na=3), ScoringRule())
    assert (result.percent, result.verdict, result.counts[Result.NA]) == (None, None, 3)


def test_items_may_have_their_own_values_and_weights() -> None:
    strict = {**DEFAULT_VALUES, Result.MOSTLY: Decimal(0)}
    items = [Scored(Result.MOSTLY, Decimal(3), values=strict), Scored(Result.MET, Decimal(1))]
    assert score(items, ScoringRule()).percent == Decimal("25.0")


def test_veto_belongs_to_the_version() -> None:
    items = answers(99) + answers(0, mostly=1, key=True)
    assert score(items, ScoringRule(veto=False)).verdict is Verdict.PASSED
    assert score(items, ScoringRule(veto_spares_mostly=True)).verdict is Verdict.PASSED
    assert score(items, ScoringRule()).vetoed == 1


@given(RULES)
def test_rules_survive_json(rule: ScoringRule) -> None:
    assert ScoringRule.from_json(json.loads(json.dumps(rule.to_json()))) == rule


def test_defaults_fill_what_json_leaves_out() -> None:
    assert ScoringRule.from_json({}) == ScoringRule()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], "一组名称和值"),
        ({"passat": 90}, "不认识“passat”"),
        ({"pass_at": "ninety"}, "应为数字"),
        ({"pass_at": "NaN"}, "0 至 100"),
        ({"pass_at": 101}, "0 至 100"),
        ({"pass_at": 70, "nearly_at": 80}, "不能高于"),
        ({"values": {"met": 2}}, "“符合”的分值应在"),
        ({"values": {"unmet": None}}, "必须有分值"),
        ({"values": {"perhaps": 1}}, "四种答案"),
        ({"values": 1}, "四种答案"),
        ({"places": 9}, "0 至 4"),
        ({"places": "1"}, "整数"),
        ({"veto": "yes"}, "是或否"),
        ({"pass_at": None}, "不能高于|0 至 100"),
    ],
)
def test_bad_scoring_rules_say_why(data: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ScoringRule.from_json(data)
