"""Who logs out is told what still waits on the phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, SENDS, STATE, answer, begin, inspector, waiting
from tests.browser.people import sign_in, until
from tests.browser.phone_room import NO_MORE, Phone
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


def test_logging_out_warns_and_empties_the_pages(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    begin(page, server, ids["A"])
    page.route(SENDS, lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    answer(page, "1.1", "符合")
    expect(page.locator(STATE)).to_contain_text("手机已存")
    page.goto(f"{server.url}/me")
    asked: list[str] = []

    def no(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss() if len(asked) == 1 else dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", no)
    page.route(SENDS, lambda route: route.abort())
    page.get_by_role("button", name="退出登录").click()
    until(page, lambda: len(asked) == 1)
    expect(page).to_have_url(re.compile("/me$"))
    logs_out(page)
    assert "还有 1 项内容没有上传" in asked[0]
    assert not [name for name in page.evaluate("caches.keys()") if name.startswith("pages-")]
    assert len(waiting(page)) == 1


def test_without_a_network_it_is_said_where_one_looks(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = inspector(visitor, server)
    page.goto(f"{server.url}/me")
    page.context.set_offline(True)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("没有网络，不能退出。")).to_be_in_viewport()


def test_who_logs_out_before_the_application_has_come_is_asked_all_the_same(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone", service_workers="block")
    sign_in(page, server, "inspector")
    phone = Phone(page, server, ids["inspector"])
    phone.offline()
    phone.opens(enterprise=ids["A"])
    page.route(re.compile("/inspections/|/field/ping"), lambda route: route.abort())  # the opening too
    phone.offline(False)
    held: list[Route] = []
    page.route("**/js/app.js", lambda route: held.append(route))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(f"{server.url}/me", wait_until="domcontentloaded")
    until(page, lambda: bool(held))
    page.get_by_role("button", name="退出登录").click()
    held[0].continue_()
    until(page, lambda: bool(asked))
    expect(page).to_have_url(re.compile("/me$"))
    page.evaluate("new Promise((done) => setTimeout(done))")  # a second question would stand here
    assert len(asked) == 1
    assert "还有 1 项内容没有上传" in asked[0]


def test_a_phone_that_cannot_say_what_waits_is_asked_for(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect("InvalidStateError")
    server, _ = site
    page = visitor("phone", service_workers="block")
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/me")
    page.evaluate("import(document.querySelector('script[data-app]').dataset.app).then(() => true)")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.evaluate(NO_MORE)
    page.get_by_role("button", name="退出登录").click()
    until(page, lambda: bool(asked))
    assert "手机的存储暂时打不开" in asked[0]
    expect(page).to_have_url(re.compile("/me$"))


# A page asks for another page to keep, and the answer is held until `release()`. What other pages write to localStorage comes
# to this one much later, as it may.
HELD = """async () => {
  const before = { ...localStorage };
  Storage.prototype.getItem = (name) => before[name] ?? null;
  const real = window.fetch;
  window.fetch = async (...all) => {
    const answer = await real(...all);
    await new Promise((done) => (window.release = done));
    return answer;
  };
  const { take } = await import(document.querySelector("script[data-app]").dataset.app.replace("app.js", "kept.js"));
  take(Number(document.querySelector("[data-person]").dataset.person), "/tasks").then((text) => (window.took = Boolean(text)));
}"""
# The same in the worker, for what a person opens.
HELD_IN_WORKER = """() => {
  const real = self.fetch;
  self.fetch = async (request) => {
    const answer = await real(request);
    if (request.mode === "navigate") await new Promise((release) => (self.held = { release }));
    return answer;
  };
}"""
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-") || name === "person");
  const found = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
  return found.flat();
}"""


# The page is left while it keeps another one: what is put is in the cache when all has been emptied, and nobody takes it back.
LEFT = """async () => {
  const { put } = Cache.prototype;
  const { delete: empty } = CacheStorage.prototype;
  let late = () => {};
  CacheStorage.prototype.delete = async function (name) {
    const gone = await empty.call(this, name);
    if (name === "person") await late();
    return gone;
  };
  const person = document.querySelector("[data-person]").dataset.person;
  Cache.prototype.put = function (address, answer) {
    if (address !== "/tasks") return put.call(this, address, answer);
    return new Promise(() => {
      late = async () => put.call(await caches.open(`pages-${person}`), address, answer);
      window.putting = true;
    });
  };
  const { take } = await import(document.querySelector("script[data-app]").dataset.app.replace("app.js", "kept.js"));
  take(Number(person), "/tasks");
}"""
# When a page was kept, as a page that is still open asks.
ASKED = """async () => {
  const { keptAt } = await import(document.querySelector("script[data-app]").dataset.app.replace("app.js", "kept.js"));
  return String(await keptAt(Number(document.querySelector("[data-person]").dataset.person), "/tasks"));
}"""


def logs_out(page: Page) -> None:
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(re.compile("/login"))
    expect(page.locator("html")).to_have_attribute("data-left", "")


def test_a_page_that_comes_after_the_logout_is_not_kept(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = inspector(visitor, server)
    other = page.context.new_page()
    other.goto(f"{server.url}/me")
    other.evaluate(HELD)
    until(other, lambda: bool(other.evaluate("Boolean(window.release)")))
    page.goto(f"{server.url}/me")
    logs_out(page)
    other.evaluate("release()")
    until(other, lambda: other.evaluate("window.took") is not None)
    assert page.evaluate(KEPT) == []


def test_what_the_page_itself_was_keeping_goes_with_it(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = inspector(visitor, server)
    page.goto(f"{server.url}/me")
    page.evaluate(LEFT)
    until(page, lambda: bool(page.evaluate("Boolean(window.putting)")))
    logs_out(page)
    assert page.evaluate(KEPT) == []


def test_a_page_that_is_still_open_brings_no_cache_back(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = inspector(visitor, server)
    other = page.context.new_page()
    other.goto(f"{server.url}/me")
    assert other.evaluate(ASKED) != "NaN"
    page.goto(f"{server.url}/me")
    logs_out(page)
    assert other.evaluate(ASKED) == "NaN"
    assert not [name for name in page.evaluate("caches.keys()") if name.startswith("pages-")]


def test_a_page_that_is_opened_while_somebody_logs_out_is_not_kept(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    [worker] = page.context.service_workers
    other = page.context.new_page()
    other.goto(f"{server.url}/me")
    page.goto(f"{server.url}/me")
    worker.evaluate(HELD_IN_WORKER)
    other.evaluate("(id) => { location.assign(`/enterprises/${id}`); }", ids["A"])
    until(page, lambda: bool(worker.evaluate("Boolean(self.held)")))
    logs_out(page)
    until(page, lambda: page.evaluate(KEPT) == [])
    worker.evaluate("() => self.held.release()")
    expect(other.get_by_role("heading", name="贵池石料有限公司")).to_be_visible()
    assert other.evaluate(KEPT) == []


def test_a_logout_that_no_script_has_seen_empties_the_pages(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    watch.expect("app.js")
    server, ids = site
    page = visitor("phone", service_workers="block")
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/me")
    page.evaluate(
        """async (user) => {
          await (await caches.open(`pages-${user}`)).put("/tasks", new Response("", { headers: { "X-Person": user } }));
          await (await caches.open("person")).put("/person", new Response(String(user)));
        }""",
        ids["inspector"],
    )
    page.route("**/js/app.js", lambda route: route.abort())
    page.reload()
    logs_out(page)
    assert page.evaluate(KEPT) == []
