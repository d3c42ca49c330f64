"""Ticking enterprises on the desk and on the phone, over searches, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.people import sign_in
from tests.browser.server import Server


@pytest.fixture(scope="module")
def served(site: Site) -> Server:
    server, server.ids = site
    return server


def search(page: Page, words: str, name: str) -> None:
    page.get_by_label("搜索用人单位").fill(words)
    page.get_by_label("搜索用人单位").press("Enter")
    expect(page.locator("[data-tick]")).to_have_count(1)
    expect(page.get_by_role("checkbox", name=f"选中 {name}")).to_be_visible()


@pytest.mark.parametrize("kind", ["desk", "phone"])
def test_ticks_of_two_searches_go_together_to_a_day_list(visitor, kind: str, served: Server) -> None:
    page: Page = visitor(kind)
    sign_in(page, served, "inspector")
    page.goto(f"{served.url}/enterprises")
    bar = page.get_by_role("form", name="批量办理")
    expect(bar).to_be_hidden()
    search(page, "贵池化工", "贵池化工有限公司")
    page.get_by_role("checkbox", name="选中 贵池化工有限公司").check()
    expect(bar).to_contain_text("已选 1 家")
    search(page, "gcsl", "贵池石料有限公司")
    expect(bar).to_contain_text("已选 1 家")
    page.get_by_role("checkbox", name="选中 贵池石料有限公司").check()
    expect(bar).to_contain_text("已选 2 家")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bar.get_by_role("button", name="排入任务").click()
    page.wait_for_url("**/day-lists/new?**")
    expect(page.get_by_text("1. 贵池化工有限公司")).to_be_visible()
    expect(page.get_by_text("2. 贵池石料有限公司")).to_be_visible()
    page.goto(f"{served.url}/enterprises")
    expect(page.get_by_role("form", name="批量办理")).to_be_hidden()


def test_the_whole_filter_and_clearing(desk: Page, served: Server) -> None:
    sign_in(desk, served, "supervisor")
    desk.goto(f"{served.url}/enterprises?q=贵池")
    desk.get_by_label("选中本页全部").check()
    bar = desk.get_by_role("form", name="批量办理")
    expect(bar).to_contain_text("已选 2 家")
    bar.get_by_role("button", name="清除").click()
    expect(bar).to_be_hidden()
    expect(desk.get_by_role("checkbox", name="选中 贵池石料有限公司")).not_to_be_checked()
    desk.get_by_label("选中全部 2 家").check()
    expect(bar).to_contain_text("已选 2 家")
    bar.get_by_role("button", name="打印标签").click()
    desk.wait_for_url("**/labels?**")
    expect(desk.get_by_text("已指定 2 家单位")).to_be_visible()


def test_ticks_work_without_scripts(visitor, served: Server) -> None:
    page: Page = visitor("desk", java_script_enabled=False)
    sign_in(page, served, "inspector")
    page.goto(f"{served.url}/enterprises")
    bar = page.get_by_role("form", name="批量办理")
    expect(bar).to_be_hidden()
    page.get_by_role("checkbox", name="选中 贵池石料有限公司").check()
    bar.get_by_role("button", name="排入任务").click()
    expect(page.get_by_text("1. 贵池石料有限公司")).to_be_visible()
