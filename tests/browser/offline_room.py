"""What the tests of the outbox have in common: a server with the cast, a phone with its worker ready, and looking in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.people import sign_in
from tests.browser.server import PROJECT, Server

PHOTO = PROJECT / "tests/photos/Landscape_6.jpg"
VISIT = re.compile("/inspections/([0-9a-f-]{36})")
NOISE = "ERR_|Failed to fetch|status of [45]\\d\\d|^5\\d\\d |Failed to load resource"
SENDS = re.compile(r"/inspections/[0-9a-f-]+/|/field/ping")
STATE = "[data-all-saved]"
# Waits until the worker is in charge and the pages named are kept.
READY = """async (addresses) => {
  await navigator.serviceWorker.ready;
  const cache = await caches.open('pages-' + document.querySelector('[data-person]').dataset.person);
  for (const until = Date.now() + 60000; Date.now() < until;) {
    const found = await Promise.all(addresses.map((address) => cache.match(address)));
    if (navigator.serviceWorker.controller && found.every(Boolean)) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""
# Waits until nothing waits on the phone.
EMPTY = """async () => {
  const { list } = await import(document.querySelector('script[data-app]').dataset.app.replace('app.js', 'outbox.js'));
  const user = Number(document.querySelector('[data-person]').dataset.person);
  for (const until = Date.now() + 60000; Date.now() < until;) {
    if (!(await list(user)).length) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""
# Keeps everybody else from the entries of the phone, as a slow phone does, until `go` is set.
HOLD = """() => new Promise((held) => {
  window.go = false;
  const opening = indexedDB.open("field");
  opening.onsuccess = () => {
    const store = opening.result.transaction(["entries"], "readwrite").objectStore("entries");
    const on = () => (store.count().onsuccess = () => (window.go ? opening.result.close() : on()));
    on();
    held();
  };
})"""
# A phone that takes its time to read a photo.
SLOW_PHONE = """() => {
  const real = File.prototype.arrayBuffer;
  File.prototype.arrayBuffer = async function () {
    await new Promise((done) => setTimeout(done, 500));
    return real.call(this);
  };
}"""
DATABASE = """([store, what]) => new Promise((resolve, reject) => {
  const request = indexedDB.open('field');
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const database = request.result;
    const all = database.transaction(store, 'readwrite').objectStore(store)[what]();
    all.onsuccess = () => { database.close(); resolve(JSON.parse(JSON.stringify(all.result ?? null))); };
  };
})"""


def inspector(visitor: Visitor, server: Server, name: str = "inspector", **options: Any) -> Page:
    """Somebody signed in at 任务, with the worker in charge and the form kept."""
    page = visitor("phone", **options)
    sign_in(page, server, name)
    page.goto(f"{server.url}/tasks")
    assert page.evaluate(READY, ["/tasks", "/field/start", "/field/form"])
    return page


def prepare(page: Page, server: Server, *enterprises: int) -> None:
    """The pages for a visit at these enterprises, as 准备离线 keeps them."""
    for enterprise in enterprises:
        page.goto(f"{server.url}/enterprises/{enterprise}/visit")
        assert page.evaluate(
            READY, [f"/enterprises/{enterprise}/visit", f"/field/form?enterprise={enterprise}"]
        )


def cold(page: Page, address: str) -> Page:
    """The tab is killed, the application started anew."""
    context = page.context
    page.close()
    fresh = context.new_page()
    fresh.goto(address)
    return fresh


def online(page: Page) -> None:
    """The browser tells the page, which may leave for another one as soon as it has sent what waits."""
    page.context.set_offline(False)


def again(page: Page) -> None:
    """What waits is tried now, as if the network had come back."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def begin(page: Page, server: Server, enterprise: int, kind: str = "routine") -> str:
    """Starts a visit from the page of the enterprise; returns its id."""
    page.goto(f"{server.url}/enterprises/{enterprise}/visit")
    page.locator(f"input[name=kind][value={kind}]").check()
    second = page.get_by_label("协办人员")
    second.select_option(
        label=next(text for text in second.locator("option").all_text_contents() if "（皖R0102）" in text)
    )
    page.get_by_label("已出示证件").check()
    page.get_by_label("已告知回避权").check()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(VISIT)
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("cdn|local"))
    found = VISIT.search(page.url)
    assert found
    return found[1]


def offline_visit(
    visitor: Visitor, server: Server, enterprise: int, kind: str = "routine"
) -> tuple[Page, str]:
    """A visit that an inspector has begun without a network, and its id."""
    page = inspector(visitor, server)
    prepare(page, server, enterprise)
    page.context.set_offline(True)
    return page, begin(page, server, enterprise, kind)


def item(page: Page, code: str) -> Locator:
    return page.get_by_role("article", name=f"第 {code} 项", exact=True)


def answer(page: Page, code: str, word: str) -> None:
    item(page, code).get_by_role("radio", name=word, exact=True).check()


@contextmanager
def slow_phone(page: Page, server: Server) -> Iterator[None]:
    """Nothing is read from the outbox meanwhile."""
    other = page.context.new_page()
    other.goto(f"{server.url}/field/sync")
    other.evaluate(HOLD)
    yield
    other.evaluate("window.go = true")
    other.close()


def waiting(page: Page, store: str = "entries") -> list[dict[str, Any]]:
    """The rows of a store of the phone's database."""
    rows: list[dict[str, Any]] = page.evaluate(DATABASE, [store, "getAll"])
    return rows


def kept(page: Page, name: str, part: str, store: str = "entries") -> list[str]:
    """The texts that wait under this name, at addresses with `part` in them."""
    rows = [row for row in waiting(page, store) if part in row["url"]]
    return [dict(row["fields"]).get(name, "") for row in rows]


def fill_in(page: Page) -> None:
    """Everything that a visit demands, without a finding: all items 符合, every sign out of reach, the closing words."""
    expect(page.locator("[data-fill]:disabled")).to_have_count(0)
    page.evaluate("""() => {
      const set = (form, name, value) => {
        const field = form.querySelector(`[name="${name}"]:not([type=hidden])`);
        if (field.type === "radio") form.querySelector(`[name="${name}"][value="${value}"]`).checked = true;
        else field.value = value;
      };
      document.querySelectorAll("[data-fill]").forEach((button) => button.click());
      document.querySelectorAll("[data-slot-form]").forEach((form) => {
        set(form, "result", "no_photo");
        set(form, "reason", "在高处");
        form.dispatchEvent(new Event("change", { bubbles: true }));
      });
      const header = document.querySelector("form[hx-put$='/header']");
      set(header, "companion", "李四");
      set(header, "conclusion", "现场整洁。");
      header.dispatchEvent(new Event("change", { bubbles: true }));
    }""")


def closing_words(page: Page) -> None:
    """Companion and conclusion."""
    page.get_by_role("link", name="检查信息").click()
    page.get_by_label("企业陪同人员").fill("李四")
    page.get_by_label("检查结论").fill("已复查。")
    page.get_by_label("检查结论").blur()


def submit(page: Page) -> None:
    """From the form through the server's review."""
    page.get_by_role("link", name="去提交").click()
    page.wait_for_url(re.compile("/review$"))
    page.get_by_role("button", name="提交检查").click()


def slots(page: Page) -> list[str]:
    found: list[str] = page.locator("#places [data-slot]").evaluate_all(
        "all => all.map((one) => one.dataset.slot)"
    )
    return found


def lose_bytes(page: Page) -> None:
    page.evaluate("""async () => {
      const { open } = await import(document.querySelector("script[data-app]").dataset.app.replace("app.js", "outbox.js"));
      await (await open()).clear("bytes");
    }""")


def publish(visitor: Visitor, server: Server) -> None:
    """A new version of the default checklist."""
    desk = visitor("desk")
    sign_in(desk, server, "admin")
    desk.goto(f"{server.url}/checklists")
    made = desk.request.post(f"{server.url}/checklists/1/versions")
    assert made.ok, made.text()
    assert desk.request.post(f"{made.url}/publication").ok
