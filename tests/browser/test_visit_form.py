"""The form of a visit in Chromium: answers saved as given, failures kept and tried again, findings, photos."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import sign_in, until
from tests.browser.server import PROJECT
from tests.browser.watch import Watch

PHOTO = PROJECT / "tests/photos/Landscape_6.jpg"
PLACES = re.compile(r"/inspections/[0-9a-f-]+/places$")
ANSWERS = re.compile(r"/inspections/[0-9a-f-]+/answers/")
# Forgets the phone's table of hazard factors, once it has been fetched.
NO_TABLE = """async () => {
  for (let gone = false; !gone; await new Promise((done) => setTimeout(done, 50))) {
    for (const name of await caches.keys()) gone ||= await (await caches.open(name)).delete("/field/factors", { ignoreVary: true });
  }
}"""
HERE: dict[str, Any] = {
    "permissions": ["geolocation"],
    "geolocation": {"latitude": 30.662, "longitude": 117.491, "accuracy": 15},
}


@pytest.fixture
def visit(visitor: Visitor, site: Site) -> Page:
    """An inspector who has just started a visit at enterprise A."""
    server, ids = site
    page = visitor("phone", **HERE)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['A']}/visit")
    expect(page.get_by_text("距登记位置约 242 米")).to_be_visible()
    page.get_by_label("第二名检查人员").select_option(label="colleague同志（皖R0102）")
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


def test_answers_are_saved_as_they_are_given(visit: Page) -> None:
    answer(visit, "1.1", "符合")
    expect(item(visit, "1.1").get_by_role("status").first).to_have_text("已送达")
    answer(visit, "2.1", "基本符合")
    note = item(visit, "2.1").get_by_label("不足之处（必填）")
    expect(note).to_be_focused()
    note.fill("缺一项制度 𠮷")
    visit.get_by_role("button", name="未答").click()
    expect(item(visit, "3.1").get_by_role("radio", name="符合", exact=True)).to_be_focused()
    answer(visit, "3.1", "不适用")
    sent(visit)
    expect(visit.get_by_text("3/60")).to_be_visible()

    visit.reload()
    expect(item(visit, "1.1").get_by_role("radio", name="符合", exact=True)).to_be_checked()
    expect(item(visit, "2.1").get_by_label("不足之处")).to_have_value("缺一项制度 𠮷")
    expect(item(visit, "3.1").get_by_role("radio", name="不适用")).to_be_checked()
    expect(visit.get_by_text("3/60")).to_be_visible()


def test_what_does_not_arrive_stays_on_the_phone_and_is_tried_again(visit: Page, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|Failed to fetch|status of 5\\d\\d|^500 ")
    entries: list[str] = []
    mood = {"now": "down"}

    def fault(route: Route) -> None:
        entries.append(route.request.headers["x-entry"])
        if mood["now"] == "down":
            route.abort("internetdisconnected")
        elif mood["now"] == "broken":
            route.fulfill(status=500, body="<p>系统出了问题</p>", content_type="text/html")
        elif mood["now"] == "portal":
            route.fulfill(
                status=200, body="<html><body>欢迎使用免费上网</body></html>", content_type="text/html"
            )
        elif mood["now"] == "lost":
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    visit.route(ANSWERS, fault)
    answer(visit, "1.1", "符合")
    card = item(visit, "1.1")
    expect(card.get_by_text("已存手机")).to_be_visible()
    expect(visit.get_by_text("手机已存，1 项待送达（网络不通）")).to_be_visible()
    expect(card.get_by_role("radio", name="符合", exact=True)).to_be_checked()

    for mood["now"], words in {
        "broken": "服务器暂时不能保存",
        "portal": "没有收到服务器的确认",
        "lost": "网络不通",
    }.items():
        visit.evaluate("window.dispatchEvent(new Event('online'))")
        expect(visit.get_by_text(re.compile(f"手机已存，1 项待送达（{words}"))).to_be_visible()
        expect(card.get_by_text("已存手机")).to_be_visible()
        expect(visit.get_by_text("欢迎使用免费上网")).to_have_count(0)
    mood["now"] = "fine"
    visit.evaluate("window.dispatchEvent(new Event('online'))")
    sent(visit)
    expect(card.locator("[data-saved]").first).to_have_text("已送达")
    assert len(set(entries)) == 1
    # It was stored when the answer was lost; the repetition added nothing.
    expect(card.locator("[name=base]")).to_have_value("1")


def test_an_unmet_item_opens_a_finding_with_a_photo(visit: Page, site: Site) -> None:
    visit.get_by_role("link", name=re.compile("^工作场所管理")).click()
    answer(visit, "5.6", "不符合")
    card = item(visit, "5.6")
    fact = card.get_by_label("事实")
    expect(fact).to_have_value(re.compile("＿＿＿岗位"))
    card.get_by_role("button", name="填下一处空（还有 1 处）").click()
    visit.keyboard.type("破碎")
    expect(fact).to_have_value(re.compile("严重职业病危害的破碎岗位"))
    fact.blur()
    expect(card.get_by_role("button", name="填下一处空")).to_be_hidden()
    expect(card.get_by_label("整改期限")).to_have_value(re.compile(r"^20\d\d-\d\d-\d\d$"))
    expect(card.get_by_role("region", name="问题照片").get_by_text("需要至少一张照片")).to_be_visible()
    card.get_by_label("问题照片：相册").set_input_files(PHOTO)
    expect(card.get_by_text("1 张照片已送达")).to_be_visible()

    card.get_by_label("现场已改正").check()
    expect(card.get_by_label("整改期限")).to_be_hidden()
    card.get_by_label("改正情况").fill("当场补设标识牌")
    card.get_by_label("改正情况").blur()
    card.get_by_role("button", name="再加一个问题").click()
    expect(card.get_by_role("region", name="问题", exact=True)).to_have_count(2)
    sent(visit)
    visit.on("dialog", lambda dialog: dialog.accept())
    card.get_by_role("button", name="删除这个问题").last.click()
    expect(card.get_by_role("region", name="问题", exact=True)).to_have_count(1)

    visit.reload()
    visit.get_by_role("link", name=re.compile("^工作场所管理")).click()
    expect(card.get_by_label("事实")).to_have_value(re.compile("破碎岗位"))
    expect(card.get_by_label("改正情况")).to_have_value("当场补设标识牌")
    expect(card.get_by_role("img", name="整改前")).to_be_visible()
    expect(card.get_by_role("region", name="问题", exact=True)).to_have_count(1)


def test_the_rest_of_a_section_at_one_stroke_and_back(visit: Page) -> None:
    visit.get_by_role("link", name=re.compile("^防护设施")).click()
    answer(visit, "6.1", "不适用")
    visit.get_by_role("button", name="本节其余全部符合（防护设施）").click()
    strip = visit.get_by_role("link", name=re.compile("^防护设施"))
    expect(strip).to_contain_text("5/5")
    sent(visit)
    visit.get_by_role("button", name="撤销（4 项）").click()
    expect(strip).to_contain_text("1/5")
    sent(visit)
    visit.reload()
    expect(visit.get_by_role("link", name=re.compile("^防护设施"))).to_contain_text("1/5")


def test_signs_follow_the_hazards_and_a_missing_one_is_a_finding(visit: Page) -> None:
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    sign = visit.get_by_role("article", name="注意防尘", exact=True)
    expect(sign.get_by_role("img", name="注意防尘")).to_be_visible()
    sign.get_by_role("radio", name="未设置").check()
    expect(sign.get_by_label("事实")).to_have_value(re.compile("未设置“注意防尘”警示标识"))
    mask = visit.get_by_role("article", name="防尘口罩", exact=True)
    mask.get_by_role("radio", name="拍不到").check()
    mask.get_by_label("拍不到的原因").fill("工人已下班")
    mask.get_by_label("拍不到的原因").blur()
    sent(visit)

    visit.get_by_label("增加危害因素").press_sequentially("高温")
    visit.get_by_role("button", name="高温", exact=True).click()
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_be_visible()
    expect(visit.get_by_role("link", name=re.compile("^标识用品"))).to_contain_text("2/")
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.get_by_role("button", name="移除高温").click()
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_have_count(0)
    sent(visit)  # the enterprise serves the next test too


def test_new_slots_leave_alone_what_is_being_typed(visit: Page) -> None:
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    mask = visit.get_by_role("article", name="防尘口罩", exact=True)
    mask.get_by_role("radio", name="拍不到").check()
    sent(visit)
    held: list[Route] = []
    visit.route(PLACES, lambda route: held.append(route), times=1)
    visit.evaluate(NO_TABLE)  # then only the server knows which slots follow
    visit.get_by_label("增加危害因素").press_sequentially("高温")
    visit.get_by_role("button", name="高温", exact=True).click()
    until(visit, lambda: bool(held))
    reason = mask.get_by_label("拍不到的原因")
    reason.press_sequentially("工人已")
    held[0].continue_()
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_be_visible()
    expect(reason).to_be_focused()
    reason.press_sequentially("下班")
    reason.blur()
    sent(visit)
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.get_by_role("button", name="移除高温").click()
    sent(visit)
    visit.reload()
    expect(reason).to_have_value("工人已下班")


def test_an_old_drawing_of_the_slots_is_not_taken(visit: Page) -> None:
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    held: list[tuple[Route, APIResponse]] = []
    visit.route(PLACES, lambda route: held.append((route, route.fetch())), times=1)
    visit.get_by_label("增加危害因素").press_sequentially("高温")
    visit.get_by_role("button", name="高温", exact=True).click()
    until(visit, lambda: bool(held))
    with visit.expect_response(PLACES):
        visit.get_by_role("button", name="移除高温").click()
    route, response = held[0]
    assert "注意高温" in response.text()
    with visit.expect_response(PLACES):
        route.fulfill(response=response)
    visit.wait_for_timeout(300)
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_have_count(0)
    sent(visit)


def test_two_inspectors_see_that_they_differ_and_settle_it(visit: Page, visitor: Visitor, site: Site) -> None:
    server, _ = site
    colleague = visitor("phone")
    sign_in(colleague, server, "colleague")
    colleague.goto(visit.url)
    answer(visit, "1.1", "符合")
    sent(visit)
    answer(colleague, "1.1", "不适用")
    card = item(colleague, "1.1")
    expect(card.get_by_text("两人答案不同，请商定一个")).to_be_visible()
    card.get_by_role("button", name="采用inspector同志的“符合”").click()
    expect(card.get_by_text("两人答案不同，请商定一个")).to_have_count(0)
    sent(colleague)
    visit.reload()
    expect(item(visit, "1.1").get_by_role("radio", name="符合", exact=True)).to_be_checked()
    expect(visit.get_by_text("两人答案不同，请商定一个")).to_have_count(0)


def test_findings_outside_of_the_checklist_and_the_header(visit: Page) -> None:
    visit.get_by_role("link", name=re.compile("^其他问题")).click()
    visit.get_by_role("button", name="加一个检查表外的问题").click()
    visit.get_by_label("事实").last.fill("车间通道被杂物占用。")
    visit.get_by_label("整改要求").last.fill("清理通道。")
    visit.get_by_label("整改要求").last.blur()
    visit.get_by_role("link", name="检查信息").click()
    visit.get_by_label("企业陪同人员").fill("李四")
    visit.get_by_label("已告知回避权").check()
    sent(visit)
    visit.reload()
    expect(visit.get_by_role("link", name=re.compile("^其他问题"))).to_contain_text("1")
    visit.get_by_role("link", name="检查信息").click()
    expect(visit.get_by_label("企业陪同人员")).to_have_value("李四")
    expect(visit.get_by_label("已告知回避权")).to_be_checked()
    expect(visit.get_by_label("已出示证件")).to_be_checked()


def test_without_a_position_the_visit_starts_all_the_same(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("desk")
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['B']}/visit")
    expect(page.get_by_text("没有取得定位，不影响检查")).to_be_visible()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile("/inspections/[0-9a-f-]{36}$"))
    expect(page.get_by_role("heading", name="责任体系")).to_be_visible()
