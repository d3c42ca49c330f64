"""同步中心, 准备离线, 导出未上传 and WeChat's browser, on a phone with the real worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import waiting
from tests.browser.people import served, sign_in
from tests.browser.phone_room import AGE, MODULES, ONE_VISIT, Phone
from tests.browser.server import PROJECT
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

PHOTO = (PROJECT / "tests/photos/Portrait_3.jpg").read_bytes()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("sync_center"), MASHANG_CDN="off") as site:
        yield site


@pytest.fixture
def phone(visitor: Visitor, site: Site, watch: Watch) -> Phone:
    """An inspector in 同步中心, who is about to lose the signal."""
    watch.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    server, ids = site
    page = visitor("phone")
    sign_in(page, server, "inspector")
    return Phone(page, server, ids["inspector"])


def card(page: Page, name: str):
    return page.get_by_role("article", name=name, exact=True)


def back_online(phone: Phone) -> None:
    """What waits goes by itself. 立即同步 besides would try what was refused once more, while a test already mends it."""
    phone.offline(False)


def test_what_waits_is_shown_and_an_unknown_code_is_mended(phone: Phone, site) -> None:
    page = phone.page
    phone.offline()
    visit = phone.opens(qr="nobody-has-this-code")
    phone.put(visit, "/answers/5.1", [["result", "met"], ["base", "0"]])
    waiting = card(page, "未识别的单位")
    expect(waiting.get_by_text("手机已存", exact=True)).to_be_visible()
    expect(waiting.get_by_text("还有 2 条没有送达")).to_be_visible()
    expect(page.get_by_text("现在没有网络")).to_be_visible()

    back_online(phone)
    expect(waiting.get_by_text("需要处理")).to_be_visible()
    expect(waiting.get_by_text("没有找到这个二维码对应的单位")).to_be_visible()
    waiting.get_by_label("查找用人单位").fill("石料")
    page.once("dialog", lambda dialog: dialog.accept())
    waiting.get_by_role("button", name="查找").click()
    waiting.get_by_role("button", name=re.compile("贵池石料")).click()
    expect(page.get_by_text("没有未上传的内容")).to_be_visible()
    page.goto(f"{phone.server.url}/inspections/{visit}")
    expect(page.get_by_role("heading", name=re.compile("贵池石料"))).to_be_visible()


def draws(phone: Phone, event: dict[str, object]) -> None:
    """The outbox says something, and 同步中心 has drawn itself to the end since."""
    last = phone.page.locator("[data-sync-kept]")
    last.evaluate("(place) => place.replaceChildren()")
    phone.page.evaluate("(event) => phone.announce(event)", event)
    expect(last).not_to_be_empty()


def test_what_was_looked_for_stays_when_the_round_has_ended(phone: Phone, site) -> None:
    """What was refused shows while others are still being sent: a quick hand is at its card by then."""
    page = phone.page
    phone.offline()
    visit = phone.opens(qr="nobody-has-this-code-either")
    back_online(phone)
    waiting = card(page, "未识别的单位")
    expect(waiting.get_by_text("需要处理")).to_be_visible()
    draws(phone, {"type": "sending", "entry": {"id": "", "inspection": visit}})
    waiting.get_by_label("查找用人单位").fill("石料")
    waiting.get_by_role("button", name="查找").click()
    found = waiting.get_by_role("button", name=re.compile("贵池石料"))
    expect(found).to_be_visible()
    draws(phone, {"type": "round", "user": phone.user, "left": 1, "failed": ""})
    assert found.is_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    found.click()
    expect(page.get_by_text("没有未上传的内容")).to_be_visible()


def test_a_plant_that_nobody_knows_is_put_into_the_register_on_the_spot(phone: Phone, site) -> None:
    page = phone.page
    phone.offline()
    where = {"new_name": "梅村新矿业", "new_address": "梅村镇 1 号", "new_area": "341721100"}
    visit = phone.opens("梅村新矿业", **where)
    phone.put(visit, "/answers/5.1", [["result", "met"], ["base", "0"]])
    back_online(phone)
    waiting = card(page, "梅村新矿业")
    expect(waiting.get_by_text("需要处理")).to_be_visible()
    # What was typed in the yard is still there; the place was one outside of the reach.
    expect(waiting.get_by_label("单位名称")).to_have_value("梅村新矿业")
    expect(waiting.get_by_label("地址")).to_have_value("梅村镇 1 号")
    waiting.get_by_role("button", name="新建单位并继续上传").click()
    expect(waiting.get_by_role("alert").get_by_text("请选择所在地。")).to_be_visible()
    waiting.get_by_label("单位名称").fill("梅村新矿业有限公司")
    waiting.get_by_label("所在地").select_option(index=1)
    waiting.get_by_role("button", name="新建单位并继续上传").click()
    made = card(page, "梅村新矿业有限公司")
    expect(made.get_by_text("已送达，未提交")).to_be_visible()
    made.get_by_role("link", name="继续检查").click()
    expect(page.get_by_role("heading", name="梅村新矿业有限公司")).to_be_visible()


def test_a_photo_without_bytes_and_what_is_missing_lead_to_their_places(phone: Phone, site) -> None:
    page, (_, ids) = phone.page, site
    phone.offline()
    first, second = phone.opens("照片丢失", enterprise=ids["A"]), phone.opens("没有填完", enterprise=ids["B"])
    photo = phone.photo(first, PHOTO)
    page.evaluate("async (id) => (await phone.open()).delete('bytes', id)", photo)
    manifest = {"answers": 0, "photos": []}
    phone.put(second, "/submission", manifest, "POST", last=True)
    back_online(phone)
    lost = card(page, "照片丢失")
    expect(lost.get_by_text("照片没有被接收")).to_be_visible()
    expect(lost.get_by_role("link", name="去重新拍摄")).to_have_attribute(
        "href", f"/inspections/{first}#item-5.1"
    )
    page.once("dialog", lambda dialog: dialog.accept())
    lost.get_by_role("button", name="不要这张照片").click()
    expect(lost.get_by_text("已送达，未提交")).to_be_visible()
    gaps = card(page, "没有填完")
    expect(gaps.get_by_role("link", name="第 1.1 项未答。")).to_have_attribute(
        "href", f"/inspections/{second}#item-1.1"
    )
    page.evaluate(
        "async ([user, id]) => phone.withdraw((await phone.list(user)).find((one) => one.inspection === id).id)",
        [phone.user, second],
    )


def test_an_export_is_what_the_import_takes_and_nothing_is_doubled(
    phone: Phone, site, visitor: Visitor, tmp_path: Path
) -> None:
    page, (server, ids) = phone.page, site
    phone.offline()
    visit = phone.opens("导出的检查", enterprise=ids["A"])
    for code in ("5.1", "5.2"):
        phone.put(visit, f"/answers/{code}", [["result", "met"], ["note", ""], ["base", "0"]])
    phone.photo(visit, PHOTO)
    with page.expect_download() as started:
        page.get_by_role("button", name="导出未上传").click()
    started.value.save_as(tmp_path / "未上传.zip")
    expect(page.get_by_text("已导出 4 条")).to_be_visible()
    assert phone.waits() == 4

    desk = visitor("desk")
    sign_in(desk, server, "inspector")
    desk.goto(f"{server.url}/field/import")
    desk.get_by_label("导出的文件").set_input_files(tmp_path / "未上传.zip")
    desk.get_by_role("button", name="上传并查看").click()
    expect(card(desk, "贵池石料有限公司").get_by_text("答案 2 项，问题 0 个，照片 1 张")).to_be_visible()
    desk.get_by_role("button", name="确认导入 4 条").click()
    expect(desk.get_by_text("全部导入完成")).to_be_visible()

    back_online(phone)
    expect(card(page, "导出的检查").get_by_text("已送达，未提交")).to_be_visible()
    desk.goto(f"{server.url}/inspections/{visit}")
    expect(desk.get_by_text("2/60")).to_be_visible()
    expect(desk.locator("#item-5\\.1 [data-photo]")).to_have_count(1)


def test_others_see_that_work_waits_and_nothing_of_it(phone: Phone, site) -> None:
    page, (server, ids) = phone.page, site
    phone.offline()
    visit = phone.opens("秘密单位", enterprise=ids["A"])
    phone.put(visit, "/header", [["companion", "秘密的人"]])
    page.context.clear_cookies()  # before the signal is back, or it would all be sent
    phone.offline(False)
    sign_in(page, server, "colleague")
    page.goto(f"{server.url}/field/sync")
    expect(page.get_by_text("这台手机上还有其他账号没有上传的内容")).to_be_visible()
    expect(page.get_by_text("没有未上传的内容")).to_be_visible()
    expect(page.get_by_role("button", name="导出未上传")).to_be_disabled()
    assert "秘密" not in page.content()


def test_thirty_days_after_the_receipt_the_phone_forgets(phone: Phone, site) -> None:
    page, (_, ids) = phone.page, site
    old = phone.opens("很久以前", enterprise=ids["A"])
    photo = phone.photo(old, PHOTO)
    waits = phone.opens("还在等", enterprise=ids["A"])
    expect(card(page, "还在等").get_by_text("已送达，未提交")).to_be_visible()
    phone.offline()
    phone.put(waits, "/header", [["companion", "李四"]])
    page.evaluate(AGE, [[old, waits], 31])
    held = {name: len(waiting(page, name)) for name in ("sent", "bytes", "values", "visits")}
    assert (held["bytes"], held["visits"]) == (1, 2)
    page.route("**/header", lambda route: route.abort())
    phone.offline(False)
    expect(card(page, "很久以前")).to_be_visible()
    page.reload()
    expect(card(page, "还在等")).to_be_visible()
    expect(card(page, "很久以前")).to_have_count(0)
    page.evaluate(MODULES)
    assert page.evaluate(ONE_VISIT)
    for name in ("sent", "bytes", "values", "visits"):
        assert {old, photo}.isdisjoint(str(waiting(page, name)).split("'")), name
        assert len(waiting(page, name)) < held[name], name
    assert {one["inspection"] for one in waiting(page, "visits")} == {waits}


def test_prepared_pages_open_without_a_network(phone: Phone, site) -> None:
    page, (server, ids) = phone.page, site
    phone.opens("贵池石料有限公司", enterprise=ids["A"])
    expect(card(page, "贵池石料有限公司").get_by_text("已送达，未提交")).to_be_visible()
    page.goto(f"{server.url}/tasks")
    page.get_by_role("button", name="准备离线").click()
    expect(page.get_by_text("已准备好，没有信号也能打开。")).to_be_visible()
    expect(page.get_by_text(re.compile(r"准备好 [123] 家单位，\d.*B"))).to_be_visible()
    expect(page.locator("[data-pack-kept]")).to_have_text(re.compile("浏览器"))
    phone.offline()
    page.goto(f"{server.url}/enterprises/{ids['A']}")
    expect(page.get_by_role("heading", name="贵池石料有限公司")).to_be_visible()
    page.goto(f"{server.url}/enterprises/{ids['A']}/visit")
    expect(page.get_by_role("button", name="开始检查")).to_be_visible()
    page.goto(f"{server.url}/me")
    page.get_by_role("link", name=re.compile("同步中心")).click()
    expect(page.get_by_text("现在没有网络")).to_be_visible()
