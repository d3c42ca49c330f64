"""The phone: Chromium with the real worker. Taps, the kept form, a first visit on slow 4G, a day's work sent at once."""

import base64
import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from scripts.bench.receive import without_hazards
from scripts.bench.relay import Relay
from scripts.bench.report import quantile, say
from scripts.bench.serving import PASSWORD, PROJECT, Served, prepared, serving
from tests.browser.conftest import ARGUMENTS, CHINA, SIZES
from tests.browser.offline_room import READY
from tests.soak.journal import visit as made_up
from tests.soak.run import LEFT, MODULES, PUT

SLOWDOWN = 4
# What DevTools calls slow 4G: bytes a second, milliseconds.
SLOW_4G = {
    "offline": False, "downloadThroughput": 180_000, "uploadThroughput": 84_375, "latency": 562.5,
}  # fmt: skip
VISITS, PHOTOS = 20, 6
PICTURE = PROJECT / "tests/photos/Landscape_6.jpg"
# Milliseconds from the tap on an answer until it is on the phone's disk, for every item; a fast hand rests in between.
TAPS = """async () => {
  const found = [];
  for (const card of document.querySelectorAll("[data-item]")) {
    const radio = card.querySelector("[name=result]:is([value=met], [value=na]):not(:checked)");
    const kept = new Promise((done) => document.addEventListener("outbox:kept", done, { once: true }));
    const began = performance.now();
    radio.click();
    await kept;
    found.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 200));
  }
  return found;
}"""
# When the form has laid the phone's values over the page, and htmx has come.
INTERACTIVE = """
  window.ready = {};
  document.addEventListener("visit:counted", () => { window.ready.form ??= performance.now(); }, { capture: true });
  document.addEventListener("htmx:here", () => { window.ready.htmx ??= performance.now(); });
"""
WHEN_READY = """async () => {
  while (!window.ready.form || !window.ready.htmx) await new Promise((done) => setTimeout(done, 5));
  return Math.max(window.ready.form, window.ready.htmx);
}"""
WATCH = """
  window.seen = { lcp: 0, slowest: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.seen.lcp = one.startTime; }))
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { if (one.interactionId) window.seen.slowest = Math.max(window.seen.slowest, one.duration); }))
    .observe({ type: "event", durationThreshold: 16, buffered: true });
"""


def phone() -> None:
    with prepared() as (folder, demo):
        known = without_hazards(folder)
        with (
            serving(folder, demo, MASHANG_CDN="off") as served,
            sync_playwright() as playwright,
            _chromium(playwright) as browser,
        ):
            _first_visit(browser, served, known)
            _form(browser, served, known)
            _day(browser, served, known)


@contextmanager
def _chromium(playwright: Any) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    browser = playwright.chromium.launch(executable_path=path, args=arguments)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def _signed_in(browser: Browser, url: str, known: dict[str, Any]) -> Iterator[BrowserContext]:
    """A phone with a session that has never loaded a page."""
    context = browser.new_context(**CHINA, **SIZES["phone"])
    try:
        who = {"username": known["username"], "password": PASSWORD}
        answer = context.request.post(f"{url}/login", form=who)
        if not answer.ok:
            raise RuntimeError(f"login: {answer.status}")
        yield context
    finally:
        context.close()


def _throttled(page: Page, *, network: bool) -> CDPSession:
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    if network:
        session.send("Network.emulateNetworkConditions", SLOW_4G)
    return session


def _quiet(page: Page, relay: Relay, milliseconds: int = 3000) -> int:
    """What has come in all, once nothing has come for so long: the worker takes its pages one after the other."""
    before = -1
    while relay.sent != before:
        before = relay.sent
        page.wait_for_timeout(milliseconds)
    return before


def _first_visit(browser: Browser, served: Served, known: dict[str, Any]) -> None:
    """任务 on a phone that has never been here; what the worker then takes along; and the same page once more."""
    relay = Relay(int(served.url.rsplit(":", 1)[1]))
    arrived: list[int] = []
    with _signed_in(browser, relay.url, known) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        session = _throttled(page, network=True)
        session.on("Network.loadingFinished", lambda event: arrived.append(int(event["encodedDataLength"])))
        page.goto(f"{relay.url}/tasks")
        page.wait_for_load_state("networkidle")
        # The worker's own requests, which come after, are not the page's; the relay counts them too.
        first, lcp = sum(arrived), float(page.evaluate("window.seen.lcp"))
        if not page.evaluate(READY, ["/tasks", "/field/form"]):
            raise RuntimeError("the worker did not come")
        everything = _quiet(page, relay)
        say("first_visit_bytes", first, "bytes of 任务, cold", "<= 120000", f"{everything} with the worker")
        say("lcp_ms", lcp, "ms, 4 x CPU, slow 4G, cold", "<= 2500")
        page.goto(f"{relay.url}/tasks")
        page.wait_for_load_state("networkidle")
        say("repeat_visit_bytes", _quiet(page, relay) - everything, "bytes of 任务, with the worker")
    relay.close()


def _form(browser: Browser, served: Served, known: dict[str, Any]) -> None:
    """The form from the cache, without a network: until it can be filled in, and each tap."""
    enterprise = known["enterprises"][0]
    with _signed_in(browser, served.url, known) as context:
        page = context.new_page()
        start = f"/enterprises/{enterprise}/visit"
        page.goto(f"{served.url}/tasks")
        page.evaluate(READY, ["/tasks", "/field/form"])
        page.goto(f"{served.url}{start}")
        if not page.evaluate(READY, [start, f"/field/form?enterprise={enterprise}"]):
            raise RuntimeError("the form was not kept")
        context.set_offline(True)
        page.get_by_role("button", name="开始检查").click()
        page.wait_for_url("**/inspections/*")
        address = page.url
        page.add_init_script(INTERACTIVE)
        page.add_init_script(WATCH)
        _throttled(page, network=False)
        times = []
        for _ in range(5):
            page.goto(address)
            times.append(float(page.evaluate(WHEN_READY)))
        say("form_cached_interactive_ms", quantile(times, 0.5), "ms, 4 x CPU, median of 5")
        slow = page.evaluate(TAPS)
        page.evaluate("window.seen.slowest = 0")
        for radio in page.locator("[data-item]:visible [name=result][value=mostly]").all():
            radio.check()
            page.wait_for_timeout(200)
        inp = float(page.evaluate("window.seen.slowest"))
        page.close()
        fast = context.new_page()
        fast.goto(address)
        fast.locator("html[data-htmx]").wait_for()
        fast.locator("[data-save-state=saving]").first.wait_for(state="attached")
        beside = f"{quantile(slow, 0.95):.0f} ms at 4 x CPU"
        say("tap_safe_p95_ms", quantile(fast.evaluate(TAPS), 0.95), "ms", "<= 50", beside)
        say("inp_ms", inp, "ms, slowest answer, 4 x CPU", "<= 200")


def _day(browser: Browser, served: Served, known: dict[str, Any]) -> None:
    """A day without signal, sent at once when it is back."""
    chance, picture = random.Random(1), PICTURE.read_bytes()  # noqa: S311 - made-up visits
    with _signed_in(browser, served.url, known) as context:
        page = context.new_page()
        page.goto(f"{served.url}/field/sync")
        page.evaluate(MODULES)
        user = int(page.locator("[data-person]").first.get_attribute("data-person") or 0)
        context.set_offline(True)
        size = 0
        for number in range(VISITS):
            day = made_up(
                chance, picture, user=user, enterprise=known["enterprises"][number], second=known["second"],
                items=known["codes"], photos=PHOTOS,
            )  # fmt: skip
            size += sum(len(base64.b64decode(entry["bytes"])) for entry in day.entries if entry.get("bytes"))
            page.evaluate(PUT, day.entries)
        context.set_offline(False)
        began = time.perf_counter()
        page.evaluate("() => { dispatchEvent(new Event('online')); }")
        while page.evaluate(LEFT, user):
            page.wait_for_timeout(50)
            if time.perf_counter() - began > 600:
                raise RuntimeError(f"stuck: {page.evaluate(LEFT, user)} left")
        took = time.perf_counter() - began
        say(
            "sync_day_s", took, f"s for {VISITS} visits, {VISITS * PHOTOS} photos", "", f"{size / 1e6:.1f} MB"
        )
