"""Who logs out is told what still waits on the phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, SENDS, STATE, answer, begin, inspector, waiting
from tests.browser.people import sign_in, until
from tests.browser.phone_room import Phone
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
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(re.compile("/login"))
    assert "还有 1 项内容没有上传" in asked[0]
    assert not [name for name in page.evaluate("caches.keys()") if name.startswith("pages-")]
    assert len(waiting(page)) == 1


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
    page.route(SENDS, lambda route: route.abort())
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
