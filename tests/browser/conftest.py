"""Real Chromium against a real server. `phone` and `desk` are pages; `visitor("phone")` is one more person.

Playwright keeps an event loop running in its thread, so it lives no longer than a module: async tests that
follow in the same process need theirs.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.browser.people import served
from tests.browser.server import PROJECT, Server
from tests.browser.watch import Watch
from tests.chromium import launched

# Playwright's own list, which a second one replaces; and the pages of Chromium's own bars, of which it keeps one ready beside
# every window: each is a process that takes as long as a page of ours.
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,PreloadTopChromeWebUI"
)
ARGUMENTS = [
    f"--disable-features={OFF}",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing outside of this machine is asked for; what a test wants from outside it serves by a route.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
CHINA: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
SIZES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desk": {"viewport": {"width": 1440, "height": 900}},
}
CDN = re.compile(r"^https://cdn\.jsdelivr\.net/")
FAILED = pytest.StashKey[bool]()
# How fast a page is belongs to `make bench`: here a busy machine may take its time.
expect.set_options(timeout=20_000)

Visitor = Callable[..., Page]
Site = tuple[Server, dict[str, int]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty, migrated database; `live_server.cli("demo")` fills it."""
    server = Server(tmp_path_factory.mktemp("server"))
    try:
        server.cli("migrate")
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the cast in it, for one file of tests, and the ids by name."""
    with served(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, launched(playwright, *ARGUMENTS) as browser:
        yield browser


@pytest.fixture
def watch() -> Watch:
    return Watch()


def serve_cdn(route: Route) -> None:
    """What the CDN would answer, from the same npm package."""
    route.fulfill(
        path=PROJECT / "static/vendor/htmx/htmx.min.js",
        headers={"access-control-allow-origin": "*", "content-type": "application/javascript"},
    )


@pytest.fixture
def visitor(browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """`visitor("phone", **options)`: a page of somebody with cookies of their own.

    Options are those of Playwright's `new_context`. What a page does wrong fails the test in the end
    (`watch`). A failed test leaves a screenshot of every page in build/screenshots.
    """
    contexts: list[BrowserContext] = []

    def open_page(size: str = "phone", **options: Any) -> Page:
        context = browser.new_context(**{**CHINA, **SIZES[size], **options})
        contexts.append(context)
        context.route(CDN, serve_cdn)
        context.on("page", watch.follow)
        return context.new_page()

    yield open_page
    if request.node.stash.get(FAILED, False):
        _screenshots(contexts, request.node.name)
    for context in contexts:
        context.close()
    watch.check()


def _screenshots(contexts: list[BrowserContext], test: str) -> None:
    folder = PROJECT / "build/screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    name = re.sub(r"[^\w-]+", "-", test)
    for number, page in enumerate(pages, 1):
        page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    return visitor("phone")


@pytest.fixture
def desk(visitor: Visitor) -> Page:
    return visitor("desk")


@pytest.fixture
def page(phone: Page) -> Page:
    """A phone, since that is what most people hold."""
    return phone
