"""An owner reports with a real photo on the phone, an inspector sees before and after, and closes."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, READY, SLOW_PHONE, again, cold
from tests.browser.server import PROJECT, Server
from tests.browser.watch import Watch
from tests.cast import EMPLOYERS, PASSWORD
from webapp.clock import today

PHOTOS = PROJECT / "tests/photos"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("findings"), findings_room.fill) as site:
        yield site


def sign_in(page: Page, server: Server, username: str, path: str) -> None:
    page.goto(f"{server.url}/login?next={path}")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{server.url}{path}")


def test_from_the_owners_photo_to_the_closure(visitor: Visitor, served: Site) -> None:
    server, made = served
    owner = visitor("phone")
    sign_in(owner, server, EMPLOYERS["owner"][0], "/findings")
    expect(owner.get_by_text("还剩 2 天").first).to_be_visible()
    owner.goto(f"{server.url}/findings/{made['first']}")
    expect(owner.get_by_text("尚无整改后照片")).to_be_visible()
    owner.get_by_role("link", name="报告整改").click()

    # Without evidence the server says so and keeps what was typed.
    owner.get_by_label("整改情况").fill("已安装布袋除尘器，粉尘已降到限值以下。")
    owner.get_by_role("button", name="提交整改报告").click()
    expect(owner.get_by_role("alert")).to_contain_text("至少上传一张整改后照片或一个文件")
    expect(owner.get_by_label("整改情况")).to_have_value("已安装布袋除尘器，粉尘已降到限值以下。")

    owner.get_by_label("整改后照片：相册").set_input_files(PHOTOS / "Portrait_8.jpg")
    # Where the refusal came late, the button says 改好，重新提交 meanwhile.
    owner.get_by_role("button", name=re.compile("提交整改报告|重新提交")).click()
    owner.wait_for_url(f"{server.url}/findings/{made['first']}")
    expect(owner.locator("#flash")).to_contain_text("等监管机构复核")
    expect(owner.get_by_text("待复核").first).to_be_visible()
    expect(owner.get_by_role("link", name="报告整改")).to_have_count(0)

    inspector = visitor("phone")
    sign_in(inspector, server, "inspector", "/findings")
    inspector.get_by_role("link", name="破碎车间粉尘浓度").click()
    pair = inspector.locator(".pair img")
    expect(pair).to_have_count(2)
    for picture in pair.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0
    inspector.wait_for_load_state()  # before its scripts have come the link leads to the picture itself
    inspector.get_by_role("link", name="整改后").first.click()
    expect(inspector.get_by_role("dialog", name="查看照片")).to_be_visible()
    inspector.get_by_role("button", name="关闭").click()
    inspector.get_by_label("复核意见").fill("照片清楚，同意销号。")
    inspector.get_by_role("button", name="销号", exact=True).click()
    expect(inspector.locator("#flash")).to_contain_text("已销号")

    owner.get_by_role("navigation", name="主导航").get_by_role("link", name="消息").locator(
        "visible=true"
    ).click()
    owner.get_by_role("button", name="问题已销号").click()
    owner.wait_for_url(f"{server.url}/findings/{made['first']}")
    expect(owner.get_by_text("照片清楚，同意销号。").first).to_be_visible()


def test_a_report_waits_for_a_photo_that_is_being_made_small(visitor: Visitor, served: Site) -> None:
    server, made = served
    owner = visitor("phone")
    owner.add_init_script(f"({SLOW_PHONE})()")
    sign_in(owner, server, EMPLOYERS["owner"][0], "/findings")
    owner.goto(f"{server.url}/findings/{made['second']}/report?kind=progress")
    owner.get_by_label("完成百分比").fill("40")
    owner.get_by_label("进展情况").fill("除尘器已订货。")
    owner.get_by_label("照片：相册").set_input_files(PHOTOS / "Portrait_8.jpg")
    owner.get_by_role("button", name="提交进展").click()
    owner.wait_for_url(f"{server.url}/findings/{made['second']}")
    expect(owner.locator(".timeline li", has_text="除尘器已订货。").locator("img")).to_have_count(1)


def test_an_extension_without_script(visitor: Visitor, served: Site) -> None:
    server, made = served
    owner = visitor("phone", java_script_enabled=False)
    sign_in(owner, server, EMPLOYERS["mate"][0], f"/findings/{made['second']}")
    owner.get_by_role("link", name="申请延期").click()
    owner.get_by_label("希望延期到").fill(f"{today() + timedelta(days=30)}")
    owner.get_by_label("延期理由").fill("设备月底才到。")
    # The photo is chosen where it always is; without the scripts, or before they have come, the form carries it.
    owner.get_by_label("照片：相册").set_input_files(PHOTOS / "Portrait_0.jpg")
    owner.get_by_role("button", name="提交申请").click()
    expect(owner.locator("#flash")).to_contain_text("延期申请已提交")
    expect(owner.locator(".timeline li", has_text="设备月底才到").locator("img")).to_have_count(1)
    desk = visitor("desk", java_script_enabled=False)
    sign_in(desk, server, "supervisor", f"/findings/{made['second']}")
    desk.get_by_role("button", name="同意延期", exact=True).click()
    expect(desk.locator("#flash")).to_contain_text("已同意延期")
    expect(desk.get_by_text(f"{today() + timedelta(days=30)}").first).to_be_visible()


def test_the_text_is_copied(visitor: Visitor, served: Site) -> None:
    server, made = served
    page = visitor("desk", permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, server, "colleague", f"/findings/{made['second']}/reminder-text")
    page.get_by_role("button", name="复制到微信").click()
    expect(page.get_by_text("已复制，去微信粘贴。")).to_be_visible()
    assert "职业卫生整改提醒" in page.evaluate("navigator.clipboard.readText()")


def test_the_owner_reports_from_a_yard_without_signal(visitor: Visitor, served: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, made = served
    owner = visitor("phone")
    sign_in(owner, server, EMPLOYERS["owner"][0], "/findings")
    report = f"{server.url}/findings/{made['second']}/report"
    owner.goto(f"{server.url}/findings/{made['second']}")
    assert owner.evaluate(READY, [])
    owner.goto(report)
    assert owner.evaluate(READY, [f"/findings/{made['second']}/report"])
    owner.context.set_offline(True)
    owner.reload()
    owner.get_by_label("整改情况").fill("第二台除尘器已装好。")
    owner.get_by_label("整改后照片：相册").set_input_files(PHOTOS / "Landscape_6.jpg")
    expect(owner.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    owner.get_by_role("button", name="提交整改报告").click()
    expect(owner.get_by_text("已存手机，还没有送达。")).to_be_visible()

    # The application is closed; what was said and shown is still there, and 同步中心 says what waits.
    owner = cold(owner, report)
    expect(owner.get_by_label("整改情况")).to_have_value("第二台除尘器已装好。")
    expect(owner.locator("[data-photo]")).to_have_count(1)
    # A page fresh from the server, which knows nothing of that report, goes on with it.
    nothing = re.compile("/reports/")
    owner.context.route(
        nothing, lambda route: route.abort() if route.request.method == "PUT" else route.fallback()
    )
    owner.context.set_offline(False)
    owner.goto(report)
    expect(owner.get_by_label("整改情况")).to_have_value("第二台除尘器已装好。")
    expect(owner.locator("[data-photo]")).to_have_count(1)
    # The form itself would go to the finding as soon as its report has arrived.
    owner.goto(f"{server.url}/field/sync")
    owner.context.unroute(nothing)
    again(owner)
    expect(owner.get_by_text("没有未上传的内容")).to_be_visible()
    owner.get_by_role("link", name="查看报告").click()
    expect(owner.get_by_text("待复核").first).to_be_visible()
    expect(owner.get_by_text("第二台除尘器已装好。").first).to_be_visible()
