"""A visit that an inspector has just started, and the hands that fill it in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import sign_in

HERE: dict[str, Any] = {
    "permissions": ["geolocation"],
    "geolocation": {"latitude": 30.662, "longitude": 117.491, "accuracy": 15},
}


@pytest.fixture(name="visit")
def started_visit(visitor: Visitor, site: Site) -> Page:
    """An inspector who has just started a visit at enterprise A."""
    server, ids = site
    page = visitor("phone", **HERE)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['A']}/visit")
    expect(page.get_by_text("距登记位置约 242 米")).to_be_visible()
    page.get_by_label("协办人员").select_option(label="colleague同志（皖R0102）")
    page.get_by_label("已出示证件").check()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile("/inspections/[0-9a-f-]{36}$"))
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("cdn|local"))
    return page


def item(page: Page, code: str) -> Locator:
    return page.get_by_role("article", name=f"第 {code} 项", exact=True)


def answer(page: Page, code: str, word: str) -> None:
    item(page, code).get_by_role("radio", name=word, exact=True).check()


def sent(page: Page) -> None:
    """Nothing waits and nothing failed."""
    expect(page.locator("[data-save-state=saving], [data-save-state=failed]")).to_have_count(0)
