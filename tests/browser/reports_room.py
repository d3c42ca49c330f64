"""The form of an enterprise's report, filled in by its owner on a phone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import READY
from tests.browser.people import sign_in
from tests.cast import EMPLOYERS


def owner_at(visitor: Visitor, served: Site, finding: str, kind: str = "progress") -> tuple[Page, str]:
    """The owner at the form of a report, which the phone has kept, as 同步中心; and its path."""
    server, made = served
    page = visitor("phone")
    sign_in(page, server, EMPLOYERS["owner"][0])
    path = f"/findings/{made[finding]}/report?kind={kind}"
    page.goto(server.url + path)
    assert page.evaluate(READY, [])
    page.reload()  # through the worker, which keeps it
    assert page.evaluate(READY, [path, "/field/sync"])
    return page, path


def fill(page: Page, words: str, percent: str = "40") -> None:
    page.get_by_label("完成百分比").fill(percent)
    page.get_by_label("进展情况").fill(words)


def sends(page: Page, words: str, percent: str) -> None:
    fill(page, words, percent)
    page.get_by_role("button", name="提交进展").click()


def section(page: Page, name: str) -> Locator:
    """A part of 同步中心."""
    return page.get_by_role("region", name=name, exact=True)


def told(page: Page, words: str) -> Locator:
    return page.locator(".timeline li", has_text=words)
