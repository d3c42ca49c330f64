"""On the phone: the day list, the short code, the checklist, the review, the receipt, the handover."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.story.people import HERE, NAME, PHOTOS, Cast, menu, pick

UNANSWERED_BLANK = "＿＿＿"


def item(page: Page, code: str) -> Locator:
    return page.get_by_role("article", name=f"第 {code} 项", exact=True)


def sent(page: Page) -> None:
    """Nothing waits and nothing failed."""
    expect(page.locator("[data-save-state=saving], [data-save-state=failed]")).to_have_count(0)


def shoot(place: Locator, label: str, photo: Path) -> None:
    """A picture from the album; returns when the server has it."""
    strip = place.get_by_role("region", name=label, exact=True)
    before = strip.get_by_role("figure").count()
    strip.get_by_label(f"{label}：相册").set_input_files(photo)
    expect(strip.get_by_text(f"{before + 1} 张照片已送达")).to_be_visible()


def fill_blanks(fact: Locator, words: str) -> None:
    fact.fill(fact.input_value().replace(UNANSWERED_BLANK, words))
    fact.blur()


def arrives(cast: Cast, short: str) -> Page:
    """The inspector finds the day list, opens the enterprise by the code on the label, starts."""
    page = cast.arrives("inspector1", **HERE)
    expect(page.get_by_role("heading", name=re.compile("^今天 · 日常")).first).to_be_visible()
    expect(page.get_by_role("article", name=NAME)).to_be_visible()
    menu(page, "扫码")
    page.get_by_label("短码").fill(short)
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text("矽尘").first).to_be_visible()
    return page


def starts(cast: Cast, page: Page, kind: str) -> None:
    page.get_by_role("link", name="开始检查").click()
    page.get_by_role("radio", name=kind).check()
    pick(page.get_by_label("协办人员"), cast.of("inspector2"))
    page.get_by_label("已出示证件").check()
    page.get_by_label("已告知回避权").check()
    expect(page.get_by_text("已定位")).to_be_visible()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile("/inspections/[0-9a-f-]{36}$"))
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("cdn|local"))


def turn(page: Page, section: str) -> None:
    page.get_by_role("navigation", name="检查表各节").get_by_role(
        "link", name=re.compile(f"^{section}")
    ).click()


def answers(page: Page) -> None:
    """Three findings, one of them corrected on the spot, a remark, and everything else met."""
    item(page, "2.1").get_by_role("radio", name="基本符合").check()
    note = item(page, "2.1").get_by_label("不足之处（必填）")
    note.fill("制度齐全，版本偏旧 𠮷")
    note.blur()
    turn(page, "工作场所管理")
    for code, blank in (("5.1", "破碎"), ("5.5", ""), ("5.6", "破碎")):
        item(page, code).get_by_role("radio", name="不符合", exact=True).check()
        fill_blanks(item(page, code).get_by_label("事实"), blank)
    for photo, code in zip(PHOTOS, ("5.1", "5.5", "5.6"), strict=False):
        shoot(item(page, code), "问题照片", photo)
    notice = item(page, "5.5")
    notice.get_by_label("现场已改正").check()
    notice.get_by_label("改正情况").fill("当场张贴检测结果")
    notice.get_by_label("改正情况").blur()
    shoot(notice, "整改后照片", PHOTOS[3])
    fills = page.get_by_role("button", name=re.compile("^本节其余全部符合"))
    for link in page.get_by_role("navigation", name="检查表各节").get_by_role("link").all()[:-3]:
        link.click()
        for button in fills.locator("visible=true").all():
            button.click()
    sent(page)
    expect(page.get_by_text("60/60")).to_be_visible()


def places(page: Page) -> None:
    """The hazards are corrected; a sign is missing, one is there, the rest cannot be photographed."""
    turn(page, "标识用品")
    page.get_by_label("增加危害因素").fill("高温")
    page.get_by_role("button", name="高温", exact=True).click()
    region = page.get_by_role("region", name="标识与防护用品", exact=True)
    expect(region.get_by_role("article", name="注意高温", exact=True)).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除高温").click()
    expect(region.get_by_role("article", name="注意高温", exact=True)).to_have_count(0)
    slots = [card for card in region.get_by_role("article").all() if card.get_attribute("data-slot")]
    for card in slots[2:]:
        card.get_by_role("radio", name="拍不到").check()
        card.get_by_label("拍不到的原因").fill("停产检修")
        card.get_by_label("拍不到的原因").blur()
    slots[0].get_by_role("radio", name="有", exact=True).check()
    shoot(slots[0], f"{slots[0].get_attribute('aria-label')}照片", PHOTOS[4])
    slots[1].get_by_role("radio", name="未设置").check()
    fact = slots[1].get_by_label("事实")
    if UNANSWERED_BLANK in fact.input_value():
        fill_blanks(fact, "破碎")
    sent(page)


def submits(page: Page) -> str:
    """The review says what is missing and leads there; then the receipt. Returns the serial number."""
    page.get_by_role("link", name="去提交").click()
    expect(page.get_by_role("heading", name="检查复核")).to_be_visible()
    todo = page.get_by_role("region", name=re.compile("^还没有完成的"))
    if todo.get_by_role("link", name=re.compile("陪同")).count():
        todo.get_by_role("link", name=re.compile("陪同")).click()
        page.get_by_label("企业陪同人员").fill("李四")
        page.get_by_label("企业陪同人员").blur()
        sent(page)
        page.get_by_role("link", name="去提交").click()
        expect(todo.get_by_role("link", name=re.compile("陪同"))).to_have_count(0)
    page.get_by_label("企业陪同人员").fill("李四")
    page.get_by_label("检查结论").fill("存在四项问题，责令限期改正。")
    page.get_by_role("button", name="提交检查").click()
    page.wait_for_url(re.compile("/receipt$"))
    expect(page.get_by_text("已提交").first).to_be_visible()
    return page.locator(".serial").first.inner_text()


def hands_over(page: Page, serial: str) -> str:
    """The receipt can be checked by anybody; the enterprise gets a code. Returns the address to activate at."""
    receipt = page.url
    page.get_by_role("link", name="查验这张回执").click()
    expect(page.get_by_text("校验通过")).to_be_visible()
    expect(page.get_by_text(serial)).to_be_visible()
    page.goto(receipt)
    page.get_by_role("link", name="交给企业").click()
    page.get_by_role("button", name="生成激活码").click()
    expect(page.get_by_role("img", name="激活码的二维码")).to_be_visible()
    found = re.search(r"http\S+/activate\?code=\S+", page.get_by_label("转发的文字").input_value())
    assert found
    return found[0]


def rechecks(cast: Cast, page: Page, path: str, results: dict[str, str]) -> None:
    """A visit that looks at what is still open; results by words of the finding: 已改正, 部分改正, 未改正."""
    cast.goto(page, path)
    starts(cast, page, "复查")
    for words, result in results.items():
        card = (
            page.get_by_role("region", name="复查", exact=True).get_by_role("article").filter(has_text=words)
        )
        card.get_by_role("radio", name=result, exact=True).check()
        if result == "已改正":
            shoot(card, "复查照片", PHOTOS[2])
        else:
            card.get_by_label("复查情况").fill("除尘罩尚未装好")
            card.get_by_label("复查情况").blur()
    sent(page)
    submits(page)
