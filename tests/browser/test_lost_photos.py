"""Photos that the server misses, though it once said that it had stored them: they go again, or are taken again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    NOISE,
    PHOTO,
    begin,
    fill_in,
    inspector,
    item,
    lose_bytes,
    online,
    submit,
    waiting,
)
from tests.browser.phone_room import MODULES
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("lost_photos"), findings_room.fill) as site:
        yield site


def fill_in_with_photo(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.get_by_label("现场照片：相册").set_input_files([PHOTO])
    expect(page.get_by_text("1 张照片已送达")).to_be_visible()
    fill_in(page)


def submit_without_signal(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()


def test_a_photo_that_the_server_misses_goes_again(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["B"])
    sent: list[str] = []

    def lie(route: Route) -> None:
        """Something on the way takes the photo, says that it is stored, and loses it."""
        name = route.request.headers["x-entry"]
        sent.append(name)
        if sent.count(name) > 1:
            return route.fallback()
        return route.fulfill(status=201, json={}, headers={"X-Entry-Stored": name})

    page.route("**/photos/*", lie)
    fill_in_with_photo(page)
    submit(page)
    page.wait_for_url(re.compile("/receipt$"))
    assert [sent.count(name) for name in set(sent)] == [2]
    page.goto(f"{server.url}/inspections/{visit}")
    expect(page.locator(f"img[src^='/inspections/{visit}/photos/']")).to_have_count(1)


# The submission that waits, as after a week of a network that comes and goes.
OFTEN_TRIED = """async () => {
  const database = await phone.open();
  const [closing] = (await database.getAll("entries")).filter((entry) => entry.last);
  await database.put("entries", { ...closing, tries: 40 });
}"""


def test_a_photo_that_the_server_lost_goes_again_however_often_the_network_failed(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    """Six times in a row it is not there, which is once too often; it is still on the phone, and 重试 sends it."""
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["B"])
    sent: list[str] = []
    lies = True

    def lie(route: Route) -> None:
        name = route.request.headers["x-entry"]
        sent.append(name)
        if not lies:
            return route.fallback()
        return route.fulfill(status=201, json={}, headers={"X-Entry-Stored": name})

    page.route("**/photos/*", lie)
    fill_in_with_photo(page)
    expect(page.locator("[data-all-saved]")).to_have_text("已送达")
    submit_without_signal(page)
    page.evaluate(MODULES)
    page.evaluate(OFTEN_TRIED)
    online(page)
    expect(page.locator("[data-visit-state]").get_by_text("服务器多次没有存下照片")).to_be_visible()
    page.goto(f"{server.url}/field/sync")
    parked = page.get_by_role("article").filter(has_text="服务器多次没有存下照片")
    expect(parked).to_be_visible()
    lies = False
    parked.get_by_role("button", name="重试").click()
    expect(page.get_by_text("没有未上传的内容")).to_be_visible()
    assert len(sent) >= 7
    page.goto(f"{server.url}/inspections/{visit}")
    expect(page.locator(f"img[src^='/inspections/{visit}/photos/']")).to_have_count(1)


def test_a_photo_that_is_nowhere_any_more_is_named_and_taken_again(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    page.on("dialog", lambda dialog: dialog.accept())
    visit = begin(page, server, ids["B"])
    page.route(
        "**/photos/*",
        lambda route: route.fulfill(
            status=201, json={}, headers={"X-Entry-Stored": route.request.headers["x-entry"]}
        ),
        times=1,
    )
    card = item(page, "1.1")
    card.get_by_role("button", name="照片").click()
    card.get_by_label("第 1.1 项照片：相册").set_input_files(PHOTO)
    expect(card.get_by_text("1 张照片已送达")).to_be_visible()
    lose_bytes(page)
    fill_in(page)
    expect(page.locator("[data-all-saved]")).to_have_text("已送达")
    submit_without_signal(page)
    online(page)
    lost = re.compile(r"第 1\.1 项的照片（\d\d-\d\d \d\d:\d\d 拍）没有送达，手机里的数据也已丢失")
    expect(page.locator("[data-visit-state]").get_by_text(lost)).to_be_visible()
    page.goto(f"{server.url}/field/sync")
    page.get_by_role("link", name=re.compile(r"去重新拍摄：第 1\.1 项的照片")).click()
    expect(page).to_have_url(f"{server.url}/inspections/{visit}#item-1.1")
    card = item(page, "1.1")
    expect(card.locator("[data-photo]")).to_have_count(0)
    card.get_by_role("button", name="照片").click()
    card.get_by_label("第 1.1 项照片：相册").set_input_files(PHOTO)
    expect(card.get_by_text("1 张照片已送达")).to_be_visible()
    # The refused submission gives way to the new one, which names the new photo only.
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
    assert {row["state"] for row in waiting(page, "sent") if row["last"]} >= {"replaced", "sent"}


def test_a_photo_that_is_refused_holds_back_nothing_but_itself(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["B"])
    page.route(
        "**/photos/*",
        lambda route: route.fulfill(status=422, json={"error": "照片已损坏。", "about": "photo"}),
    )
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.get_by_label("现场照片：相册").set_input_files([PHOTO])
    expect(page.get_by_text("失败：照片已损坏。")).to_be_visible()
    fill_in(page)
    page.evaluate(MODULES)
    expect(page.locator("[data-all-saved]")).to_contain_text("有内容未送达：照片已损坏。")
    page.wait_for_function(
        """async () => { const database = await phone.open();
           const left = await database.getAll("entries");
           return left.length === 1 && left[0].url.includes("/photos/"); }"""
    )
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
    page.goto(f"{server.url}/field/sync")
    expect(page.get_by_role("link", name="去重新拍摄")).to_be_visible()
    page.goto(f"{server.url}/inspections/{visit}")
    expect(page.locator(f"img[src^='/inspections/{visit}/photos/']")).to_have_count(0)
