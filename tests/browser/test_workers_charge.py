"""The first pages after signing in: the worker takes charge of each, and keeps what the field needs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import READY
from tests.browser.people import sign_in, until

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

# The worker takes charge while another page is on its way.
LEAVES = """(address) => {
  setTimeout(() => location.assign(address));
  setTimeout(() => navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" }), 500);
}"""


def test_a_page_that_was_on_its_way_is_in_the_workers_charge(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone")
    sign_in(page, server, "inspector")
    held: list[Route] = []
    page.route(re.compile("/visit$"), lambda route: held.append(route))
    page.evaluate(LEAVES, f"{server.url}/enterprises/{ids['A']}/visit")
    until(page, lambda: bool(held) and bool(page.context.service_workers))
    [worker] = page.context.service_workers
    until(page, lambda: worker.evaluate("registration.active?.state") == "activated")
    held[0].continue_()
    page.wait_for_url(re.compile("/visit$"))
    assert page.evaluate(READY, [])


# The network breaks off for one of the pages that the first one keeps.
BREAKS_OFF = """if (location.pathname === "/me") {
  const real = window.fetch;
  window.fetch = (address, ...rest) => (address === "/field/factors" ? Promise.reject(new TypeError()) : real(address, ...rest));
}"""


def test_a_page_that_did_not_come_is_asked_for_again(visitor: Visitor, site: Site) -> None:
    page = visitor("phone")
    page.add_init_script(BREAKS_OFF)
    sign_in(page, site[0], "inspector")
    page.goto(f"{site[0].url}/me")
    assert page.evaluate(READY, ["/field/form"])
    assert not page.evaluate("caches.match('/field/factors').then(Boolean)")
    page.goto(f"{site[0].url}/inspections")
    assert page.evaluate(READY, ["/field/factors"])
