"""Arrows, circles and words that people draw upon a photo: which ones are taken, and what they become as pixels.

Points are fractions of the upright picture (0 to 1), so that they fit the sealed file and every copy of it. The sealed
file is never touched: what is drawn upon is the copy for the screen, anew for each version of the marks.
"""

from __future__ import annotations

import io
import json
import math
from typing import Any, TypedDict

from PIL import Image, ImageDraw, ImageFont

from webapp import fonts
from webapp.errors import Invalid
from webapp.evidence.pictures.budget import BUDGET, PLAIN
from webapp.evidence.pictures.derivatives import LONG_EDGE, THUMBNAIL
from webapp.glyphs import legible
from webapp.labels import Labelled

MOST_MARKS, MOST_LETTERS = 40, 20
MOST_TEXT = 12_000
LABEL = "标注件"
UNREADABLE = "标注内容无法识别，请重新标注。"


class Shape(Labelled):
    ARROW = "arrow", "箭头"
    CIRCLE = "circle", "圆圈"
    WORDS = "words", "文字"


class Colour(Labelled):
    RED = "red", "红"
    YELLOW = "yellow", "黄"
    BLUE = "blue", "蓝"


# The same as in static/css/marking.css, so that what is saved looks like what was drawn.
PIXELS = {Colour.RED: (226, 28, 28), Colour.YELLOW: (255, 214, 10), Colour.BLUE: (20, 110, 245)}


class Mark(TypedDict):
    """One mark: from (x, y) to (x2, y2), the box of a circle; words begin at the first point."""

    shape: str
    colour: str
    x: float
    y: float
    x2: float
    y2: float
    words: str


def read_marks(text: str) -> list[Mark]:
    """What somebody drew, checked; an empty list takes all marks away. Invalid in words."""
    if len(text) > MOST_TEXT:
        raise Invalid(f"标注太多，每张照片最多 {MOST_MARKS} 处。")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(UNREADABLE) from error
    if not isinstance(given, list):
        raise Invalid(UNREADABLE)
    if len(given) > MOST_MARKS:
        raise Invalid(f"标注太多，每张照片最多 {MOST_MARKS} 处。")
    return [_mark(one) for one in given]


def as_kept(marks: list[Mark]) -> str:
    return json.dumps(marks, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def told(marks: list[Mark]) -> str:
    """For the trail: 箭头 2，圆圈 1，文字“此处”."""
    words = []
    for shape in Shape:
        some = [one for one in marks if one["shape"] == shape.value]
        if some and shape is Shape.WORDS:
            words.append(shape.label + "、".join(f"“{one['words']}”" for one in some))
        elif some:
            words.append(f"{shape.label} {len(some)}")
    return "，".join(words) or "无"


def _mark(one: Any) -> Mark:
    if not isinstance(one, dict):
        raise Invalid(UNREADABLE)
    try:
        shape, colour = Shape(str(one.get("shape"))), Colour(str(one.get("colour")))
    except ValueError as error:
        raise Invalid(UNREADABLE) from error
    words = one.get("words", "")
    if not isinstance(words, str):
        raise Invalid(UNREADABLE)
    words = " ".join(legible(words).split())
    if len(words) > MOST_LETTERS:
        raise Invalid(f"标注的文字太长，最多 {MOST_LETTERS} 个字。")
    if bool(words) is not (shape is Shape.WORDS):
        raise Invalid("请填写要标注的文字。" if shape is Shape.WORDS else UNREADABLE)
    x, y, x2, y2 = (_part(one.get(name)) for name in ("x", "y", "x2", "y2"))
    if shape is not Shape.WORDS and math.hypot(x2 - x, y2 - y) < 0.005:
        raise Invalid("箭头和圆圈请按住拖动来画。")
    return {
        "shape": shape.value, "colour": colour.value, "x": x, "y": y, "x2": x2, "y2": y2, "words": words,
    }  # fmt: skip


def _part(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise Invalid("标注超出了照片的范围，请重新标注。")
    return round(float(value), 4)


def drawn(picture: bytes, marks: list[Mark], kind: str) -> bytes:
    """A JPEG of this display copy with the marks upon it and its label in a corner; of `kind` thumbnail a small one. Blocks."""
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened, BUDGET.spend(_cost(opened)):
        image = opened.convert("RGB")
        pen = ImageDraw.Draw(image)
        for mark in marks:
            _draw(pen, image.size, mark)
        _label(pen, image.size)
        if kind == THUMBNAIL:
            image.thumbnail((LONG_EDGE[THUMBNAIL], LONG_EDGE[THUMBNAIL]))
        target = io.BytesIO()
        image.save(target, "JPEG", quality=85)
        return target.getvalue()


def _cost(image: Image.Image) -> int:
    return 2 * PLAIN * image.width * image.height  # as it is opened, and as it is drawn upon


def _draw(pen: ImageDraw.ImageDraw, size: tuple[int, int], mark: Mark) -> None:
    width, height = size
    colour = PIXELS[Colour(mark["colour"])]
    line = max(3, round(max(size) / 160))
    start, end = (mark["x"] * width, mark["y"] * height), (mark["x2"] * width, mark["y2"] * height)
    # A dark edge first: yellow upon a white wall is seen by it.
    for stroke, ink in ((line + max(2, line // 2), (0, 0, 0)), (line, colour)):
        if mark["shape"] == Shape.CIRCLE.value:
            left, right = sorted((start[0], end[0]))
            top, bottom = sorted((start[1], end[1]))
            grown = (stroke - line) / 2
            pen.ellipse((left - grown, top - grown, right + grown, bottom + grown), outline=ink, width=stroke)
        elif mark["shape"] == Shape.ARROW.value:
            pen.line((start, end), fill=ink, width=stroke)
            for point in barbs(start, end, line * 5):
                pen.line((end, point), fill=ink, width=stroke)
    if mark["shape"] == Shape.WORDS.value:
        pen.text(start, mark["words"], font=_font(size, 22), fill=colour, stroke_width=max(2, line // 2), stroke_fill=(0, 0, 0))  # fmt: skip


def barbs(start: tuple[float, float], end: tuple[float, float], length: float) -> list[tuple[float, float]]:
    """The two ends of an arrow's head, as static/js/marking.js has them."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    return [
        (end[0] - length * math.cos(angle + turn), end[1] - length * math.sin(angle + turn))
        for turn in (-0.5, 0.5)
    ]


def _label(pen: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
    font = _font(size, 34)
    left, top, right, bottom = pen.textbbox((0, 0), LABEL, font=font)
    pad = max(3, round(min(size) / 100))
    pen.rectangle((0, 0, right - left + 2 * pad, bottom - top + 2 * pad), fill=(0, 0, 0))
    pen.text((pad - left, pad - top), LABEL, font=font, fill=(255, 255, 255))


def _font(size: tuple[int, int], part: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A Chinese face where the machine has one; words are lost as boxes and not as an error where it has none."""
    pixels = max(12, round(max(size) / part))
    face = fonts.chinese_file()
    if face is None:
        return ImageFont.load_default(pixels)
    return ImageFont.truetype(face[0], pixels, index=face[1])
