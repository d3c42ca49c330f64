"""After the visit: the enterprise corrects and reports, the inspector answers."""

import re

from playwright.sync_api import Page, expect

from tests.browser.story.office import in_spring
from tests.browser.story.people import MOBILE, PASSWORD, PHOTOS, Cast, menu, said
from tests.browser.story.visit import shoot


def activates(cast: Cast, address: str) -> Page:
    """Somebody of the enterprise, with a browser of their own; the code works once."""
    page = cast.visitor("phone")
    page.goto(address)
    page.get_by_label("姓名").fill("李四")
    page.get_by_label("手机号").fill(MOBILE)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一遍密码").fill(PASSWORD)
    page.get_by_role("button", name="激活").click()
    menu(page, "问题")
    expect(page.get_by_role("heading", name="问题整改")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="整改期限")).to_have_count(3)
    return page


def opens(page: Page, words: str) -> None:
    menu(page, "问题")
    page.get_by_role("listitem").filter(has_text=words).get_by_role(
        "link", name=re.compile("^查看问题")
    ).click()


def reports_progress(page: Page, words: str) -> None:
    opens(page, words)
    page.get_by_role("link", name="报告进展").click()
    page.get_by_label("完成百分比").fill("40")
    page.get_by_label("进展情况").fill("除尘罩已订购，月底到货。")
    page.get_by_role("button", name="提交进展").click()
    expect(page.get_by_text("除尘罩已订购，月底到货。")).to_be_visible()


def asks_for_time(page: Page, words: str) -> None:
    opens(page, words)
    page.get_by_role("link", name="申请延期").click()
    page.get_by_label("希望延期到").fill(in_spring())
    page.get_by_label("延期理由").fill("设备三个月后才到。")
    page.get_by_role("button", name="提交申请").click()
    said(page, "延期申请已提交")


def reports_done(page: Page, words: str, text: str) -> None:
    opens(page, words)
    page.get_by_role("link", name="报告整改").click()
    page.get_by_label("整改情况").fill(text)
    shoot(page.get_by_role("main"), "整改后照片", PHOTOS[4])
    page.get_by_role("button", name="提交整改报告").click()
    said(page, "等监管机构复核")


def red_dot(page: Page) -> int:
    """The number at 问题 in the bar of the inspector."""
    page.reload()
    link = page.locator("nav.bar").get_by_role("link", name=re.compile("^问题"))
    found = re.search(r"\d+", link.inner_text())
    return int(found[0]) if found else 0


def looks_at(cast: Cast, page: Page, enterprise: str, words: str) -> None:
    cast.goto(page, f"/findings?filter=all&enterprise={enterprise.rsplit('/', 1)[1]}")
    page.get_by_role("link", name=re.compile(words)).click()
    expect(page.get_by_role("heading", name=re.compile("^问题 "))).to_be_visible()
    names = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(set(names)) == len(names), "several decisions on one page, each with labels of its own"


def may_not_answer(page: Page, other: str, button: str) -> None:
    """The page says why, and who may, where the button would be."""
    expect(page.get_by_text("账号由您发激活码开通")).to_be_visible()
    expect(page.get_by_text(other)).not_to_have_count(0)
    expect(page.get_by_role("button", name=button, exact=True)).to_have_count(0)


def grants(page: Page) -> None:
    page.get_by_role("button", name="同意延期", exact=True).click()
    said(page, "已同意延期")


def returns(page: Page) -> None:
    page.get_by_text("没有改好，退回去").click()
    page.get_by_label("退回理由").fill("照片看不出说明内容，请补拍近景。")
    page.get_by_role("button", name="退回", exact=True).click()
    said(page, "退回")
    expect(page.get_by_text("第 2 轮整改").first).to_be_visible()


def closes(page: Page) -> None:
    expect(page.locator(".pair img")).to_have_count(2)
    page.get_by_label("复核意见").fill("同意销号。")
    page.get_by_role("button", name="销号", exact=True).click()
    said(page, "已销号")
