"""Pages and pictures out of the phone, where there is no network or a slow one."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    NOISE,
    READY,
    answer,
    begin,
    inspector,
    item,
    offline_visit,
    prepare,
    waiting,
)
from tests.browser.people import served, sign_in, until
from tests.browser.phone_room import Phone
from tests.browser.server import Server
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

PICTURE = (
    """(src) => document.querySelector("main").append(Object.assign(new Image(), { src, id: "picture" }))"""
)


@pytest.fixture
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose phones wait a second for a page."""
    with served(tmp_path_factory.mktemp("impatient"), MASHANG_PAGE_PATIENCE="1") as site:
        yield site


def kept_page(visitor: Visitor, server: Server, enterprise: int) -> tuple[Page, Locator]:
    """The page of an enterprise, just fetched, and what it says when it comes from the phone."""
    page = inspector(visitor, server)
    page.goto(f"{server.url}/enterprises/{enterprise}")
    old = page.get_by_text(re.compile(r"这是手机里 \d\d-\d\d \d\d:\d\d 存的页面"))
    expect(page.get_by_role("heading", name="贵池石料有限公司")).to_be_visible()
    expect(old).to_have_count(0)
    return page, old


def test_a_page_of_the_phone_says_from_when_it_is(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, old = kept_page(visitor, server, ids["A"])
    page.context.set_offline(True)
    page.reload()
    expect(old).to_contain_text("没有网络")
    page.context.set_offline(False)
    page.get_by_role("link", name="刷新").click()
    expect(old).to_have_count(0)


def test_what_is_kept_beforehand_takes_no_sentence_from_the_next_page(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = inspector(visitor, server)
    marks: list[bool] = []
    page.on(
        "request",
        lambda request: (
            marks.append("x-unseen" in request.headers)
            if request.resource_type == "fetch" and "/field/form?enterprise" in request.url
            else None
        ),
    )
    prepare(page, server, ids["A"])
    assert marks and all(marks)


def test_a_picture_that_the_phone_does_not_have_shows_a_mark(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = inspector(visitor, server)
    page.context.set_offline(True)
    page.evaluate(PICTURE, f"/inspections/photos/{uuid4()}/thumbnail")
    expect(page.locator("#picture")).to_have_js_property("naturalWidth", 96)


def test_a_slow_server_is_not_waited_for(visitor: Visitor, impatient: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = impatient
    page, old = kept_page(visitor, server, ids["A"])
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)
    try:
        page.reload()
        expect(old).to_contain_text("服务器没有及时回应")
    finally:
        server.process.send_signal(signal.SIGCONT)


# The network of a hotel, from where it begins: for one address only.
PORTAL = """(address) => {
  const real = self.fetch;
  self.fetch = (request, ...rest) => new URL(request.url).pathname === address
    ? Promise.resolve(new Response("<html>欢迎上网", { headers: { "Content-Type": "text/html" } }))
    : real(request, ...rest);
}"""
COPY = """async (address) => {
  const cache = await caches.open("pages-" + document.querySelector("[data-person]").dataset.person);
  const found = await cache.match(address);
  return found ? { text: await found.text(), at: found.headers.get("X-Kept") } : null;
}"""


def test_a_pack_that_lacks_something_says_so_after_a_reload_too(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    begin(page, server, ids["A"])  # its enterprise belongs to the pack
    page.goto(f"{server.url}/tasks")
    [worker] = page.context.service_workers
    lacking = f"/enterprises/{ids['A']}/no-access"
    worker.evaluate(PORTAL, lacking)
    page.get_by_role("button", name="准备离线").click()
    expect(page.get_by_text("没有准备全，请到信号好的地方再点一次。")).to_be_visible()
    page.reload()
    expect(page.get_by_text("还有 1 项没有取到")).to_be_visible()
    copy = page.evaluate(COPY, lacking)
    assert copy is None or "欢迎上网" not in copy["text"]


def test_what_is_asked_for_anew_without_a_network_does_not_look_new(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, _ = site
    page = inspector(visitor, server)
    before = page.evaluate(COPY, "/field/start")
    page.context.set_offline(True)
    assert (
        page.evaluate("""async () => {
      const { take } = await import(document.querySelector("script[data-app]").dataset.app.replace("app.js", "kept.js"));
      return take(Number(document.querySelector("[data-person]").dataset.person), "/field/start");
    }""")
        is None
    )
    assert page.evaluate(COPY, "/field/start")["at"] == before["at"]


def test_pages_that_somebody_passed_by_do_not_pile_up(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    page.goto(f"{server.url}/enterprises/{ids['A']}")
    page.evaluate(
        """async () => {
          const person = document.querySelector("[data-person]").dataset.person;
          const cache = await caches.open(`pages-${person}`);
          for (let at = 0; at < 200; at += 1) await cache.put(`/enterprises?q=${at}`, new Response("", { headers: { "X-Person": person } }));
        }"""
    )
    page.goto(f"{server.url}/enterprises/{ids['A']}")  # seen again: it is not the oldest any more
    page.goto(f"{server.url}/enterprises?q=201")
    until(page, lambda: page.evaluate(COPY, "/enterprises?q=1") is None)
    for stays in (
        "/enterprises?q=2",
        "/enterprises?q=201",
        f"/enterprises/{ids['A']}",
        "/field/start",
        "/tasks",
    ):
        assert page.evaluate(COPY, stays), stays


def test_a_conflict_is_there_again_without_a_network(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    begin(page, server, ids["A"])
    colleague = visitor("phone")
    sign_in(colleague, server, "colleague")
    colleague.goto(page.url)
    answer(colleague, "1.1", "不适用")
    expect(item(colleague, "1.1").get_by_role("status").first).to_have_text("已送达")
    answer(page, "1.1", "符合")
    rivals = item(page, "1.1").get_by_text("两人答案不同，请商定一个")
    expect(rivals).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-kept", re.compile(r"\d"))
    expect(rivals).to_be_visible()


def test_an_answer_that_was_taken_out_of_the_queue_is_not_shown_as_given(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, visit = offline_visit(visitor, server, ids["A"])
    for code in ("1.1", "2.1"):
        answer(page, code, "符合")
        expect(item(page, code).get_by_role("status").first).to_have_text("已存手机")
    [taken] = [row["id"] for row in waiting(page) if row["url"].endswith("/answers/1.1")]
    phone = Phone(page, server, ids["inspector"])
    phone.page.evaluate("(id) => phone.withdraw(id)", taken)
    page.goto(f"{server.url}/inspections/{visit}")
    expect(item(page, "2.1").get_by_role("radio", name="符合", exact=True)).to_be_checked()
    expect(item(page, "1.1").get_by_role("radio", name="符合", exact=True)).not_to_be_checked()


def test_nothing_is_asked_for_before_the_initial_password_is_changed(visitor: Visitor, site: Site) -> None:
    server, ids = site
    admin = visitor("desk")
    sign_in(admin, server, "countyadmin")
    admin.goto(f"{server.url}/people/{ids['assistant']}")
    admin.get_by_role("button", name="重置密码").click()
    initial = admin.locator(".initial-password").inner_text()

    page = visitor("phone")
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    page.goto(f"{server.url}/login")
    page.get_by_label("账号").fill("assistant")
    page.get_by_label("密码").fill(initial)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{server.url}/password")
    # The worker is there, which is what keeping pages waits for; what is asked for then would have been answered.
    page.evaluate("""async () => {
      const { app } = document.querySelector("script[data-app]").dataset;
      await import(app);
      await navigator.serviceWorker.ready;
      for (let tries = 0; tries < 3; tries += 1) await fetch("/health", { cache: "no-store" });
    }""")
    page.get_by_label("现在的密码", exact=True).fill(initial)
    page.get_by_label("新密码", exact=True).fill("一个-新的-密码-2026")
    page.get_by_label("再输一遍新密码", exact=True).fill("一个-新的-密码-2026")
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url(re.compile(r"/(tasks|me)?$"))
    assert page.evaluate(READY, ["/field/sync"])
    assert refused == []
