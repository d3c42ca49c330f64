"""Arrows and circles: what is taken, and what they look like upon the picture."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from webapp.errors import DomainError, Invalid
from webapp.evidence.pictures.derivatives import DISPLAY, THUMBNAIL
from webapp.evidence.pictures.marking import MOST_MARKS, PIXELS, Colour, as_kept, drawn, read_marks, told

ARROW = {"shape": "arrow", "colour": "red", "x": 0.1, "y": 0.5, "x2": 0.9, "y2": 0.5, "words": ""}
CIRCLE = {"shape": "circle", "colour": "yellow", "x": 0.3, "y": 0.3, "x2": 0.7, "y2": 0.7, "words": ""}
WORDS = {"shape": "words", "colour": "blue", "x": 0.1, "y": 0.1, "x2": 0.1, "y2": 0.1, "words": "此处 无标识"}


def picture(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(target, "JPEG", quality=95)
    return target.getvalue()


def near(pixel: Any, colour: Colour) -> bool:
    return all(abs(one - other) < 60 for one, other in zip(pixel, PIXELS[colour], strict=True))


@pytest.mark.parametrize("size", [(1600, 400), (400, 1600), (800, 800), (30, 20)])
def test_marks_are_where_they_were_drawn_whatever_the_shape_of_the_photo(size: tuple[int, int]) -> None:
    marks = read_marks(json.dumps([ARROW, CIRCLE, WORDS]))
    shown = Image.open(io.BytesIO(drawn(picture(*size), marks, DISPLAY))).convert("RGB")
    assert shown.size == size
    if min(size) > 100:
        width, height = size
        assert near(shown.getpixel((width // 2, height // 2)), Colour.RED)
        ring = [shown.getpixel((round(0.3 * width) + step, height // 2 + 12)) for step in range(-8, 14)]
        assert any(near(pixel, Colour.YELLOW) for pixel in ring)
    small = Image.open(io.BytesIO(drawn(picture(*size), marks, THUMBNAIL)))
    assert max(small.size) <= 240


@pytest.mark.parametrize(
    "bad",
    [
        "", "{", "null", "[1]", "[[]]", '{"a":1}', "[" * 5000, json.dumps([ARROW] * (MOST_MARKS + 1)), "[" + " " * 20_000 + "]",
        *(json.dumps([ARROW | change]) for change in (
            {"x": -0.1}, {"x": 1.01}, {"x": None}, {"x": "0.5"}, {"x": True}, {"x": float("nan")}, {"y2": float("inf")},
            {"shape": "star"}, {"shape": None}, {"shape": []}, {"colour": "#fff"}, {"colour": {}}, {"words": "x"}, {"words": 5},
            {"x2": 0.1, "y2": 0.5},
        )),
        json.dumps([WORDS | {"words": "字" * 21}]), json.dumps([WORDS | {"words": " "}]),
    ],
)  # fmt: skip
def test_what_is_no_mark_is_refused_in_words(bad: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_marks(bad)
    assert str(refused.value).endswith("。")


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=30) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ARROW]), inner, max_size=7),
    max_leaves=12,
)
PART = st.floats(0, 1) | st.sampled_from([0, 1])
LIKELY = st.fixed_dictionaries(
    {"shape": st.sampled_from(["arrow", "circle", "words"]), "colour": st.sampled_from(["red", "yellow", "blue"]),
     "x": PART, "y": PART, "x2": PART, "y2": PART, "words": st.text(max_size=25)}
)  # fmt: skip


@given(st.lists(LIKELY | JUNK, max_size=5))
def test_nothing_but_bounded_marks_or_a_sentence_comes_of_anything(given_marks: Any) -> None:
    try:
        marks = read_marks(json.dumps(given_marks))
    except DomainError as error:
        assert str(error)
        return
    assert read_marks(as_kept(marks)) == marks
    assert all(0 <= mark[name] <= 1 for mark in marks for name in ("x", "y", "x2", "y2"))  # type: ignore[literal-required]
    assert drawn(picture(60, 40), marks, DISPLAY)
    assert told(marks)
