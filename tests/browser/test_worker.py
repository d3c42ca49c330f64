"""Beyond the common path: a new worker with a draft open, a full disk, a wrong clock, codes nobody knows, a closed gate."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    PHOTO,
    answer,
    begin,
    inspector,
    item,
    online,
    prepare,
    waiting,
)
from tests.browser.people import sign_in
from tests.browser.phone_room import Phone
from tests.browser.server import Server
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

NEXT_WORKER = """async () => {
  const registration = await navigator.serviceWorker.register('/sw.js?next', { scope: '/' });
  for (const until = Date.now() + 60000; Date.now() < until && !registration.waiting;) await new Promise((done) => setTimeout(done, 50));
  return Boolean(registration.waiting);
}"""
KEYS = "async () => (await phone.open()).getAllKeys('bytes')"
# As Chromium sometimes does: what was given up is counted until something else was written, for which there is no room at first.
COUNTS_LATE = """() => {
  const put = IDBObjectStore.prototype.put;
  let late = 2;
  IDBObjectStore.prototype.put = function (value, ...rest) {
    if (this.name === "bytes" && !value.data && late && --late) throw new DOMException("", "QuotaExceededError");
    if (late && value.data?.byteLength > 1000) throw new DOMException("", "QuotaExceededError");
    return put.call(this, value, ...rest);
  };
}"""
TAKEN_OVER = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/');
  for (const until = Date.now() + 60000; Date.now() < until;) {
    if (registration.active.scriptURL.endsWith('?next') && !registration.waiting) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""


def test_a_new_worker_waits_for_the_draft(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    begin(page, server, ids["A"])
    page.route(
        re.compile("/answers/"),
        lambda route: route.abort() if route.request.method == "PUT" else route.continue_(),
    )
    answer(page, "1.1", "符合")
    expect(page.locator("[data-all-saved]")).to_contain_text("网络不通")
    assert page.evaluate(NEXT_WORKER)
    expect(page.get_by_text("新版本已备好。还有 1 项内容没有上传")).to_be_visible()
    assert not page.evaluate(
        "navigator.serviceWorker.getRegistration('/').then((one) => one.active.scriptURL.endsWith('?next'))"
    )
    page.unroute(re.compile("/answers/"))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert page.evaluate(EMPTY)
    assert page.evaluate(TAKEN_OVER)
    answer(page, "2.1", "不适用")
    expect(item(page, "2.1").get_by_role("status").first).to_have_text("已送达")


def on_a_small_disk(visitor: Visitor, server: Server) -> Page:
    """An inspector whose browser may keep 12 MB."""
    page = visitor("phone")
    page.goto(f"{server.url}/login")
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 12_000_000})
    sign_in(page, server, "inspector")
    return page


def test_a_full_disk_stops_the_camera_in_words(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = on_a_small_disk(visitor, server)
    begin(page, server, ids["A"])
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    # No browser can make this one smaller, so that it goes as it is.
    large = {"name": "IMG_1.heic", "mimeType": "image/heic", "buffer": b"\1" * 14_000_000}
    page.get_by_label("现场照片：相册").set_input_files(files=[large])
    expect(page.get_by_text("失败：手机存储空间已满，照片没有存下")).to_be_visible()
    expect(page.get_by_text("手机存储空间已满，不能再拍照")).to_be_visible()
    expect(page.get_by_role("link", name="上传或导出")).to_be_visible()
    expect(page.get_by_label("现场照片：拍照")).to_be_disabled()
    # What is typed still finds room, and what was kept goes on.
    page.get_by_role("link", name=re.compile("^责任体系")).click()
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已送达")


def test_a_full_disk_first_gives_up_photos_that_no_longer_wait(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = on_a_small_disk(visitor, server)
    phone = Phone(page, server, ids["inspector"])
    phone.offline()
    visit = phone.opens("空间不够", enterprise=ids["A"])
    gone = phone.photo(visit, os.urandom(7_000_000))
    page.evaluate("(id) => phone.withdraw(id)", gone)
    assert page.evaluate(KEYS) == [gone]
    stays = phone.photo(visit, os.urandom(7_000_000))
    assert page.evaluate(KEYS) == [stays]
    expect(page.get_by_text("手机存储空间已满")).to_have_count(0)


def test_room_that_the_browser_counts_late_is_waited_for(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    watch.expect("The transaction was aborted")  # what the phone had asked for beside what was refused
    server, ids = site
    phone = Phone(inspector(visitor, server), server, ids["inspector"])
    phone.offline()
    visit = phone.opens("空间不够", enterprise=ids["A"])
    gone = phone.photo(visit, os.urandom(2_000))
    phone.page.evaluate("(id) => phone.withdraw(id)", gone)
    phone.page.evaluate(COUNTS_LATE)
    stays = phone.photo(visit, os.urandom(2_000))
    assert phone.page.evaluate(KEYS) == [stays]
    expect(phone.page.get_by_text("手机存储空间已满")).to_have_count(0)


def test_a_clock_that_is_a_day_ahead_is_measured_not_refused(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(days=1))
    visit = begin(page, server, ids["A"])
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已送达")
    opening = next(row for row in waiting(page, "sent") if row["url"] == f"/inspections/{visit}")
    assert -86_500 < opening["answer"]["clock_offset"] < -86_300
    assert -86_500 < int(page.evaluate("localStorage.getItem('mashang-clock-offset')")) < -86_300
    page.goto(f"{server.url}/inspections/{visit}/review")
    expect(page.get_by_text(re.compile("时钟|时间"))).not_to_have_count(0)


def test_a_code_nobody_knows_waits_for_a_person(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = inspector(visitor, server)
    page.context.set_offline(True)
    page.goto(f"{server.url}/scan")
    page.get_by_label("短码").fill("K7QM-4R25")
    page.get_by_role("button", name="打开", exact=True).click()
    page.wait_for_url(re.compile("/field/start"))
    expect(page.get_by_text("二维码 K7QM4R25 不在手机里")).to_be_visible()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile("/inspections/"))
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已存手机")
    online(page)
    expect(page.get_by_text("有内容服务器没有接收：没有找到这个二维码对应的单位")).to_be_visible()
    expect(page.get_by_role("link", name="选择或新建单位")).to_be_visible()
    assert [entry["state"] for entry in waiting(page)] == ["parked", "waiting"]


def test_a_closed_gate_without_a_network(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    page.goto(f"{server.url}/enterprises/{ids['A']}/no-access")
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("radio", name="无人").check()
    page.get_by_label("相册").set_input_files(PHOTO)
    expect(page.get_by_text("已选 1 张照片")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()
    online(page)
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
    page.get_by_role("link", name="查看回执").click()
    expect(page.get_by_text("无法检查（无人）")).to_be_visible()


def old_database(context: BrowserContext, server: Server, user: int, visit: str) -> None:
    """The database as its first version was, with a draft that had not arrived."""
    page = context.new_page()
    page.goto(f"{server.url}/offline")
    page.evaluate(
        """([user, visit]) => new Promise((resolve, reject) => {
          const request = indexedDB.open('field', 1);
          request.onerror = () => reject(request.error);
          request.onupgradeneeded = () => {
            const database = request.result;
            database.createObjectStore('entries', { keyPath: 'id' });
            database.createObjectStore('values', { keyPath: 'key' });
            database.createObjectStore('sent', { keyPath: 'id' });
          };
          request.onsuccess = () => {
            const transaction = request.result.transaction('entries', 'readwrite');
            const entry = (id, item, result, created) => transaction.objectStore('entries').add({
              id, user, inspection: visit, method: 'PUT', url: `/inspections/${visit}/answers/${item}`, created, tries: 0,
              fields: [['result', result], ['note', ''], ['base', '0']], bytes: null, state: 'waiting', reason: '', last: false, type: '', stamp: '',
            });
            entry('b-later', '1.1', 'na', '2026-03-05T10:00:01+08:00');
            entry('c-first', '1.1', 'met', '2026-03-05T10:00:00+08:00');
            transaction.oncomplete = () => { request.result.close(); resolve(); };
          };
        })""",
        [user, visit],
    )
    page.close()


def test_the_database_of_an_earlier_version_opens_with_its_drafts(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone", service_workers="block")
    sign_in(page, server, "inspector")
    visit = begin(page, server, ids["A"])
    state = page.context.storage_state()
    page.context.clear_cookies()
    page.goto(f"{server.url}/offline")
    page.evaluate("new Promise((done) => { indexedDB.deleteDatabase('field').onsuccess = done; })")
    old_database(page.context, server, ids["inspector"], visit)
    page.context.add_cookies(state["cookies"])  # type: ignore[arg-type]
    page.goto(f"{server.url}/inspections/{visit}")
    assert page.evaluate(EMPTY)
    assert {row["id"] for row in waiting(page, "sent")} == {"b-later", "c-first"}
    page.reload()
    expect(item(page, "1.1").get_by_role("radio", name="不适用")).to_be_checked()
