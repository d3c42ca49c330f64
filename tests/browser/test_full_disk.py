"""A browser that has no room left says so, and takes nothing good for something bad."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, inspector
from tests.browser.server import Server
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

KEPT = re.compile("")


def no_more_room(page: Page, server: Server) -> None:
    """The browser allows less than what is there already."""
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 1000})


def test_a_page_that_finds_no_room_is_shown_all_the_same(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    page.goto(f"{server.url}/enterprises/{ids['A']}")
    no_more_room(page, server)
    for enterprise, name in (("A", "贵池石料有限公司"), ("B", "")):  # with and without an older copy
        page.goto(f"{server.url}/enterprises/{ids[enterprise]}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(page.get_by_role("heading", name=re.compile("没有网络"))).to_have_count(0)
        expect(page.locator("html")).not_to_have_attribute("data-kept", KEPT)
