"""A browser that gives no database: work that is online goes on, and the words say what is missing; a lost one is opened anew."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, inspector
from tests.browser.people import sign_in, until
from tests.browser.phone_room import Phone
from tests.browser.visit_room import HERE, answer, item
from tests.browser.watch import Watch

# How opening it ends, by what is wrong.
REFUSES = {
    "private": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };",
    "damaged": """IDBFactory.prototype.open = () => {
      const request = new EventTarget();
      Object.setPrototypeOf(request, IDBOpenDBRequest.prototype);
      Object.defineProperty(request, 'error', { value: new DOMException('no', 'UnknownError') });
      setTimeout(() => request.dispatchEvent(new Event('error')));
      return request;
    };""",
    "newer": """{ const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (name) { return open.call(this, name, 1); };
    }""",
    "blocked": """{ const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (name, version) {
        const request = open.call(this, `${name}-held`, version);
        setTimeout(() => request.dispatchEvent(new IDBVersionChangeEvent('blocked', { oldVersion: 1, newVersion: 2 })));
        return request;
      };
    }""",
}
MISSING = re.compile("手机里现在什么也存不下：只能联网填写")
HELPS = {
    "private": "请用普通窗口打开",
    "damaged": "重启浏览器",
    "newer": "属于更新的版本",
    "blocked": "请关闭其他标签页",
}


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("wrong", ["private", "newer"])
def test_a_visit_goes_on_without_the_phones_database(
    visitor: Visitor, site: Site, watch: Watch, wrong: str
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone", **HERE)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['A']}/visit")
    page.evaluate("import(document.querySelector('script[data-app]').dataset.app).then(() => true)")
    page.context.add_init_script(REFUSES[wrong])
    page.goto(f"{server.url}/enterprises/{ids['A']}/visit")
    words = page.locator("#no-store")
    expect(words).to_contain_text(MISSING)
    expect(words).to_contain_text(HELPS[wrong])
    expect(page.get_by_text("距登记位置约 242 米")).to_be_visible()
    page.get_by_label("协办人员").select_option(label="colleague同志（皖R0102）")
    page.get_by_label("已出示证件").check()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile("/inspections/[0-9a-f-]{36}$"))
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("cdn|local"))
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").locator("[data-saved]")).to_have_text("已送达")
    page.context.set_offline(True)
    answer(page, "1.1", "不适用")
    expect(item(page, "1.1").locator("[data-saved]")).to_contain_text("未保存：没有网络，手机的存储也打不开")
    page.context.set_offline(False)
    item(page, "1.1").get_by_role("button", name="重试").click()
    expect(item(page, "1.1").locator("[data-saved]")).to_have_text("已送达")
    page.reload()
    expect(item(page, "1.1").get_by_role("radio", name="不适用", exact=True)).to_be_checked()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("wrong", ["damaged", "blocked"])
def test_the_words_say_what_is_wrong(visitor: Visitor, site: Site, watch: Watch, wrong: str) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = visitor("phone")
    sign_in(page, server, "inspector")
    page.context.add_init_script(REFUSES[wrong])
    page.goto(f"{server.url}/tasks")
    expect(page.locator("#no-store")).to_contain_text(HELPS[wrong])


@pytest.mark.only_on("sqlite")
def test_the_words_come_when_another_script_tried_first(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone", service_workers="block", **HERE)
    sign_in(page, server, "inspector")
    page.context.add_init_script(REFUSES["private"])
    held: list[Route] = []
    page.route(re.compile(r"/js/app\.js"), lambda route: held.append(route))
    with page.expect_console_message(lambda message: "outbox:" in message.text):
        page.goto(f"{server.url}/enterprises/{ids['A']}/visit", wait_until="commit")
    held[0].continue_()
    expect(page.locator("#no-store")).to_contain_text(HELPS["private"])


@pytest.mark.only_on("sqlite")
def test_a_connection_that_was_lost_is_opened_without_a_tap(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    phone = Phone(inspector(visitor, server), server, ids["inspector"])
    phone.offline()
    phone.page.evaluate("async () => (await phone.open()).close()")
    phone.opens(enterprise=ids["A"])  # written down at the first try
    phone.page.evaluate("async () => (await phone.open()).close()")
    assert phone.waits() == 1
    phone.offline(False)
    until(phone.page, lambda: phone.waits() == 0)
