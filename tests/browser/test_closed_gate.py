"""The closed gate on a phone: photos made small, position added, receipt, handover to show and forward."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import sign_in
from tests.browser.server import PROJECT
from tests.browser.visit_room import HERE

PHOTOS = PROJECT / "tests/photos"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def test_a_minute_at_the_closed_gate(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone", **{**HERE, "permissions": [*HERE["permissions"], *CLIPBOARD]})
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['A']}/no-access")
    expect(page.get_by_text("已定位，精度 15 米")).to_be_visible()
    page.get_by_role("radio", name="无人").check()
    page.get_by_label("拍照").set_input_files(PHOTOS / "Portrait_3.jpg")
    page.get_by_label("相册").set_input_files([PHOTOS / "Landscape_6.jpg", PHOTOS / "Landscape_0.jpg"])
    expect(page.get_by_text("已选 3 张照片")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/receipt$"))
    expect(page.get_by_text("无法检查（无人）")).to_be_visible()
    page.get_by_role("link", name="交给企业").click()
    expect(page.get_by_text("未能进行检查")).to_be_visible()
    page.get_by_role("button", name="生成激活码").click()
    expect(page.get_by_role("img", name="激活码的二维码")).to_be_visible()
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "/activate?code=" in text
    assert "/receipts/HZ" in text
    page.goto(re.search(r"http\S+/receipts/\S+", text)[0])  # type: ignore[index]
    expect(page.get_by_text("校验通过")).to_be_visible()


def test_without_javascript_it_works_too(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone", java_script_enabled=False)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['B']}/no-access")
    page.get_by_role("radio", name="停业").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请至少拍一张现场照片")).to_be_visible()
    page.get_by_label("相册").set_input_files(PHOTOS / "Landscape_0.jpg")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/receipt$"))
    expect(page.get_by_text("无法检查（停业）")).to_be_visible()
