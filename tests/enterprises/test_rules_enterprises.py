"""Codes, search text, positions and severity of enterprises."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from webapp.enterprises.rules import (
    Registration,
    Severity,
    Size,
    Status,
    parse_size,
    serious,
    severe_by_industry,
    severity,
)
from webapp.enterprises.rules.credit_codes import ALPHABET, check_digit, make_credit_code, parse_credit_code
from webapp.enterprises.rules.positions import Position, check_position, distance_m, in_china
from webapp.enterprises.rules.search import fold, initials, search_text
from webapp.enterprises.rules.short_codes import ALPHABET as SHORT
from webapp.enterprises.rules.short_codes import new_short_code, parse_short_code, show_short_code

BODIES = st.builds(
    lambda head, area, rest: head + area + rest,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@dataclass
class Hazard:
    severe: bool


@pytest.mark.parametrize("code", ["914403001922038216", "9144030071526726XG", "91350583MA0000001K"])
def test_known_codes_are_accepted(code: str) -> None:
    assert parse_credit_code(code) == code


def test_code_is_normalised() -> None:
    assert parse_credit_code(" ９１44-0300 7152 6726xg\t") == "9144030071526726XG"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "请填写"),
        ("91440300192203821", "填了 17 位"),
        ("9144030019220382166", "填了 19 位"),
        ("91440300192203821O", "第 18 位“O”"),
        ("91440300192203821𠮷", "第 18 位“𠮷”"),
        ("9144A3001922038216", "行政区划码"),
        ("914403001922038217", "校验位不对"),
    ],
)
def test_wrong_codes_say_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_credit_code(text)


@given(BODIES)
def test_the_reason_never_reveals_the_check_digit(body: str) -> None:
    wrong = ALPHABET[(ALPHABET.index(check_digit(body)) + 1) % 31]
    with pytest.raises(ValueError, match="校验位") as caught:
        parse_credit_code(body + wrong)
    assert body not in str(caught.value)
    assert str(caught.value) == "统一社会信用代码的校验位不对，请对照营业执照逐位核对。"


@given(BODIES)
def test_made_codes_are_accepted_and_agree_with_the_library(body: str) -> None:
    code = make_credit_code(body)
    assert parse_credit_code(code.lower()) == code
    assert uscc.calc_check_digit(body) == code[-1]
    if code[:2].isdigit():
        assert uscc.is_valid(code)


@given(BODIES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_detected(body: str, place: int, char: str) -> None:
    code = make_credit_code(body)
    wrong = code[:place] + char + code[place + 1 :]
    if wrong != code:
        with pytest.raises(ValueError, match="统一社会信用代码"):
            parse_credit_code(wrong)


@given(st.text())
def test_no_text_breaks_the_codes(text: str) -> None:
    for parse in (parse_credit_code, parse_short_code):
        try:
            parse(text)
        except ValueError as error:
            assert str(error).endswith("。")


@given(st.integers())
def test_short_codes_come_back_as_typed(seed: int) -> None:
    code = new_short_code(random.Random(seed).choice)
    shown = show_short_code(code)
    assert len(shown) == 9
    wide = "".join(chr(ord(char) + 0xFEE0) for char in shown)
    for typed in (code, shown, shown.lower(), f" {code[:3]} {code[3:]} ", wide):
        assert parse_short_code(typed) == code


@given(st.integers(), st.integers(0, 7), st.sampled_from(SHORT))
def test_every_wrong_character_of_a_short_code_is_detected(seed: int, place: int, char: str) -> None:
    code = new_short_code(random.Random(seed).choice)
    if char != code[place]:
        with pytest.raises(ValueError, match="输错"):
            parse_short_code(code[:place] + char + code[place + 1 :])


@given(st.integers(), st.integers(0, 7), st.integers(0, 7))
def test_changed_places_in_a_short_code_are_detected(seed: int, one: int, other: int) -> None:
    chars = list(new_short_code(random.Random(seed).choice))
    if chars[one] != chars[other]:
        chars[one], chars[other] = chars[other], chars[one]
        with pytest.raises(ValueError, match="输错"):
            parse_short_code("".join(chars))


@pytest.mark.parametrize(("text", "reason"), [("ABCO-2345", "没有“O”"), ("ABC", "8 位"), (" - ", "请输入")])
def test_wrong_short_codes_say_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_short_code(text)


def test_short_codes_are_random() -> None:
    assert len({new_short_code() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("重庆长安汽车", "cqcaqc"),
        ("厦门银行", "xmyh"),
        ("３Ｍ中国（池州）", "3mzgcz"),
        ("😀化工\u200d厂", "hgc"),
        ("𠮷田éß", "t"),
        ("", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@given(st.text(), st.text())
def test_search_text_never_fails_and_finds_the_name(name: str, workplace: str) -> None:
    column = search_text(name, "91350583MA0000001K", workplace)
    assert fold(name) in column
    assert initials(name) in column
    assert "91350583ma0000001k" in column


def test_rare_characters_stay_searchable() -> None:
    assert "𠮷田" in search_text("𠮷田化工😀")


def test_distance() -> None:
    gate, office = Position(30.6646, 117.4914), Position(30.6646, 117.5014)
    assert distance_m(gate, office) == pytest.approx(956, abs=2)
    assert distance_m(Position(0, 0), Position(0, 180)) == pytest.approx(20_015_115, abs=5)


LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_symmetric_and_bounded(a: float, b: float, c: float, d: float) -> None:
    one, other = check_position(a, b), check_position(c, d)
    assert distance_m(one, other) == pytest.approx(distance_m(other, one))
    assert 0 <= distance_m(one, other) <= 20_015_120
    assert distance_m(one, one) == 0


@pytest.mark.parametrize(
    ("latitude", "longitude", "word"),
    [(91, 0, "纬度"), (0, 181, "经度"), (float("nan"), 0, "纬度"), (0, float("inf"), "经度")],
)
def test_impossible_positions(latitude: float, longitude: float, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        check_position(latitude, longitude)


def test_swapped_position_is_not_in_china() -> None:
    assert in_china(Position(30.66, 117.49))
    assert not in_china(Position(117.49 - 90, 30.66))


def test_severity() -> None:
    assert serious([Hazard(False), Hazard(True)])
    assert not serious([])
    assert severity([Hazard(True)]) is Severity.SEVERE
    assert severity([Hazard(False)]) is Severity.GENERAL
    assert severity([], by_industry=True) is Severity.SEVERE
    assert severity([], by_industry=None) is Severity.GENERAL


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("B061", True),
        ("B0610", True),
        ("C195", None),
        ("A031", None),
        ("C19", None),
        ("B06", None),
        ("C139", False),
        ("C13", False),
        ("", False),
    ],
)
def test_industry_class(code: str, expected: bool | None) -> None:
    notes = {"B061": "", "C195": "*", "A031": "仅牛、羊(其他=一般)"}
    assert severe_by_industry(code, notes) is expected


def test_words_are_parsed_by_value_and_label() -> None:
    assert parse_size("大型") is parse_size("large") is parse_size("大型企业") is Size.LARGE
    assert Status.parse(" 停产 ") is Status("stopped")
    assert Registration("limited").label == "有限责任"
    assert Size.choices()[0] == ("large", "大")
    with pytest.raises(ValueError, match="企业规模“小微”不在可选范围内，可填：大、中、小、微"):
        parse_size("小微")
