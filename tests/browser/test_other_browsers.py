"""Where the phone keeps nothing for good: a tab on Apple's phones, and WeChat's own browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import sign_in

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.47 Language/zh_CN"


def test_on_apple_in_a_tab_people_are_asked_to_install_first(visitor: Visitor, site: Site) -> None:
    server, _ = site
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
    page = visitor("phone", user_agent=agent)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/tasks")
    expect(page.get_by_text("添加到主屏幕")).to_be_visible()


def test_wechat_works_online_and_says_where_to_open(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone", user_agent=WECHAT, service_workers="block")
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/tasks")
    expect(page.get_by_text("在浏览器打开，才能离线检查")).to_be_visible()
    expect(page.get_by_role("button", name="准备离线")).to_be_hidden()
    page.goto(f"{server.url}/enterprises/{ids['B']}/visit")
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile("/inspections/[0-9a-f-]{36}$"))
    item = page.get_by_role("article", name="第 1.1 项", exact=True)
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("cdn|local"))
    item.get_by_role("radio", name="符合", exact=True).check()
    expect(item.get_by_text("已送达")).to_be_visible()
    # Safe on the server: another browser has it.
    other = visitor("desk")
    sign_in(other, server, "inspector")
    other.goto(page.url)
    expect(
        other.get_by_role("article", name="第 1.1 项", exact=True).get_by_role(
            "radio", name="符合", exact=True
        )
    ).to_be_checked()
    expect(other.get_by_text("在浏览器打开")).to_have_count(0)
