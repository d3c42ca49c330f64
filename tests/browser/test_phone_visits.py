"""A visit that lies on the phone only: 任务, the enterprise and the page that starts visits know of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, READY, begin, inspector, prepare
from tests.browser.server import Server
from tests.browser.test_day_lists import plan
from tests.browser.watch import Watch


@pytest.fixture(name="served", scope="module")
def served_site(site: Site) -> Server:
    server, server.ids = site
    return server


def seen(page: Page, served: Server, visit: str) -> None:
    """Everywhere it is offered to go on, and nowhere is the first thing to start another."""
    here = re.compile(f"/inspections/{visit}")
    page.goto(f"{served.url}/tasks")
    card = page.get_by_role("article", name="贵池石料有限公司")
    expect(card.get_by_role("link", name="继续检查")).to_have_attribute("href", here)
    expect(card.get_by_text("检查在手机里")).to_be_visible()
    expect(card.get_by_role("link", name="开始检查")).to_have_count(0)
    for address in (f"/enterprises/{served.ids['A']}", f"/enterprises/{served.ids['A']}/visit"):
        page.goto(f"{served.url}{address}")
        expect(page.get_by_role("link", name=re.compile("只在这台手机里"))).to_have_attribute("href", here)
        expect(page.locator("[data-begin]")).to_have_class(re.compile("secondary"))


def test_a_visit_on_the_phone_is_gone_on_with(
    desk: Page, visitor: Visitor, served: Server, watch: Watch
) -> None:
    watch.expect(NOISE)
    plan(desk, served, "只在手机里")
    page = inspector(visitor, served)
    prepare(page, served, served.ids["A"])
    page.goto(f"{served.url}/enterprises/{served.ids['A']}")
    assert page.evaluate(READY, [f"/enterprises/{served.ids['A']}"])
    page.context.set_offline(True)
    visit = begin(page, served, served.ids["A"])
    seen(page, served, visit)  # pages that the phone keeps

    # The server can be reached and knows of nothing: the opening does not get through.
    page.context.route("**/field/ping", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(f"{served.url}/tasks")
    expect(page.locator("html")).not_to_have_attribute("data-kept", re.compile("."))
    seen(page, served, visit)
    page.get_by_role("link", name=re.compile("只在这台手机里")).click()
    page.wait_for_url(re.compile(visit))
