"""Forms: whatever comes in, a value or a sentence comes out, and what was typed goes back into its control."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.errors import Conflict, Invalid, TooMany
from webapp.web.forms import (
    Area,
    Check,
    Choice,
    Choices,
    Day,
    Decimal,
    Form,
    Moment,
    Number,
    Password,
    Radios,
    Text,
)


class Everything(Form):
    text = Text("文字", required=True, max=20)
    area = Area("多行", max=50)
    password = Password("密码", max=30)
    number = Number("数", least=-5, most=500)
    decimal = Decimal("小数", least=-1.5, most=99)
    day = Day("日期")
    moment = Moment("时间")
    tick = Check("勾选")
    choice = Choice("选一个", options=[("a", "甲"), ("b", "乙")])
    radios = Radios("单选", required=True, options=[("a", "甲")])
    choices = Choices("选几个", options=[("a", "甲"), ("b", "乙")])


typed = st.one_of(
    st.text(),
    st.sampled_from(
        ["1", "-6", "1e400", "NaN", "Infinity", "٣", "９", "2026-02-30", "0001-01-01", "2026-11-21T08:00:00+08:00",
         "\x00", "\ud800", "𠮷", "a", "b", "on", "true", " ", "\n", "1_000"]
    ),
)  # fmt: skip
names = st.sampled_from([*Everything.all_fields(), "else"])
sent = st.dictionaries(
    names, st.one_of(typed, st.lists(typed, max_size=4), st.none(), st.integers(), st.booleans())
)


@given(sent)
def test_no_input_raises_and_every_problem_is_a_sentence(data):
    form = Everything(data)
    for name, _, message in form.errors:
        assert message.endswith("。"), (name, message)
        assert form.values[name] == Everything.all_fields()[name].empty()
    assert form.valid is not bool(form.errors)
    for name in form.fields:
        bound = form[name]
        assert isinstance(bound.value, str | list)
    if form.valid:
        assert form.number is None or -5 <= form.number <= 500
        assert form.decimal is None or -1.5 <= form.decimal <= 99
        assert form.day is None or isinstance(form.day, date)
        assert form.choice in {"", "a", "b"}
        assert "\x00" not in form.text + form.area + form.password
        (form.text + form.area).encode()


@given(st.text(min_size=1))
def test_what_was_typed_stays_even_when_it_is_wrong(text):
    form = Everything({name: [text] for name in Everything.all_fields()})
    for name in ("text", "area", "number", "decimal", "day", "moment", "choice"):
        assert form[name].value == text
    assert form["password"].value == ""


def test_a_form_that_was_not_sent_is_neither_valid_nor_wrong():
    form = Everything(
        initial={"text": "甲", "number": 3, "day": date(2026, 11, 21), "tick": True, "choices": ["a"]}
    )
    assert not form.valid
    assert form.errors == []
    assert form["text"].value == "甲"
    assert form["number"].value == "3"
    assert form["day"].value == "2026-11-21"
    assert form["tick"].value == "true"
    assert form["choices"].value == ["a"]


def test_all_errors_come_at_once_in_the_order_of_the_fields():
    form = Everything({"number": "x", "day": "2026-02-30"})
    assert [name for name, _, _ in form.errors] == ["text", "number", "day", "radios"]
    assert ("number", "数", "数请填整数。") in form.errors


def test_values():
    good = {
        "text": "  一  二 ",
        "area": "一\r\n二",
        "password": " pw ",
        "number": "7",
        "decimal": "1.5",
        "radios": "a",
    }
    form = Everything(good | {"choices": ["b", "b", "a"], "tick": "on", "day": "2026-11-21"})
    assert form.valid, form.errors
    assert (form.text, form.area, form.password) == ("一 二", "一\n二", " pw ")
    assert (form.number, form.decimal, form.choices, form.tick) == (7, 1.5, ["b", "a"], True)
    assert form.day == date(2026, 11, 21)


def test_what_is_refused_is_said_on_the_form_with_its_status() -> None:
    form = Everything({"text": ["甲"], "radios": ["a"]})
    assert form.valid
    with form.attempt("text"):
        raise TooMany("请稍后再试。")
    assert not form.valid
    assert form.refused_as == 429
    assert form["text"].error == "请稍后再试。"
    assert form["text"].value == "甲"


def test_what_leaves_nothing_to_fill_in_and_faults_go_on() -> None:
    form = Everything({"text": ["甲"], "radios": ["a"]})
    with pytest.raises(Conflict), form.attempt(but=(Conflict,)):
        raise Conflict("已有人答复。")
    with pytest.raises(ZeroDivisionError), form.attempt():
        raise ZeroDivisionError
    with form.attempt(lambda error: "area" if isinstance(error, Invalid) else ""):
        raise Invalid("不对。")
    assert form["area"].error == "不对。"
