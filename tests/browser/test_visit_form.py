"""The form of a visit in Chromium: answers saved as given, failures kept and tried again, findings, photos."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import CDN, Site, Visitor
from tests.browser.people import sign_in, until
from tests.browser.server import PROJECT
from tests.browser.visit_room import answer, item, sent, started_visit  # noqa: F401 - a fixture
from tests.browser.watch import Watch

PHOTO = PROJECT / "tests/photos/Landscape_6.jpg"
ANSWERS = re.compile(r"/inspections/[0-9a-f-]+/answers/")


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


@pytest.mark.only_on("sqlite")
def test_what_is_pressed_before_htmx_has_come_is_saved_when_it_comes(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    """From a slow CDN it comes a second and a half after the form, which is filled in meanwhile."""
    watch.expect("ERR_FAILED")
    server, ids = site
    page = visitor("phone", service_workers="block")
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['A']}/visit")
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile("/inspections/[0-9a-f-]{36}$"))
    held: list[Route] = []
    page.route(CDN, lambda route: route.abort())
    page.route("**/vendor/htmx/*", lambda route: held.append(route), times=1)
    page.reload(wait_until="commit")
    page.get_by_role("link", name=re.compile("^工作场所管理")).click()
    answer(page, "5.6", "不符合")
    expect(item(page, "5.6").get_by_label("事实")).not_to_have_value("")
    page.get_by_role("link", name=re.compile("^防护设施")).click()
    page.get_by_role("button", name="本节其余全部符合（防护设施）").click()
    until(page, lambda: bool(held))
    assert page.locator("html").get_attribute("data-htmx") is None
    held[0].continue_()
    for code in ("6.1", "6.5"):
        expect(item(page, code).locator("[data-saved]").first).to_have_text("已送达")
    page.get_by_role("link", name=re.compile("^工作场所管理")).click()
    expect(item(page, "5.6").locator("[data-finding-form]")).to_have_attribute("data-save-state", "sent")
    page.reload()
    expect(page.get_by_role("link", name=re.compile("^防护设施"))).to_contain_text("5/5")
    page.get_by_role("link", name=re.compile("^工作场所管理")).click()
    expect(item(page, "5.6").get_by_label("事实")).to_have_count(1)


def test_the_next_section_is_a_tap_away_at_the_end_of_each(visit: Page) -> None:
    strip = visit.get_by_role("navigation", name="检查表各节").get_by_role("link")
    sections = visit.locator("[data-section]:has([data-next-section])").count()
    assert sections > 5
    for at in range(sections):
        expect(strip.nth(at)).to_have_attribute("aria-current", "page")
        section = visit.locator("[data-section]:visible").filter(has=visit.locator("[data-next-section]"))
        name = strip.nth(at).locator("span").first.inner_text()
        section.and_(visit.get_by_role("region", name=name, exact=True)).locator(
            "[data-next-section]"
        ).click()
    expect(strip.nth(sections)).to_have_attribute("aria-current", "page")
    expect(visit.locator("#places")).to_be_visible()
