"""Conditions, blanks, scores, and the rows of a checklist file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.checklists.conditions import FLAGS, Facts, applies, parse_condition
from webapp.checklists.items import Change, Problem, check_items, compare
from webapp.checklists.rules import BLANK, Result, count_blanks, fill, has_blanks, split_blanks
from webapp.checklists.scoring import DEFAULT_VALUES, Scored, ScoringRule, Verdict, score

MAYBE = st.none() | st.booleans()
FACTS = st.builds(
    Facts,
    severe=MAYBE,
    workers=st.none() | st.integers(0, 5000),
    has_project=MAYBE,
    toxic=MAYBE,
    acute=MAYBE,
    radiation=MAYBE,
)
ATOMS = st.sampled_from(FLAGS) | st.builds(
    "workers{}{}".format, st.sampled_from([">", ">=", "<", "<=", "=", "=="]), st.integers(0, 9999)
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("{} or {}".format, inner, inner)
        | st.builds("{} and {}".format, inner, inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=4,
)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("", Facts(), True),
        ("severe", Facts(severe=True), True),
        ("severe", Facts(), None),
        ("severe or workers>100", Facts(severe=False, workers=100), False),
        ("severe or workers>100", Facts(severe=False, workers=101), True),
        ("severe or workers>100", Facts(workers=101), True),
        ("severe or workers>100", Facts(severe=False), None),
        ("severe and workers >= 100", Facts(severe=False), False),
        ("SEVERE AND workers＞100", Facts(severe=True, workers=101), True),
        ("toxic or acute and radiation", Facts(toxic=True, acute=False, radiation=False), True),
        ("(toxic or acute) and radiation", Facts(toxic=True, acute=False, radiation=False), False),
        ("not has_project", Facts(has_project=False), True),
        ("not has_project", Facts(), None),
    ],
)
def test_conditions(text: str, facts: Facts, expected: bool | None) -> None:
    assert applies(text, facts) is expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sever", "不认识“sever”"),
        ("severe or", "末尾少了内容"),
        ("severe toxic", "“toxic”放错了位置"),
        ("workers", "workers 后面应为"),
        ("workers>many", "workers 后面应为"),
        ("workers>٣", "workers 后面应为"),
        ("(severe", "缺少右括号"),
        ("not " * 20 + "severe", "套得太深"),
        ("(" * 150, "套得太深"),
        ("severe or " * 40, "太长"),
        ("__import__('os')", "不认识"),
        ("severe;toxic", "“;”放错了位置"),
    ],
)
def test_bad_conditions_say_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_condition(text)


@given(CONDITIONS, FACTS)
def test_valid_conditions_never_fail_and_known_facts_decide(text: str, facts: Facts) -> None:
    answer = applies(text, facts)
    assert answer in (True, False, None)
    if None not in vars(facts).values():
        # The grammar without "=" is a part of Python's, which serves as the oracle.
        python = re.sub(r"(?<![<>=])=(?!=)", "==", text)
        assert answer is eval(python, {}, vars(facts))
    else:
        filled = Facts(
            **{
                name: (0 if name == "workers" else False) if value is None else value
                for name, value in vars(facts).items()
            }
        )
        assert answer in (None, applies(text, filled))


@given(st.text() | st.text("()severwokndt<>=0 ", max_size=30))
def test_garbage_raises_value_error_and_nothing_else(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ValueError as error:
        assert str(error).endswith("。")
    else:
        assert condition(Facts()) in (True, None)


@given(st.text("xyz+*/.,;!?'[]{}§好", min_size=1).filter(str.strip))
def test_certain_garbage_always_raises(text: str) -> None:
    with pytest.raises(ValueError, match="适用条件"):
        parse_condition(text)


def test_blanks() -> None:
    text = "＿＿＿岗位＿＿＿浓度（强度）超过国家职业卫生标准。"
    assert count_blanks(text) == 2
    assert split_blanks(text) == ["", "岗位", "浓度（强度）超过国家职业卫生标准。"]
    assert fill(text, ["焊接", "电焊烟尘"]) == "焊接岗位电焊烟尘浓度（强度）超过国家职业卫生标准。"
    assert fill(text, ["焊接", " "]) == f"焊接岗位{BLANK}浓度（强度）超过国家职业卫生标准。"
    assert has_blanks(fill(text, ["焊接"]))
    assert not has_blanks("T_1 表")
    with pytest.raises(ValueError, match="2 处，填了 3 处"):
        fill(text, ["一", "二", "三"])


WORDS = st.text("岗位浓度，。", max_size=5)


@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_filling_every_blank_leaves_none(pieces: list[str], data: st.DataObject) -> None:
    # Two neighbouring blanks would read as one.
    text = "·".join(f"{piece}{BLANK}" for piece in pieces)
    count = len(pieces)
    values = data.draw(st.lists(st.text("甲乙丙", min_size=1), min_size=count, max_size=count))
    assert count_blanks(text) == count
    filled = fill(text, values)
    assert not has_blanks(filled)
    assert all(value in filled for value in values)


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


GOOD = {
    "code": "5.6",
    "category": "工作场所管理",
    "content": "警示标识和中文警示说明",
    "key_item": "1",
    "method": "S",
    "duty_basis": "法24-2",
    "violation": "V24",
    "penalty_article": "72-(八)",
    "mode": "T1",
    "standard_fact": "产生严重职业病危害的＿＿＿岗位未设置警示标识。",
    "standard_requirement": "设置警示标识。",
    "days": "15",
    "day_kind": "calendar",
    "photo_required": "1",
    "applies_when": "severe",
}


def test_good_rows_have_no_problems() -> None:
    other = {**GOOD, "code": "5.10", "violation": "", "key_item": "否", "day_kind": "工作日", "weight": 2}
    typed = {
        **GOOD,
        "code": "5.11",
        "days": 30.0,
        "photo_required": True,
        "applies_when": None,
        "weight": None,
    }
    assert check_items([GOOD, other, typed], {"V24"}) == []


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("code", "", "编号不能为空"),
        ("code", 5.1, "文本格式"),
        ("code", "9" * 21, "最多 20"),
        ("content", "  ", "检查内容不能为空"),
        ("standard_fact", None, "标准事实不能为空"),
        ("standard_fact", "长" * 2001, "最多 2000"),
        ("days", "3651", "0 至 3650"),
        ("days", "-1", "0 至 3650"),
        ("days", "1.5", "0 至 3650"),
        ("days", "", "整改天数不能为空"),
        ("day_kind", "lunar", "自然日"),
        ("key_item", "2", "1（是）或 0（否）"),
        ("photo_required", "maybe", "1（是）或 0（否）"),
        ("violation", "V99", "“V99”不在"),
        ("applies_when", "sever", "不认识“sever”"),
        ("weight", "heavy", "0 至 1000"),
        ("weight", "NaN", "0 至 1000"),
        ("weight", "-1", "0 至 1000"),
    ],
)
def test_bad_rows_say_where_and_why(column: str, value: object, reason: str) -> None:
    problems = check_items([GOOD, {**GOOD, "code": "5.7", column: value}], {"V24"})
    (problem,) = problems
    assert (problem.row, problem.column) == (2, column)
    assert reason in problem.sentence


def test_the_file_as_a_whole() -> None:
    assert check_items([], set()) == [Problem(0, "", "表里没有检查项。")]
    (problem,) = check_items([{"code": "1.1"}], set())
    assert problem.row == 0
    assert problem.sentence.startswith("缺少列：大类、检查内容")
    (problem,) = check_items([GOOD, GOOD], {"V24"})
    assert problem == Problem(2, "code", "编号 5.6 与第 1 行重复。")


CELLS = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(GOOD, CELLS)), max_size=4))
def test_no_row_breaks_the_check(rows: list[dict[str, object]]) -> None:
    assert all(problem.sentence.endswith("。") for problem in check_items(rows, {"V24"}))


def test_compare() -> None:
    kept, gone, new = GOOD, {**GOOD, "code": "5.7"}, {**GOOD, "code": "5.8"}
    result = compare([kept, gone], [new, {**kept, "days": 30, "method": "S D"}])
    assert result.added == ("5.8",)
    assert result.removed == ("5.7",)
    assert result.changed == (Change("5.6", "method", "S", "S D"), Change("5.6", "days", "15", "30"))


@given(st.permutations([GOOD, {**GOOD, "code": "2"}, {**GOOD, "code": "3"}]))
def test_order_is_no_change(rows: list[dict[str, str]]) -> None:
    result = compare([GOOD, {**GOOD, "code": "2"}, {**GOOD, "code": "3"}], rows)
    assert (result.added, result.removed, result.changed) == ((), (), ())


def test_csv_and_spreadsheet_rows_are_the_same() -> None:
    stream = io.StringIO()
    writer: Callable[..., csv.DictWriter[str]] = csv.DictWriter
    table = writer(stream, list(GOOD))
    table.writeheader()
    table.writerow(GOOD)
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert compare([row], [{**GOOD, "days": 15, "key_item": 1, "photo_required": True}]).changed == ()
