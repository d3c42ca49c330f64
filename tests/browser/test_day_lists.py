"""Planning a day on the desk, and finding it on the phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.people import sign_in
from tests.browser.server import Server


@pytest.fixture(scope="module")
def served(site: Site) -> Server:
    server, server.ids = site
    return server


def plan(desk: Page, served: Server, title: str) -> None:
    sign_in(desk, served, "supervisor")
    desk.goto(f"{served.url}/day-lists/new")
    desk.get_by_label("主办人员").select_option(label="inspector同志（皖R0101）")
    desk.get_by_label("协办人员").select_option(label="colleague同志（皖R0102）")
    desk.get_by_label("备注").fill(title)
    for word, name in (("gcsl", "贵池石料有限公司"), ("贵池化工", "贵池化工有限公司")):
        desk.get_by_label("查找用人单位").fill(word)
        desk.get_by_role("button", name="查找", exact=True).click()
        desk.get_by_role("button", name=f"加入 {name}").click()
        expect(desk.get_by_role("button", name=f"移除 {name}")).to_be_visible()
    desk.get_by_role("button", name="上移 贵池化工有限公司").click()
    expect(desk.get_by_text("1. 贵池化工有限公司")).to_be_visible()
    expect(desk.get_by_label("备注")).to_have_value(title)
    desk.get_by_role("button", name="保存任务").click()
    desk.wait_for_url(f"{served.url}/day-lists")
    expect(desk.get_by_text("任务已保存。")).to_be_visible()
    expect(desk.get_by_text(title)).to_be_visible()


def test_a_planned_day_arrives_on_the_phone(desk: Page, phone: Page, served: Server) -> None:
    plan(desk, served, "带脚本")
    sign_in(phone, served, "colleague")
    phone.goto(f"{served.url}/tasks")
    entry = phone.get_by_role("article", name="贵池化工有限公司")
    expect(entry.get_by_text("未检")).to_be_visible()
    expect(entry.get_by_role("link", name="开始检查")).to_be_visible()
    expect(entry.get_by_role("link", name="无法检查")).to_be_visible()
    assert phone.get_by_role("article").first.get_attribute("aria-label") == "贵池化工有限公司"
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_planning_works_without_script(visitor, served: Server) -> None:
    plan(visitor("desk", java_script_enabled=False), served, "不带脚本")


def test_a_refusal_keeps_what_was_typed(desk: Page, served: Server) -> None:
    sign_in(desk, served, "supervisor")
    desk.goto(f"{served.url}/day-lists/new?enterprise={served.ids['A']}")
    desk.get_by_label("备注").fill("只有一个人")
    desk.get_by_role("button", name="保存任务").click()
    expect(desk.get_by_role("alert")).to_contain_text("协办人员")
    expect(desk.get_by_label("备注")).to_have_value("只有一个人")
    expect(desk.get_by_text("1. 贵池石料有限公司")).to_be_visible()
