"""Every sign of GBZ 158 is there, wears the shape and colour of its group, and is told from every other at 48 px."""

import io
import json
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import sync_playwright

from tests.chromium import launched

ICONS = Path(__file__).parents[2] / "static/icons"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = {
    "禁止": "禁止入内 禁止停留 禁止启动",
    "警告": "当心中毒 当心腐蚀 当心感染 当心弧光 当心电离辐射 注意防尘 注意高温 当心有毒气体 噪声有害",
    "指令": "戴防护镜 戴防毒面具 戴防尘口罩 戴护耳器 戴防护手套 穿防护鞋 穿防护服 注意通风",
    "提示": "左行紧急出口 右行紧急出口 直行紧急出口 急救站 救援电话",
    "警示线": "红色警示线 黄色警示线 绿色警示线",
    "告知卡": "告知卡",
}
# The element that carries the group: tag, fill, stroke.
FRAMES = {
    "禁止": ("circle", "#fff", "#c8102e"),
    "警告": ("path", "#fc0", "#111"),
    "指令": ("circle", "#0b4ea2", None),
    "提示": ("rect", "#00803c", None),
}
DRAWN = {"禁止": {"#111"}, "警告": {"#111"}, "指令": {"#fff"}, "提示": {"#fff"}}

signs: dict[str, dict[str, str]] = json.loads((ICONS / "signs.json").read_text(encoding="utf-8"))
root = ElementTree.parse(ICONS / "signs.svg").getroot()
symbols = {symbol.get("id", ""): symbol for symbol in root.iter(f"{SVG}symbol")}


def test_every_name_of_the_standard_has_a_sign_in_its_group() -> None:
    wanted = {name: group for group, names in NAMES.items() for name in names.split()}
    assert {name: sign["group"] for name, sign in signs.items()} == wanted


def test_ids_are_unique_ascii_and_all_used() -> None:
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name and name.isascii() for name in ids)
    assert sorted(symbols) == sorted(sign["id"] for sign in signs.values())


def test_no_sign_needs_text_style_or_the_network() -> None:
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "symbol", "g", "path", "circle", "ellipse", "rect"}
    assert not any(
        key.split("}")[-1] in ("href", "style") for element in root.iter() for key in element.attrib
    )


@pytest.mark.parametrize("name", [name for name, sign in signs.items() if sign["group"] in FRAMES])
def test_shape_and_colours_of_the_group(name: str) -> None:
    group, symbol = signs[name]["group"], symbols[signs[name]["id"]]
    tag, fill, stroke = FRAMES[group]
    assert any(e.tag == SVG + tag and (e.get("fill"), e.get("stroke")) == (fill, stroke) for e in symbol)
    colours = {e.get(key) for e in symbol.iter() for key in ("fill", "stroke")} - {None, "none"}
    assert colours <= {fill, stroke, "#fff"} | DRAWN[group]
    assert DRAWN[group] <= colours
    if group == "禁止":
        assert symbol[-1].get("stroke") == "#c8102e", "the slash lies over the drawing"
    if group == "警告":
        assert "M50 8L95 88H5z" in {e.get("d") for e in symbol}


@pytest.fixture(scope="module")
def bitmaps() -> dict[str, Image.Image]:
    """Each sign at 48 px, in grey: a difference in colour alone does not count."""
    source = (
        (ICONS / "signs.svg").read_text(encoding="utf-8").replace("<svg ", '<svg width="0" height="0" ', 1)
    )
    body = "".join(
        f'<svg width="48" height="48"><use href="#{sign["id"]}"/></svg>' for sign in signs.values()
    )
    with sync_playwright() as playwright, launched(playwright) as browser:
        page = browser.new_page(viewport={"width": 48 * len(signs), "height": 48})
        page.set_content(
            f'<body style="margin:0;display:flex">{body}<div style="position:absolute">{source}</div>'
        )
        sheet = Image.open(io.BytesIO(page.screenshot())).convert("L")
    return {name: sheet.crop((48 * i, 0, 48 * i + 48, 48)) for i, name in enumerate(signs)}


def apart(one: Image.Image, other: Image.Image) -> Image.Image:
    """255 where two bitmaps differ by more than a third of the range after a slight blur, so that an outline moved
    by a pixel does not pass for another drawing."""
    blurred = ImageFilter.GaussianBlur(1)
    return ImageChops.difference(one.filter(blurred), other.filter(blurred)).point(
        lambda v: 255 if v > 85 else 0
    )


def area(mask: Image.Image) -> float:
    return ImageStat.Stat(mask).sum[0] / 255


def test_every_sign_is_told_from_every_other_of_its_group_at_48_px(bitmaps: dict[str, Image.Image]) -> None:
    """Of the field in which a group draws at all, at least an eighth differs between any two."""
    for group in NAMES:
        names = [name for name, sign in signs.items() if sign["group"] == group]
        masks = {(a, b): apart(bitmaps[a], bitmaps[b]) for a, b in combinations(names, 2)}
        field = Image.new("L", (48, 48))
        for mask in masks.values():
            field = ImageChops.lighter(field, mask)
        close = {
            pair: round(area(mask) / area(field), 2)
            for pair, mask in masks.items()
            if area(mask) < area(field) / 8
        }
        assert not close


def test_groups_are_told_apart_without_colour(bitmaps: dict[str, Image.Image]) -> None:
    pairs = ((a, b) for a, b in combinations(bitmaps, 2) if signs[a]["group"] != signs[b]["group"])
    close = {(a, b) for a, b in pairs if area(apart(bitmaps[a], bitmaps[b])) < 48 * 48 * 0.15}
    assert not close
