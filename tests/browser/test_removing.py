"""A photo that somebody takes out is out: of the server, however far it had come, and of the submission that names it."""

from __future__ import annotations

import hashlib
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    PHOTO,
    begin,
    cold,
    inspector,
    lose_bytes,
    offline_visit,
    online,
    prepare,
    waiting,
)
from tests.browser.people import sign_in, until
from tests.browser.phone_room import STARTED, Phone, without_signal
from tests.browser.server import PROJECT
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

OTHER = PROJECT / "tests/photos/Portrait_3.jpg"

# The disk is busy until window.free() is called; window.asked: something was to be written meanwhile.
BUSY_DISK = """async () => {
  const { open } = await import(document.querySelector("script[data-app]").dataset.app.replace("app.js", "outbox.js"));
  const store = (await open()).transaction("entries", "readwrite").objectStore("entries");
  let busy = true;
  window.free = () => (busy = false);
  (async () => { while (busy) await store.count(); })();
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...all) {
    window.asked = true;
    return add.apply(this, all);
  };
}"""


def about(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^检查信息")).click()


def test_a_photo_whose_tab_died_after_the_commit(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    visit = begin(page, server, ids["A"])
    committed: list[int] = []

    def never_answer(route: Route) -> None:
        committed.append(route.fetch().status)

    page.route("**/photos/*", never_answer)
    about(page)
    page.get_by_label("现场照片：相册").set_input_files(PHOTO)
    until(page, lambda: bool(committed))
    assert committed == [201]
    page.context.set_offline(True)
    page = cold(page, f"{server.url}/inspections/{visit}#about")
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    page.get_by_role("button", name="移除这张照片").click()
    expect(page.locator("[data-photo]")).to_have_count(0)
    online(page)
    assert page.evaluate(EMPTY)
    # Another browser knows only what the server has.
    desk = visitor("desk")
    sign_in(desk, server, "inspector")
    desk.goto(f"{server.url}/inspections/{visit}#about")
    expect(desk.get_by_label("现场照片：相册")).to_be_attached()
    expect(desk.locator("[data-photo]")).to_have_count(0)


def test_a_photo_that_is_removed_while_it_is_being_written(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, _ = offline_visit(visitor, server, ids["A"])
    page.on("dialog", lambda dialog: dialog.accept())
    about(page)
    page.evaluate(BUSY_DISK)
    page.get_by_label("现场照片：相册").set_input_files(PHOTO)
    until(page, lambda: bool(page.evaluate("Boolean(window.asked)")))
    page.get_by_role("button", name="移除这张照片").click()
    expect(page.locator("[data-photo]")).to_have_count(0)
    page.evaluate("window.free()")
    until(page, lambda: [row["method"] for row in waiting(page) if "/photos/" in row["url"]] == ["DELETE"])


def gate(phone: Phone, enterprise: int, name: str, *photos: bytes) -> str:
    """无法检查 with these photos, on the phone; returns the visit's id."""
    visit = phone.opens(name, enterprise=enterprise)
    named = []
    for data in photos:
        photo = phone.photo(visit, data, "gate")
        named.append({"id": photo, "sha256": hashlib.sha256(data).hexdigest()})
    fields = {"no_access": "nobody", "ended_at": STARTED, "answers": 0, "photos": named}
    phone.put(visit, "/submission", fields, "POST", last=True)
    return visit


@pytest.fixture
def phone(visitor: Visitor, site: Site, watch: Watch) -> Phone:
    watch.expect(NOISE)
    return without_signal(visitor, *site)


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def test_a_refused_photo_that_nobody_wants_keeps_no_submission(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    gate(phone, ids["A"], "大门上锁", b"not a photo", PHOTO.read_bytes())
    phone.offline(False)
    one = card(page, "大门上锁")
    one.get_by_role("button", name="不要这张照片").click()
    expect(one.get_by_role("link", name=re.compile("^HZ"))).to_be_visible()
    assert phone.waits() == 0


def test_a_lost_photo_may_be_left_out(phone: Phone, site: Site) -> None:
    page, (_, ids) = phone.page, site
    page.route(
        "**/photos/*",
        lambda route: route.fulfill(
            status=201, json={}, headers={"X-Entry-Stored": route.request.headers["x-entry"]}
        ),
        times=1,
    )
    held: list[Route] = []
    page.route("**/submission", lambda route: held.append(route), times=1)
    gate(phone, ids["A"], "照片没了", PHOTO.read_bytes(), OTHER.read_bytes())
    phone.offline(False)
    until(page, lambda: bool(held))
    lose_bytes(page)
    held[0].continue_()
    one = card(page, "照片没了")
    one.get_by_role("button", name="不要这些照片，继续提交").click()
    expect(one.get_by_role("link", name=re.compile("^HZ"))).to_be_visible()


def test_a_closed_gate_without_a_photo_is_shot_again(phone: Phone, site: Site) -> None:
    """Nothing else is asked of it: no review of the sixty items."""
    page, (_, ids) = phone.page, site
    gate(phone, ids["A"], "重拍大门", b"not a photo")
    phone.offline(False)
    one = card(page, "重拍大门")
    one.get_by_role("button", name="不要这张照片").click()
    one.get_by_role("link", name="无法检查的，请至少拍一张现场照片。").click()
    page.get_by_label("现场照片：相册").set_input_files(PHOTO)
    expect(page.get_by_text("1 张照片已送达")).to_be_visible()
    page.get_by_role("link", name="去提交").click()
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
