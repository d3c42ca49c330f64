"""Rules that stand in Python and in JavaScript say the same: the phone's modules run in Node beside the server's."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp import clock
from webapp.audit.rules import canonical
from webapp.checklists.rules import Result
from webapp.documents.rendering import context
from webapp.enterprises.rules.positions import Position, distance_m
from webapp.enterprises.rules.short_codes import ALPHABET, new_short_code, parse_short_code, show_short_code
from webapp.findings.rules import Recheck
from webapp.findings.rules.deadlines import DayKind, due_on
from webapp.inspections.dues import AHEAD_DAYS, rule_of, table
from webapp.inspections.rules import KINDS, SlotResult, slot_words
from webapp.inspections.rules.slots import SignGroup, Slot, slots_for
from webapp.labels import Labelled
from webapp.web.text import clean

HERE = Path(__file__).parent
Ask = Callable[..., Any]
started = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
words = st.sampled_from(["", " ", "缺两页", "未设置标识", "＿＿＿岗位", "a__b", "\u3000", "甲\n乙"])


def test_due_dates_of_a_kept_form_over_400_days(phone: Ask) -> None:
    rules = [(days, kind) for days in (0, 1, 5, 10, 15, 30, 60) for kind in DayKind]
    first = date(2026, 1, 1)
    for made in (first + timedelta(days=ahead) for ahead in range(0, 400 - AHEAD_DAYS, 31)):
        sent = table(made, (rule_of(days, kind.value) for days, kind in rules))
        for days, kind in rules:
            for ahead in range(AHEAD_DAYS + 1):
                today = made + timedelta(days=ahead)
                said = phone(
                    "dueOn",
                    sent[rule_of(days, kind.value)],
                    f"{made}",
                    f"{today}",
                    f"{due_on(made, days, kind).date}",
                )
                assert said == f"{due_on(today, days, kind).date}", (made, today, days, kind)
    assert phone("dueOn", [1], "2026-01-01", "2026-01-09", "2026-01-02") == ""


@started
@given(texts)
def test_texts_and_what_is_hashed(phone: Ask, text: str) -> None:
    assert phone("clean", text) == clean(text)
    assert phone("line", text) == " ".join(clean(text).split())
    assert (
        phone("canonical", {"甲": [text, 1, None, True], text: ""})
        == canonical({"甲": [text, 1, None, True], text: ""}).decode()
    )


@started
@given(st.integers(946684800, 3786912000), st.integers(0, 3000))
def test_times_of_a_paper(phone: Ask, second: int, minutes: int) -> None:
    began = datetime.fromtimestamp(second, UTC)
    since, until = (clock.moment(one) for one in (began, began + timedelta(minutes=minutes)))
    assert phone("moment", began.isoformat()) == since
    for pair in ((since, until), (since, ""), ("", until), ("", "")):
        assert phone("period", *pair) == context.period(*pair)
    assert phone("day", since[:10]) == context.day(since[:10])


@started
@given(st.lists(st.sampled_from(["", "看了：", "甲", "乙：", "丙。"]), max_size=6))
def test_numbers_of_sentences(phone: Ask, said: list[str]) -> None:
    assert phone("numbered", said) == [one["no"] + one["text"] for one in context._lines(said)]


@started
@given(st.sampled_from(SlotResult), words | st.sampled_from(["未提供口罩", "标识破损", "未为其提供；破损"]))
def test_a_fact_that_contradicts_what_was_seen(phone: Ask, result: SlotResult, fact: str) -> None:
    assert phone("contradicts", result.value, fact) == slot_words.contradicts(result, fact)


@started
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12))
def test_the_address_of_a_slot(phone: Ask, name: str) -> None:
    assert phone("pathOf", f"sign:{name}/乙") == quote(f"sign:{name}/乙")


def test_words_of_kinds(phone: Ask) -> None:
    """What lies on a phone says what it is called; what lies there from before is known by its kind."""
    for kind in KINDS.values():
        assert phone("titleOf", {"kind": kind.value}) == kind.title
        assert phone("titleOf", {"kind": "later", "title": kind.title}) == kind.title
    assert phone("titleOf", {"kind": "report"}) == ""


typed = st.text(st.sampled_from([*ALPHABET, *"o-－ ·ａ0"]), max_size=10) | st.builds(
    lambda seed: show_short_code(new_short_code(random.Random(seed).choice)), st.integers()
)


def parsed(text: str) -> dict[str, str]:
    try:
        return {"code": parse_short_code(text)}
    except ValueError as error:
        return {"error": str(error)}


@started
@given(typed)
def test_short_codes(phone: Ask, text: str) -> None:
    assert phone("shortCode", text) == parsed(text)


north, east = st.floats(-90, 90), st.floats(-180, 180)


@started
@given(st.tuples(north, east), st.tuples(north, east))
def test_metres(phone: Ask, one: tuple[float, float], other: tuple[float, float]) -> None:
    wanted = distance_m(Position(*one), Position(*other))
    assert phone("metres", one, other) == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize(
    ("file", "name", "known"),
    [
        ("visit/answers.js", "LABELS", Result),
        ("visit/missing.js", "RECHECKS", Recheck),
        ("visit/missing.js", "FAULTY_SLOTS", SlotResult),
    ],
)
def test_words_of_results(file: str, name: str, known: type[Labelled]) -> None:
    source = (HERE.parents[1] / "static/js" / file).read_text("utf-8")
    found = re.search(rf"const {name} = {{([^}}]*)}}", source)
    assert found
    pairs = re.findall(r'(\w+): "([^"]*)"', found[1])
    assert pairs and all((value, label) in known.choices() for value, label in pairs)


signs = st.sampled_from(["注意防尘", "噪声有害", "当心中毒", "注意高温"])
joined = st.lists(signs, max_size=3).map("+".join)
tables = st.dictionaries(
    st.sampled_from(["dust", "noise", "toxic"]),
    st.builds(SignGroup, joined, joined, st.lists(st.sampled_from(["防尘口罩（GB 2626）", "耳塞/耳罩", "护目镜"]), max_size=3).map("+".join)),
)  # fmt: skip


def as_sent(slot: Slot) -> dict[str, Any]:
    return {
        "key": slot.key,
        "kind": slot.kind.value,
        "alternatives": list(slot.alternatives),
        "note": slot.note,
    }


@started
@given(tables, st.lists(st.tuples(st.sampled_from(["dust", "noise", "toxic"]), st.booleans()), max_size=4))
def test_signs_that_hazards_call_for(
    phone: Ask, groups: dict[str, SignGroup], factors: list[tuple[str, bool]]
) -> None:
    sent = {
        "factors": [
            {"code": f"D{at}", "severe": severe, "groups": [group]}
            for at, (group, severe) in enumerate(factors)
        ],
        "groups": [
            {"code": code, "slots": [as_sent(slot) for slot in slots_for([code], groups)]} for code in groups
        ],
    }
    severe = {slot.key for slot in slots_for([group for group, grave in factors if grave], groups)}
    wanted = [
        [
            slot.key,
            slot.name,
            "ppe" if slot.kind.value == "ppe" else "severe" if slot.key in severe else "sign",
        ]
        for slot in slots_for([group for group, _ in factors], groups)
    ]
    assert phone("keysFor", [f"D{at}" for at in range(len(factors))], sent) == wanted
