"""Rows of a checklist from a file: what is wrong with them, and what changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.checklists.items import Change, Problem, check_items, compare

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
def test_order_is_no_change_of_an_item_but_told(rows: list[dict[str, str]]) -> None:
    result = compare([GOOD, {**GOOD, "code": "2"}, {**GOOD, "code": "3"}], rows)
    assert (result.added, result.removed, result.changed) == ((), (), ())
    assert bool(result.moved) == ([row["code"] for row in rows] != ["5.6", "2", "3"])
    stay = [row["code"] for row in rows if row["code"] not in result.moved]
    assert stay == sorted(stay, key=["5.6", "2", "3"].index)


def test_csv_and_spreadsheet_rows_are_the_same() -> None:
    stream = io.StringIO()
    writer: Callable[..., csv.DictWriter[str]] = csv.DictWriter
    table = writer(stream, list(GOOD))
    table.writeheader()
    table.writerow(GOOD)
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert compare([row], [{**GOOD, "days": 15, "key_item": 1, "photo_required": True}]).changed == ()
