"""Signing in again on the page that a form led to, without leaving it and without losing a word."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import sign_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_what_was_typed_is_saved_after_signing_in_on_the_spot(site, visitor, watch, size):
    server, _ = site
    page = visitor(size)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/new")
    page.get_by_label("单位名称").fill(f"会话过期有限公司{size}")
    page.get_by_label("没有代码的原因").fill("正在办理")
    page.get_by_label("所在地", exact=True).fill("341702001")
    page.context.clear_cookies()
    watch.expect("40[01]|42[29]")
    page.get_by_role("button", name="建档").click()
    expect(page.get_by_role("heading", name="登录已过期")).to_be_visible()
    expect(page.get_by_label("账号或手机号")).to_be_focused()
    page.get_by_label("账号或手机号").fill("inspector")
    page.get_by_label("密码").fill("falsch-falsch")
    page.get_by_role("button", name="登录并继续提交").click()
    expect(page.get_by_role("alert")).to_contain_text("密码")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录并继续提交").click()
    expect(page.get_by_text("已建档，二维码已生成。")).to_be_visible()
    expect(page.get_by_role("heading", name=f"会话过期有限公司{size}")).to_be_visible()
