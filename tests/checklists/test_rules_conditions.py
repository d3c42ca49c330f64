"""When an item applies, and the blanks in its wording."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.checklists.rows import measures
from webapp.checklists.rules import BLANK, count_blanks, fill, has_blanks, split_blanks
from webapp.checklists.rules.conditions import FLAGS, Facts, applies, as_kept, in_words, parse_condition

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
        ("workers", "“劳动者人数”后面应为"),
        ("workers>many", "“劳动者人数”后面应为"),
        ("workers>٣", "“劳动者人数”后面应为"),
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


@given(CONDITIONS, FACTS)
def test_in_plain_chinese_it_says_the_same(text: str, facts: Facts) -> None:
    said = in_words(text)
    assert not re.search("[a-z<>=_]", said)
    assert applies(said, facts) == applies(text, facts) == applies(as_kept(said), facts)
    assert as_kept(as_kept(said)) == as_kept(said) and in_words(as_kept(said)) == said


def test_what_is_kept_and_what_is_shown() -> None:
    assert in_words("severe or workers>100") == "严重危害 或者 劳动者人数 多于 100"
    assert as_kept("严重危害 或者 劳动者人数多于100") == "severe or workers>100"
    assert as_kept("什么") == in_words("什么") == "什么"


def test_only_items_that_measure_have_a_reading() -> None:
    assert [measures(one) for one in ("M", "S M", "D M", "S", "")] == [True, True, False, False, False]


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
