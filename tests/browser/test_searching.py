"""Searching while one types: the last word counts, however slow the answers are."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import sign_in, until

# What is proven here happens in the page; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


def test_the_list_shows_what_was_typed_last(visitor: Visitor, site: Site) -> None:
    server, _ = site
    page = visitor("desk")
    sign_in(page, server, "supervisor")
    page.goto(f"{server.url}/enterprises")
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("cdn|local"))
    held: list[Route] = []
    page.route(f"**/enterprises?q={quote('没有')}*", lambda route: held.append(route), times=1)
    box = page.get_by_label("搜索用人单位")
    box.press_sequentially("没有")
    until(page, lambda: bool(held))
    # Each word is asked for before the next is typed; the first one is still on its way.
    for word in ("这家", "贵池石料"):
        with page.expect_request(f"**/enterprises?q={quote(word)}*"):
            box.fill(word)
    held[0].continue_()
    expect(page.get_by_role("link", name="贵池石料有限公司")).to_be_visible()
    expect(page).to_have_url(re.compile(f"q={quote('贵池石料')}"))


# What stands in an empty box, by its own font, against the room that is left for it.
CUT = """box => {
    const style = getComputedStyle(box);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return pen.measureText(box.placeholder).width - room;
}"""


def test_what_a_search_box_says_is_not_cut_on_a_phone(visitor: Visitor, site: Site) -> None:
    server, _ = site
    page = visitor("phone")
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, server, "supervisor")
    for path in ("/enterprises", "/findings", "/day-lists/new"):
        page.goto(server.url + path)
        box = page.locator("main input[type=search][placeholder]").first
        expect(box).to_be_visible()
        assert box.evaluate(CUT) <= 0, path
