"""逐条复核 by keys on the desk, by taps and swipes on the phone, and without scripts."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE
from tests.browser.test_findings import PHOTOS, sign_in
from tests.browser.watch import Watch
from tests.cast import EMPLOYERS


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory, visitor: Visitor, watch: Watch) -> Iterator[Site]:
    """Both findings are reported, each with a photo."""
    watch.expect(NOISE)  # the form for offline use is still fetched when the page is left
    with people.served(tmp_path_factory.mktemp("reviews"), findings_room.fill) as site:
        server, made = site
        owner = visitor("phone")
        sign_in(owner, server, EMPLOYERS["owner"][0], "/findings")
        for number in (made["first"], made["second"]):
            report, photo = f"{server.url}/findings/{number}/reports/{uuid4()}", uuid4()
            origin = {"origin": server.url}
            picture = (PHOTOS / "Portrait_3.jpg").read_bytes()
            kept = owner.request.put(
                f"{report}/photos/{photo}?kind=after", data=picture, headers=origin | {"x-entry": str(photo)}
            )
            assert kept.status == 201
            sent = owner.request.post(
                report, form={"kind": "done", "text": "已安装除尘器。"}, headers=origin, max_redirects=0
            )
            assert sent.status == 303
        yield site


def open_reviews(page: Page, site: Site) -> None:
    sign_in(page, site[0], "colleague", "/findings/reviews")


def shown(page: Page, words: str) -> None:
    expect(page.get_by_text(words, exact=True)).to_be_visible()


def test_by_keys_on_the_desk(desk: Page, served: Site) -> None:
    server, made = served
    open_reviews(desk, served)
    shown(desk, "1/2")
    expect(desk.get_by_role("article")).to_have_count(1)
    expect(desk.get_by_role("article").locator("figure img").nth(1)).to_be_visible()
    desk.keyboard.press("1")
    shown(desk, "2/2")
    desk.keyboard.press("2")
    reason = desk.get_by_role("textbox", name="理由（退回必填，企业照着做）")
    expect(reason).to_be_focused()
    desk.keyboard.press("Escape")
    reason.blur()
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_text("销号 1 项，退回 1 项，跳过 0 项")).to_be_visible()
    # Without a reason it leads back to where one is missing.
    desk.get_by_role("button", name="确认办理").click()
    shown(desk, "2/2")
    reason.fill("1 号设备看不清。")
    reason.blur()
    desk.keyboard.press("ArrowRight")
    desk.get_by_role("button", name="确认办理").click()
    desk.wait_for_url(f"{server.url}/findings")
    expect(desk.locator("#flash")).to_contain_text("已销号 1 项，已退回 1 项。")
    desk.goto(f"{server.url}/findings/{made['second']}")
    expect(desk.get_by_text("1 号设备看不清。").first).to_be_visible()


def swipe(page: Page, by: int) -> None:
    """A finger over the pictures, sideways."""
    page.get_by_role("article").evaluate(
        """(card, by) => {
            const at = (x) => new Touch({ identifier: 1, target: card, clientX: x, clientY: 200 });
            card.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, touches: [at(200)], changedTouches: [at(200)] }));
            card.dispatchEvent(new TouchEvent("touchend", { bubbles: true, touches: [], changedTouches: [at(200 + by)] }));
        }""",
        by,
    )


def test_by_swipe_and_tap_on_the_phone(phone: Page, served: Site) -> None:
    server, made = served
    open_reviews(phone, served)
    shown(phone, "1/2")
    swipe(phone, -120)
    shown(phone, "2/2")
    swipe(phone, 30)
    shown(phone, "2/2")
    swipe(phone, 120)
    shown(phone, "1/2")
    phone.get_by_role("article").get_by_text("销号", exact=True).tap()
    shown(phone, "2/2")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("article").get_by_text("跳过", exact=True).tap()
    phone.get_by_role("button", name="确认办理").tap()
    phone.wait_for_url(f"{server.url}/findings")
    expect(phone.locator("#flash")).to_contain_text("已销号 1 项。")
    phone.goto(f"{server.url}/findings/{made['first']}")
    expect(phone.get_by_text("已销号").first).to_be_visible()


def test_without_scripts(visitor: Visitor, served: Site) -> None:
    server, _ = served
    page = visitor("desk", java_script_enabled=False)
    open_reviews(page, served)
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("radio", name="销号").first.check()
    page.get_by_role("button", name="确认办理").click()
    page.wait_for_url(f"{server.url}/findings")
    expect(page.locator("#flash")).to_contain_text("已销号 1 项。")
