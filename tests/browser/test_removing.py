"""A photo that somebody takes out is out: of the server, however far it had come, and of the submission that names it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    PHOTO,
    begin,
    cold,
    inspector,
    offline_visit,
    online,
    prepare,
    waiting,
)
from tests.browser.people import sign_in, until
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

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
