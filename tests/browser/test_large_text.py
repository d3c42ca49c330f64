"""Large text on a small screen (WCAG 1.4.4, 1.4.10): what is left for the content, nothing to the side, nothing covered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE
from tests.browser.people import sign_in
from tests.browser.visit_room import started_visit  # noqa: F401 - the fixture visit
from tests.browser.watch import Watch

PAGES = [
    "/tasks", "/scan", "/findings", "/me", "/inspections", "/inbox", "/enterprises", "/enterprises/{A}", "/enterprises/{A}/visit",
    "/field/sync",
]  # fmt: skip
LEAST = 0.6
GROW = "(percent) => document.documentElement.style.setProperty('font-size', `${percent}%`, 'important')"
# The height between what sticks above and what sticks below, in the middle of the page, as a share of the screen.
LEFT = """() => {
  scrollTo(0, Math.max(0, (document.documentElement.scrollHeight - innerHeight) / 2));
  let top = 0, bottom = innerHeight;
  for (const one of document.querySelectorAll("body *")) {
    const { position } = getComputedStyle(one);
    if (position !== "sticky" && position !== "fixed") continue;
    const box = one.getBoundingClientRect();
    if (!box.height || box.width < innerWidth / 2) continue;
    if (box.top <= top + 1 && box.bottom < innerHeight / 2) top = Math.max(top, box.bottom);
    else if (box.bottom >= bottom - 1 && box.top > innerHeight / 2) bottom = Math.min(bottom, box.top);
    else if (Math.abs(box.top - top) < 2 && box.height < innerHeight / 2) top = Math.max(top, box.bottom);
  }
  return (bottom - top) / innerHeight;
}"""
# Words that stand in a column of single letters.
COLUMNS = """() => [...document.querySelectorAll("label, a, button, dt, dd, h1, h2, h3, p, span")].filter((one) => {
  const text = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()).join("");
  if (text.length < 3 || !one.checkVisibility() || one.matches(".visually-hidden, .skip")) return false;
  const range = document.createRange();
  range.selectNodeContents([...one.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()));
  const size = parseFloat(getComputedStyle(one).fontSize);
  const box = range.getBoundingClientRect();
  return box.width > 1 && box.width < size * 1.5 && box.height > size * 3;
}).map((one) => one.textContent.trim())"""
# Links and buttons of which something else lies in front, at the page's end and wherever each of them is brought into view.
COVERED = """() => {
  const all = [...document.querySelectorAll("a[href], button")].filter((one) => one.checkVisibility() && !one.matches(".skip, :disabled"));
  const hit = (one) => {
    const box = one.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || x >= innerWidth || y < 0 || y >= innerHeight) return true;
    const found = document.elementFromPoint(x, y);
    return one.contains(found) || found?.contains(one) && !found.matches("main, body, html");
  };
  const told = [];
  const inDock = (one) => one.closest(".dock, .head, .strip, .side");
  scrollTo(0, document.documentElement.scrollHeight);
  const dock = Math.min(...[...document.querySelectorAll(".dock, .foot")].map((one) => one.getBoundingClientRect()).filter((box) => box.height).map((box) => box.top), innerHeight);
  for (const one of all) {
    const box = one.getBoundingClientRect();
    if (!inDock(one) && box.bottom > dock + 1 && box.top < innerHeight) told.push(`under the dock: ${one.textContent.trim()}`);
  }
  for (const one of all.filter((one) => !inDock(one))) {
    one.scrollIntoView({ block: "center" });
    if (!hit(one)) told.push(`covered: ${one.textContent.trim()}`);
  }
  return told;
}"""
# What stands out of the bar lies over the page.
OUT = """() => {
  const dock = document.querySelector(".dock").getBoundingClientRect();
  return [...document.querySelectorAll(".bar *")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height && !one.matches(".visually-hidden"))
    .filter((one) => { const bar = one.closest(".bar").getBoundingClientRect(); return one.getBoundingClientRect().top < bar.top - 1; }).map((one) => one.className.toString());
}"""


def judged(page: Page, where: str, least: float = LEAST) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth"), where
    assert page.evaluate("innerWidth") == (page.viewport_size or {})["width"], where
    assert page.evaluate(COLUMNS) == [], where
    assert page.evaluate(COVERED) == [], where
    assert page.evaluate(OUT) == [], where
    assert page.evaluate(LEFT) >= least, (where, page.evaluate(LEFT))


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_commonest_pages_of_a_phone(visitor: Visitor, site: Site, percent: int) -> None:
    server, ids = site
    page = visitor("phone")
    sign_in(page, server, "inspector")
    for address in PAGES:
        page.goto(server.url + address.format(**ids))
        page.evaluate(GROW, percent)
        judged(page, f"{address} at {percent} %")
        page.set_viewport_size({"width": 320, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, (
            f"{address} at {percent} %, 320 px"
        )
        page.set_viewport_size({"width": 390, "height": 844})


@pytest.mark.only_on("sqlite")
def test_the_form_of_a_visit(visit: Page) -> None:
    for percent in (100, 150, 200):
        visit.evaluate(GROW, percent)
        visit.evaluate("document.querySelector('[data-next-open]').click()")
        judged(visit, f"the form at {percent} %")
        visit.set_viewport_size({"width": 320, "height": 844})
        assert visit.evaluate("document.documentElement.scrollWidth") == 320, percent
        visit.set_viewport_size({"width": 390, "height": 844})


@pytest.mark.only_on("sqlite")
def test_what_waits_on_the_phone_leaves_the_title_its_room(visit: Page, watch: Watch) -> None:
    watch.expect(NOISE)
    visit.evaluate("import(document.querySelector('script[data-app]').dataset.app).then(() => true)")
    visit.context.set_offline(True)
    visit.locator("[data-item='1.1']").get_by_role("radio", name="符合", exact=True).check()
    chip = visit.locator(".state-line:not([hidden])").first
    expect(chip).to_contain_text(re.compile("手机已存"))
    for percent in (100, 150, 200):
        visit.evaluate(GROW, percent)
        title, waits = visit.locator(".head h1").bounding_box(), chip.bounding_box()
        assert title and waits
        beside = (
            waits["x"] >= title["x"] + title["width"] - 1 or waits["x"] + waits["width"] <= title["x"] + 1
        )
        assert beside or waits["y"] >= title["y"] + title["height"] - 1, percent
        assert title["width"] >= 100, percent
        head, strip = visit.locator(".head").bounding_box(), visit.locator(".strip").bounding_box()
        assert (head and strip and strip["y"] >= head["y"] + head["height"] - 1) or percent > 100
    visit.context.set_offline(False)
