"""The card of a job that runs goes on asking when a proxy has nothing good to say."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import sign_in, until
from tests.browser.watch import Watch
from webapp.web.templates import environment

# What is proven here lies in the browser; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

# Counts the seconds at which the card would ask.
TICKS = """() => {
  window.ticks = 0;
  document.addEventListener("every", () => (window.ticks += 1), true);
}"""
CARD = "{% from 'jobs/_progress.html' import job_progress %}{{ job_progress(job) }}"


def card(state: str) -> str:
    job = SimpleNamespace(id=7, state=state, done=3, total=9, says="")
    return environment().from_string(CARD).render(job=job)


def test_the_card_of_a_job_outlives_an_answer_of_the_proxy(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect("502")
    server, _ = site
    page = visitor("desk", service_workers="block")
    sign_in(page, server, "supervisor")
    page.goto(f"{server.url}/me")
    asked: list[str] = []

    def proxy(route: Route) -> None:
        expect(page.get_by_text("正在处理")).to_be_visible()
        asked.append(route.request.url)
        if len(asked) < 3:
            route.fulfill(status=502, body="<h1>Bad Gateway</h1>", content_type="text/html")
        else:
            route.fulfill(body=card("done"), content_type="text/html")

    page.route("**/jobs/7", proxy)
    runs(page)
    expect(page.get_by_text("已完成。")).to_be_visible()
    assert len(asked) == 3


def test_an_answer_that_takes_longer_than_a_second_is_the_only_one(visitor: Visitor, site: Site) -> None:
    server, _ = site
    page = visitor("desk", service_workers="block")
    sign_in(page, server, "supervisor")
    page.goto(f"{server.url}/me")
    page.evaluate(TICKS)
    asked: list[Route] = []
    page.route("**/jobs/7", lambda route: asked.append(route))
    runs(page)
    until(page, lambda: bool(asked))
    seen = page.evaluate("ticks")
    page.wait_for_function("seen => ticks > seen", arg=seen)
    asked[0].fulfill(body=card("done"), content_type="text/html")
    expect(page.get_by_text("已完成。")).to_be_visible()
    # What had been queued would have been asked before this.
    page.evaluate("fetch('/field/ping')")
    assert len(asked) == 1


def runs(page: Page) -> None:
    """The page shows the card of a job that runs."""
    expect(page.locator("html")).to_have_attribute("data-htmx", re.compile("cdn|local"))
    page.evaluate(
        """(html) => {
          document.getElementById("main").innerHTML = html;
          htmx.process(document.getElementById("main"));
        }""",
        card("running"),
    )
