"""WebKit, the engine of every iPhone: a visit filled in, photographed, kept while the server is down, submitted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests import cast
from tests.browser.conftest import Site
from tests.browser.people import served
from tests.browser.server import PROJECT, Server
from tests.browser.webkit import Hand, webkit

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

PHOTO = PROJECT / "tests/photos/Portrait_3.jpg"
# Every section's 本节其余全部符合, and for the signs 拍不到 with a reason.
ALL_MET = """
for (const button of document.querySelectorAll("[data-fill]")) button.click();
for (const card of document.querySelectorAll("[data-slot]")) {
  const radio = card.querySelector("[name=result][value=na]");
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}
"""
WAITS = """
const done = arguments[arguments.length - 1];
if (document.readyState !== "complete") return done(null); // of a page that is still coming nothing is known
const { app } = document.querySelector("script[data-app]").dataset;
const near = (name) => import(app.replace("app.js", name));
Promise.all([near("person.js"), near("outbox.js")])
  .then(([{ person }, { counts }]) => counts(person().id))
  .then(([own]) => done(String(own)), (error) => done(String(error)));
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("webkit"), MASHANG_CDN="off") as site:
        yield site


@pytest.fixture(scope="module")
def hand(site: Site) -> Iterator[Hand]:
    """An inspector who is signed in, whichever test comes first."""
    server, _ = site
    with webkit() as page:
        hand = Hand(page)
        hand.page.get(f"{server.url}/login?next=/me")
        hand.type("[name=username]", "inspector")
        hand.type("[name=password]", cast.PASSWORD)
        hand.click("form [type=submit]")
        hand.until(lambda: hand.page.current_url.endswith("/me"))
        yield hand


def opens(hand: Hand, server: Server, enterprise: int, second: int) -> str:
    hand.page.get(f"{server.url}/enterprises/{enterprise}/visit")
    hand.type("[name=second]", str(second))
    for name in ("showed_badge", "told_rights"):
        hand.click(f"[name={name}]")
    hand.click("[data-start] [type=submit]")
    hand.until(lambda: "/inspections/" in hand.page.current_url, "the form")
    ready(hand)
    return hand.page.current_url


def ready(hand: Hand) -> None:
    """htmx is there, and the form shows one of its screens with what the phone holds laid in."""
    shown = (
        "return document.documentElement.dataset.htmx && document.querySelector('[data-fill]:not(:disabled)')"
    )
    hand.until(lambda: hand.script(shown), "the form")


def waits(hand: Hand) -> int:
    return int(hand.until(lambda: hand.page.execute_async_script(WAITS), "the outbox"))


def arrived(hand: Hand) -> None:
    hand.until(lambda: waits(hand) == 0, "everything has arrived")


def delivers(hand: Hand, name: str, words: str) -> None:
    """Typed into 检查信息, and seen to arrive: the page is left right after."""
    state = "document.querySelector('#about form').dataset.saveState"
    hand.script(f"{state} = ''")
    hand.type(f"#about [name={name}]", words)
    hand.until(lambda: hand.script(f"return {state} === 'sent'"), f"{name} has arrived")


def test_a_visit_in_webkit(hand: Hand, site: Site) -> None:
    server, ids = site
    hand.until(lambda: hand.script("return Boolean(navigator.serviceWorker.controller)"), "the worker")
    address = opens(hand, server, ids["A"], ids["colleague"])

    # One write is kept while the server is down, over a reload too.
    server.stop()
    hand.click("#item-1\\.1 [name=result][value=met]")
    hand.shows("已存手机")
    assert waits(hand) == 1
    hand.page.get(address)
    chosen = "return document.querySelector('#item-1\\\\.1 [name=result][value=met]')?.checked"
    hand.until(lambda: hand.script(chosen), "the answer after the reload")
    assert waits(hand) == 1
    server.start()
    hand.script("dispatchEvent(new Event('online'))")
    arrived(hand)

    hand.page.get(address)
    ready(hand)
    hand.script(ALL_MET)
    hand.click("#item-1\\.1 [data-open-strip]")
    hand.find("#item-1\\.1 [data-photo-input=album]").send_keys(str(PHOTO))
    hand.until(
        lambda: (
            hand.script("return document.querySelector('#item-1\\\\.1 [data-photo]')?.dataset.state")
            == "sent"
        )
    )
    delivers(hand, "companion", "李四")
    delivers(hand, "conclusion", "现场整洁 𠮷。")
    arrived(hand)

    hand.page.get(address)
    hand.until(lambda: hand.script(chosen))
    hand.shows("60/60")
    hand.page.get(f"{address}/review")
    hand.click("[data-submission] [type=submit]")
    hand.until(
        lambda: not hand.page.current_url.endswith("/review"), "the receipt, or the form when that takes long"
    )
    arrived(hand)
    hand.page.get(f"{address}/receipt")
    hand.shows("已提交")
    assert stored(server) == "submitted 60 1"


# A transaction that never ends, as one does for a moment when somebody leaves a page while it reads or writes.
BUSY = """
const done = arguments[arguments.length - 1];
const { app } = document.querySelector("script[data-app]").dataset;
import(app.replace("app.js", "field-db.js")).then(({ base }) => base()).then(async (database) => {
  const store = database.transaction(["entries", "values"], "readwrite").objectStore("entries");
  done("busy");
  for (;;) await store.count();
}).catch(() => {});
"""


def test_a_page_that_is_left_while_it_writes_does_not_stop_the_next(hand: Hand, site: Site) -> None:
    server, _ = site
    hand.page.get(f"{server.url}/tasks")
    hand.until(lambda: hand.script("return document.documentElement.dataset.htmx"), "the page")
    assert hand.page.execute_async_script(BUSY) == "busy"
    hand.script("window.mark = 'the page that was left'")
    hand.page.get(f"{server.url}/me")
    assert waits(hand) == 0
    # Back to it: it was frozen, gave up what it did, and has begun anew.
    hand.page.back()
    hand.until(lambda: hand.page.current_url.endswith("/tasks"), "the way back")
    hand.until(
        lambda: hand.script("return !window.mark && document.readyState === 'complete'"), "a new beginning"
    )
    assert waits(hand) == 0


def test_coming_back_to_the_start_begins_another_visit(hand: Hand, site: Site) -> None:
    """WebKit freezes the page that is left, with all that its scripts hold; mostly, and then it begins anew."""
    server, ids = site
    start = f"{server.url}/enterprises/{ids['B']}/visit"
    hand.page.get(start)
    seen: list[str] = []
    frozen = False
    for _ in range(8):
        again = frozen
        hand.until(lambda: hand.script("return document.readyState === 'complete'"), "the page")
        hand.script("window.mark = 'the same page'")
        hand.click("[data-start] [type=submit]")
        hand.until(lambda: "/inspections/" in hand.page.current_url, "the form")
        ready(hand)
        seen.append(hand.page.current_url)
        if again:
            break
        hand.page.back()
        hand.until(lambda: hand.page.current_url == start, "the way back")
        frozen = hand.script("return window.mark") == "the same page"
    assert frozen
    assert len(set(seen)) == len(seen) > 1


def stored(server: Server) -> str:
    """State, standing answers and photos of the one visit, from the database."""
    text = (
        "import asyncio\n"
        "from webapp.db import sql\n"
        "from webapp.db.connect import ENGINE\n"
        "async def main():\n"
        "    await ENGINE.open()\n"
        "    state = (await sql('SELECT state FROM inspection'))[0]['state']\n"
        "    answers = len(await sql('SELECT DISTINCT item FROM answer'))\n"
        "    print(state, answers, len(await sql('SELECT id FROM photo')))\n"
        "    await ENGINE.close()\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=PROJECT,
        env=server.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
