"""htmx comes from the CDN or from this site, never from both, whatever the CDN does."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import CDN
from tests.browser.people import until
from tests.browser.site import PROJECT, site
from tests.browser.watch import Watch
from webapp.settings import HTMX_CDN, HTMX_INTEGRITY

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

HTMX = (PROJECT / "static/vendor/htmx/htmx.min.js").read_bytes()
ADDRESS = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js"
MINUTE = 60 * 1000
DAY = 24 * 60 * MINUTE
# A busy machine may take longer to serve than a page waits for the CDN.
PATIENT = "const real = setTimeout; window.setTimeout = (act, wait) => real(act, 10 * wait);"


def marked(origin: str) -> bytes:
    """The real htmx, which also tells that it ran."""
    return b'(window.ran ??= []).push("' + origin.encode() + b'");\n' + HTMX


def integrity(script: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()


def document(cdn: str = ADDRESS, local: str = "/local.js") -> str:
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><link rel="icon" href="data:,">
        <meta name="htmx-config" content='{{"includeIndicatorCSS": false}}'>
        <script src="/static/js/boot.js" data-cdn="{cdn}" data-integrity="{integrity(marked("cdn"))}"
            data-local="{local}" defer></script></head>
        <body><button hx-get="/fragment" hx-target="#out">取</button><p id="out"></p></body></html>"""


class Cdn:
    """The CDN as it may be: `serve`, `refuse`, `hang`, `wrong`. Keeps what hangs, to be served late."""

    def __init__(self, context: BrowserContext) -> None:
        self.mood = "serve"
        self.asked = 0
        self.held: list[Route] = []
        context.route(CDN, self.answer)

    def answer(self, route: Route) -> None:
        self.asked += 1
        if self.mood == "refuse":
            route.abort("connectionrefused")
        elif self.mood == "hang":
            self.held.append(route)
        else:
            self.serve(route, marked("cdn") if self.mood == "serve" else marked("evil"))

    def serve(self, route: Route, script: bytes) -> None:
        headers = {"access-control-allow-origin": "*", "content-type": "application/javascript"}
        route.fulfill(body=script, headers=headers)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pages: dict[str, str | bytes] = {
        "/": document(),
        "/off": document(cdn=""),
        "/bare": document(local="/missing.js"),
        "/fragment": "<b>来了</b>",
        "/local.js": marked("local"),
    }
    with site(pages) as url:
        yield url


@pytest.fixture
def cdn(phone: Page) -> Cdn:
    return Cdn(phone.context)


def arrives_from(page: Page, origin: str) -> None:
    """htmx is here, from one place only, and the attributes of the page work, once each."""
    expect(page.locator("html")).to_have_attribute("data-htmx", origin)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/fragment" in request.url else None)
    page.get_by_role("button", name="取").click()
    expect(page.locator("#out")).to_have_text("来了")
    assert page.evaluate("ran") == [origin]
    assert len(asked) == 1


def pass_by(page: Page, milliseconds: int) -> None:
    """Lets time pass for what is remembered."""
    page.evaluate(
        """(age) => {
            const [key] = Object.keys(localStorage);
            localStorage.setItem(key, Number(localStorage.getItem(key)) - age);
        }""",
        milliseconds,
    )


def test_cdn_serves(phone: Page, cdn: Cdn, address: str) -> None:
    phone.add_init_script(PATIENT)
    phone.goto(address)
    arrives_from(phone, "cdn")
    assert phone.evaluate("localStorage.length") == 0


def test_cdn_refuses(phone: Page, cdn: Cdn, address: str, watch: Watch) -> None:
    watch.expect("ERR_CONNECTION_REFUSED")
    cdn.mood = "refuse"
    phone.goto(address)
    arrives_from(phone, "local")


def test_cdn_sends_something_else(phone: Page, cdn: Cdn, address: str, watch: Watch) -> None:
    watch.expect("integrity")
    cdn.mood = "wrong"
    phone.goto(address)
    arrives_from(phone, "local")


def test_cdn_hangs_and_then_arrives_too_late(phone: Page, cdn: Cdn, address: str) -> None:
    cdn.mood = "hang"
    phone.goto(address, wait_until="commit")
    until(phone, lambda: bool(cdn.held))
    arrives_from(phone, "local")

    with phone.expect_event("requestfinished", lambda request: request.url == ADDRESS):
        cdn.serve(cdn.held[0], marked("cdn"))
    # A script that had arrived before this one would have run before it.
    phone.evaluate("""() => new Promise((done) => {
        const after = document.createElement("script");
        after.src = "/static/js/boot.js?after";
        after.dataset.local = "/missing.js";
        after.onload = done;
        document.head.append(after);
    })""")
    assert phone.evaluate("ran") == ["local"]


def test_a_failure_is_remembered_for_a_day(phone: Page, cdn: Cdn, address: str, watch: Watch) -> None:
    watch.expect("ERR_CONNECTION_REFUSED")
    phone.add_init_script(PATIENT)
    cdn.mood = "refuse"
    phone.goto(address)
    arrives_from(phone, "local")
    cdn.mood = "serve"

    pass_by(phone, DAY - MINUTE)
    phone.reload()
    arrives_from(phone, "local")
    assert cdn.asked == 1

    pass_by(phone, 2 * MINUTE)
    phone.reload()
    arrives_from(phone, "cdn")


def test_works_where_storage_is_forbidden(phone: Page, cdn: Cdn, address: str, watch: Watch) -> None:
    watch.expect("ERR_CONNECTION_REFUSED")
    forbid = "get() { throw new DOMException('no', 'SecurityError') }"
    phone.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {forbid} }})")
    cdn.mood = "refuse"
    phone.goto(address)
    arrives_from(phone, "local")


def test_no_cdn_is_asked_when_it_is_switched_off(phone: Page, cdn: Cdn, address: str) -> None:
    phone.goto(f"{address}/off")
    arrives_from(phone, "local")
    assert cdn.asked == 0


def test_set_up_without_node_a_failed_cdn_gets_another_chance(
    phone: Page, cdn: Cdn, address: str, watch: Watch
) -> None:
    watch.expect("ERR_CONNECTION_REFUSED")
    cdn.mood = "refuse"
    phone.goto(f"{address}/bare")
    expect(phone.get_by_role("button", name="取")).to_be_visible()
    cdn.mood = "serve"
    phone.reload()
    arrives_from(phone, "cdn")


def test_the_local_copy_is_the_release_that_the_cdn_serves() -> None:
    assert HTMX_CDN == ADDRESS
    assert integrity(HTMX) == HTMX_INTEGRITY
    assert (PROJECT / "node_modules/htmx.org/dist/htmx.min.js").read_bytes() == HTMX
