"""A browser that has no room left says so, and takes nothing good for something bad."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, begin, inspector, item
from tests.browser.people import sign_in
from tests.browser.phone_room import Phone
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.cast import EMPLOYERS

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

KEPT = re.compile(r"\d")


def no_more_room(page: Page, server: Server) -> None:
    """The browser allows less than what is there already."""
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 1000})


def test_a_page_that_finds_no_room_is_shown_all_the_same(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    page.goto(f"{server.url}/enterprises/{ids['A']}")
    no_more_room(page, server)
    for enterprise, name in (("A", "贵池石料有限公司"), ("B", "")):  # with and without an older copy
        page.goto(f"{server.url}/enterprises/{ids[enterprise]}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(page.get_by_role("heading", name=re.compile("没有网络"))).to_have_count(0)
        expect(page.locator("html")).not_to_have_attribute("data-kept", KEPT)


def large() -> FilePayload:
    """A photo that no browser can make smaller, so that it goes as it is."""
    return {"name": "IMG_1.heic", "mimeType": "image/heic", "buffer": os.urandom(7_000_000)}


def test_cameras_stop_while_the_disk_is_full_and_no_longer(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone")
    page.goto(f"{server.url}/login")
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 12_000_000})
    sign_in(page, server, "inspector")
    begin(page, server, ids["A"])
    page.context.set_offline(True)
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.get_by_label("现场照片：相册").set_input_files(files=[large()])
    expect(page.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    page.get_by_label("现场照片：相册").set_input_files(files=[large()])
    words = page.get_by_text("手机存储空间已满，不能再拍照")
    expect(words).to_be_visible()
    page.get_by_role("link", name=re.compile("^责任体系")).click()
    item(page, "1.1").get_by_role("button", name="照片").click()
    camera = item(page, "1.1").get_by_label("第 1.1 项照片：拍照")
    expect(camera).to_be_disabled()
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除这张照片").first.click()
    expect(words).to_have_count(0)
    page.get_by_role("link", name=re.compile("^责任体系")).click()
    expect(camera).to_be_enabled()


def test_an_employer_is_not_sent_to_an_export_that_is_not_there(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    server, ids = site
    page = visitor("phone")
    sign_in(page, server, EMPLOYERS["owner"][0])
    for path in ("/field/sync", "/me"):
        phone = Phone(page, server, ids["owner"], path)
        phone.page.evaluate("phone.announce({ type: 'full' })")
        expect(page.get_by_text("请连上网络先上传，再清理手机空间。")).to_be_visible()
        expect(page.get_by_text(re.compile("上传或导出|导出未上传"))).to_have_count(0)
        phone.page.evaluate("phone.announce({ type: 'tidied' })")
        expect(page.get_by_text("手机存储空间已满")).to_have_count(0)
