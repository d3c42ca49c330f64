"""同步中心: whatever the server refuses has its own way to be mended; nothing ends there, and nothing is deleted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, waiting
from tests.browser.people import sign_in, until
from tests.browser.phone_room import Phone, without_signal
from tests.browser.server import PROJECT
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

PHOTO = (PROJECT / "tests/photos/Portrait_3.jpg").read_bytes()
MET = [["result", "met"], ["base", "0"]]
FACT = [["item", "5.1"], ["fact", "未设置警示标识。"], ["requirement", "设置。"], ["handling", "order"]]


@pytest.fixture
def phone(visitor: Visitor, site: Site, watch: Watch) -> Phone:
    watch.expect(NOISE)
    return without_signal(visitor, *site)


def back_online(phone: Phone) -> None:
    """What waits goes by itself. 立即同步 besides would try what was refused once more, while a test already mends it."""
    phone.offline(False)


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def test_each_refused_opening_is_mended_by_another_choice(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    cases = {
        "停用的人": ({"second": ids["owner"]}, "协办人员", "改好，继续上传"),
        "撤回的表": ({"version": 99_999}, "检查表", "改好，继续上传"),
        "不能的类型": ({"kind": "patrol"}, "检查类型", "改好，继续上传"),
        "坏的定位": ({"latitude": 30.6}, "", "去掉定位，继续上传"),
    }
    for name, (wrong, _, _) in cases.items():
        visit = phone.opens(name, enterprise=ids["A"], **wrong)
        phone.put(visit, "/answers/5.1", MET)
    back_online(phone)
    for name, (_, label, button) in cases.items():
        one = card(page, name)
        expect(one.get_by_text("开始检查没有被接收")).to_be_visible()
        expect(one.get_by_label("查找用人单位")).to_have_count(0)
        expect(one.get_by_role("button", name="导出这次检查")).to_be_visible()
        if label:
            expect(one.get_by_label(label)).to_be_visible()
        one.get_by_role("button", name=button).click()
        expect(one.get_by_text("已送达，未提交")).to_be_visible()
    assert phone.waits() == 0


def test_a_choice_outlives_the_answer_to_what_was_on_its_way(phone: Phone, site: Site) -> None:
    """The opening is tried again, and before it is refused again somebody chooses otherwise."""
    page, (_, ids) = phone.page, site
    phone.opens("停用的人", enterprise=ids["A"], second=ids["owner"])
    phone.offline(False)
    one = card(page, "停用的人")
    expect(one.get_by_text("开始检查没有被接收")).to_be_visible()
    held: list[Route] = []
    page.route(re.compile(r"/inspections/[^/]+$"), lambda route: held.append(route), times=1)
    page.evaluate("(user) => phone.retry(user)", phone.user)
    until(page, lambda: bool(held))
    page.evaluate("async (user) => phone.amend((await phone.list(user))[0].id, { second: null })", phone.user)
    held[0].continue_()
    expect(one.get_by_text("已送达，未提交")).to_be_visible()
    assert phone.waits() == 0


def test_no_card_is_drawn_anew_under_a_finger(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    visit = phone.opens("按住的", enterprise=ids["A"])
    one = card(page, "按住的")
    one.get_by_text("看看是哪些").hover()
    page.mouse.down()
    phone.put(visit, "/answers/5.1", MET)
    page.wait_for_timeout(600)  # longer than cards rest between two drawings
    page.mouse.up()
    expect(one.get_by_text("还有 2 条没有送达")).to_be_visible()
    expect(one.locator("details")).to_have_attribute("open", "")


def test_what_was_said_later_makes_up_for_what_is_refused(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    visit = phone.opens("改过的问题", enterprise=ids["A"])
    finding = page.evaluate("phone.ids.uuid7()")
    phone.put(visit, f"/findings/{finding}", [*FACT, ["violation", "V99"]])
    phone.put(visit, f"/findings/{finding}", FACT)
    back_online(phone)
    expect(card(page, "改过的问题").get_by_text("已送达，未提交")).to_be_visible()
    assert [row["state"] for row in waiting(page, "sent")].count("replaced") == 1
    assert phone.waits() == 0


def test_so_it_does_when_both_travel_in_one_request(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    visit = phone.opens("改过的答案", enterprise=ids["A"])
    phone.put(visit, "/answers/5.1", [["result", "perhaps"], ["base", "0"]])
    phone.put(visit, "/answers/5.1", MET)
    back_online(phone)
    expect(card(page, "改过的答案").get_by_text("已送达，未提交")).to_be_visible()
    assert [row["state"] for row in waiting(page, "sent")].count("replaced") == 1


def test_a_network_that_has_just_come_may_fail_once_more(phone: Phone, site: Site) -> None:
    """After many failures the next try is minutes away; not so when the network comes back."""
    page, (_, ids) = phone.page, site
    page.evaluate(
        "() => { SyncManager.prototype.register = async () => {}; }"
    )  # as in Safari, which has none
    phone.opens("刚有信号", enterprise=ids["A"])
    for _ in range(6):
        page.evaluate("phone.flush()")
    page.context.route(re.compile("/field/ping"), lambda route: route.abort(), times=2)
    phone.offline(False)
    expect(card(page, "刚有信号").get_by_text("已送达，未提交")).to_be_visible()


def test_a_change_that_is_refused_is_not_made_up_for_by_the_next(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    visit = phone.opens("危害因素改过", enterprise=ids["A"])
    phone.put(visit, "/hazards", [["add", "NO-SUCH"]])
    phone.put(visit, "/hazards", [["remove", "NO-SUCH"]])
    back_online(phone)
    one = card(page, "危害因素改过")
    expect(one.get_by_text("危害因素没有被接收")).to_be_visible()
    one.get_by_role("button", name="不再上传这一条").click()
    expect(one.get_by_text("还有 1 条没有送达").or_(one.get_by_text("已送达，未提交"))).to_be_visible()


def test_an_id_that_is_in_use_goes_on_with_what_the_server_has(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    phone.offline(False)
    visit = phone.opens("先开的", enterprise=ids["A"])
    expect(card(page, "先开的").get_by_text("已送达，未提交")).to_be_visible()
    phone.offline()
    phone.put(
        visit, "", {"kind": "routine", "started_at": "2026-03-05T09:30:00+08:00", "enterprise": ids["B"]}
    )
    phone.put(visit, "/answers/5.1", MET)
    back_online(phone)
    one = card(page, "先开的")
    expect(one.get_by_text("已登记在另一家单位")).to_be_visible()
    with page.expect_download() as started:
        one.get_by_role("button", name="导出这次检查").click()
    assert started.value.suggested_filename.endswith(".zip")
    one.get_by_role("button", name="以服务器上的为准，继续上传").click()
    expect(one.get_by_text("已送达，未提交")).to_be_visible()
    assert {row["url"].rsplit("/", 1)[-1] for row in waiting(page, "sent")} >= {"5.1"}


def test_what_a_frozen_visit_refuses_is_left_at_one_stroke(phone: Phone, site: Site) -> None:
    page, (server, ids) = phone.page, site
    phone.offline(False)
    visit = phone.opens("放弃的检查", enterprise=ids["A"])
    expect(card(page, "放弃的检查").get_by_text("已送达，未提交")).to_be_visible()
    assert page.request.post(f"{server.url}/inspections/{visit}/discard", form={"reason": "重复"}).ok
    phone.offline()
    for code in ("5.1", "5.2"):
        phone.put(visit, f"/answers/{code}", MET)
    back_online(phone)
    one = card(page, "放弃的检查")
    expect(one.get_by_text("检查草稿已放弃")).to_be_visible()
    one.get_by_role("button", name="余下 2 条都不再上传").click()
    expect(page.get_by_text("没有未上传的内容")).to_be_visible()
    assert [row["state"] for row in waiting(page, "sent")].count("withdrawn") == 2


def test_removing_what_never_arrived_counts_as_arrived(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    visit = phone.opens("没到的照片", enterprise=ids["A"])
    photo, finding = (page.evaluate("phone.ids.uuid7()") for _ in range(2))
    phone.put(visit, f"/photos/{photo}", method="DELETE")
    # A finding that is refused makes way for its removal.
    phone.put(visit, f"/findings/{finding}", [*FACT, ["violation", "V99"]])
    back_online(phone)
    one = card(page, "没到的照片")
    expect(one.get_by_text("问题没有被接收")).to_be_visible()
    expect(one.get_by_role("link", name="去修改")).to_have_attribute(
        "href", re.compile(f"#finding-{finding}$")
    )
    phone.put(visit, f"/findings/{finding}", method="DELETE")
    expect(one.get_by_text("已送达，未提交")).to_be_visible()
    assert phone.waits() == 0


def test_answers_that_the_server_lost_go_once_more(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    visit = phone.opens("少了答案", enterprise=ids["A"])
    phone.put(visit, "/answers/5.1", MET)
    phone.put(visit, "/submission", {"answers": 2, "photos": []}, "POST", last=True)
    back_online(phone)
    one = card(page, "少了答案")
    expect(one.get_by_text("手机上有 2 项答案，送达 1 项")).to_be_visible()
    before = page.evaluate("async (user) => (await phone.list(user)).length", phone.user)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url.rsplit('/', 1)[-1]}"))
    one.get_by_role("button", name="把答案再传一遍").click()
    until(page, lambda: "POST submission" in sent)  # the words below stand there already
    assert (before, [one for one in sent if "GET" not in one]) == (1, ["PUT 5.1", "POST submission"])
    expect(one.get_by_text("手机上有 2 项答案，送达 1 项")).to_be_visible()
    assert phone.waits() == 1


def test_what_keeps_everything_is_said_and_hides_nothing(
    phone: Phone, site: Site, visitor: Visitor, watch: Watch
) -> None:
    page, (server, ids) = phone.page, site
    phone.opens("等着的", enterprise=ids["A"], second=ids["owner"])
    back_online(phone)
    one = card(page, "等着的")
    expect(one.get_by_label("协办人员")).to_be_visible()
    # A portal that answers 403 to everything; what was refused keeps its words and its way out.
    watch.expect("403")
    portal = re.compile("/field/ping")
    page.context.route(
        portal, lambda route: route.fulfill(status=403, body="<html>欢迎上网", content_type="text/html")
    )
    page.get_by_role("button", name="立即同步").click()
    expect(page.get_by_text("这个网络没有连到服务器")).to_be_visible()
    expect(page.get_by_text("需要先修改初始密码")).to_have_count(0)
    expect(one.get_by_label("协办人员")).to_be_visible()
    page.context.unroute(portal)
    # A colleague takes the phone: each page says whose it is, and none speaks for the other.
    page.context.clear_cookies()
    tab = page.context.new_page()
    sign_in(tab, server, "colleague")
    tab.goto(f"{server.url}/field/sync")
    page.get_by_role("button", name="立即同步").click()
    expect(page.get_by_text("现在登录的是colleague同志，上传暂停")).to_be_visible()
    expect(page.get_by_text("这个网络没有连到服务器")).to_have_count(0)
    expect(one.get_by_label("协办人员")).to_be_visible()
    expect(tab.get_by_text("没有未上传的内容")).to_be_visible()
    expect(tab.get_by_text("上传暂停")).to_have_count(0)


def test_a_visit_that_the_server_does_not_have_is_not_said_to_be_handed_over(
    phone: Phone, site: Site
) -> None:
    visit = phone.page.evaluate("phone.ids.uuid7()")
    phone.put(visit, "/answers/5.1", MET, visit={"name": "没有的检查"})
    back_online(phone)
    one = card(phone.page, "没有的检查")
    expect(one.get_by_text("检查不能转给别人继续，请联系监管科室")).to_be_visible()
