"""Drawing upon a photo, with a finger and with a mouse; what was drawn is shown where the photo is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.last_room import fill
from tests.browser.people import served, sign_in
from tests.browser.server import Server

pytestmark = pytest.mark.only_on("sqlite")


def pull(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one point of the photo to another, as fractions of it."""
    svg = page.locator("[data-marking] .canvas svg")
    svg.scroll_into_view_if_needed()
    box = svg.bounding_box()
    assert box
    (x, y), (x2, y2) = [
        (box["x"] + px * box["width"], box["y"] + py * box["height"]) for px, py in (start, end)
    ]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + x2) / 2, (y + y2) / 2)
    page.mouse.move(x2, y2)
    page.mouse.up()


@pytest.fixture(name="served", scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, int]]]:
    with served(tmp_path_factory.mktemp("marking"), fill) as site:
        yield site


@pytest.mark.parametrize("what", ["phone", "desk"])
def test_an_arrow_and_a_circle(visitor: Visitor, served: tuple[Server, dict[str, int]], what: str) -> None:
    server, ids = served
    page = visitor(what)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/findings/{ids['first']}")
    page.goto(page.url.replace(f"/findings/{ids['first']}", "/inspections"))
    page.locator("a[href^='/inspections/']:visible").filter(has_text="贵池石料").first.click()
    page.get_by_role("link", name=re.compile("^标注照片：")).first.click()
    expect(page.locator("[data-marking] .canvas svg[viewBox]")).to_be_visible()
    before = int(page.locator("input[name=base]").input_value())
    if before:
        page.get_by_role("button", name="清空").click()
    pull(page, (0.2, 0.2), (0.6, 0.6))
    page.locator("label.segment", has_text="圆圈").click()
    page.locator("label.segment", has_text="黄").click()
    pull(page, (0.4, 0.4), (0.8, 0.8))
    pull(page, (0.1, 0.1), (0.3, 0.9))
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-marking] .canvas svg")).to_have_attribute("aria-label", "标注 2 处")
    page.locator("label.segment", has_text="文字").click()
    page.get_by_label(re.compile("^文字（")).fill("此处")
    page.locator("[data-marking] .canvas svg").click(position={"x": 20, "y": 20})
    expect(page.locator("[data-marking] .canvas svg")).to_have_attribute("aria-label", "标注 3 处")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="保存标注").click()
    expect(page.get_by_text("标注已保存，原图不变。")).to_be_visible()
    expect(page.get_by_text("标注件").first).to_be_visible()
    page.goto(f"{server.url}/findings/{ids['first']}")
    expect(page.get_by_text("标注件").first).to_be_visible()
    picture = page.locator("img[src*='marked-thumbnail']").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    page.get_by_role("link", name="原图").first.click()
    expect(page.get_by_role("dialog", name="查看照片")).to_contain_text("原图")
