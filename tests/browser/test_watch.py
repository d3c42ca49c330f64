"""The watch on pages notices what it is there for; otherwise every other browser test proves less."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.site import site
from tests.browser.watch import Watch

HEAD = (
    '<!doctype html><html lang="zh-CN"><link rel="icon" href="data:,">'
    '<meta name="viewport" content="width=device-width">'
)
PAGES: dict[str, str | bytes] = {
    "/": HEAD,
    "/inline": f"{HEAD}<script>window.bad = 1</script>",
    "/throws": f'{HEAD}<script src="/throws.js"></script>',
    "/throws.js": "throw new Error('broken');",
    "/logs": f'{HEAD}<script src="/logs.js"></script>',
    "/logs.js": "console.error('wrong');",
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with site(PAGES) as url:
        yield url


@pytest.mark.parametrize(
    ("path", "fault"), [("/inline", "Content Security Policy"), ("/throws", "broken"), ("/logs", "wrong")]
)
def test_faults_of_a_page_are_seen(phone: Page, watch: Watch, address: str, path: str, fault: str) -> None:
    phone.goto(address + path)
    with pytest.raises(AssertionError, match=fault):
        watch.check()
    watch.expect(fault)


def test_a_failing_answer_is_seen_and_a_refusal_is_none(phone: Page, watch: Watch, address: str) -> None:
    phone.context.route("**/broken", lambda route: route.fulfill(status=500))
    phone.goto(address)
    phone.evaluate("fetch('/missing')")
    watch.check()
    phone.evaluate("fetch('/broken')")
    with pytest.raises(AssertionError, match="500 GET"):
        watch.check()
    watch.expect("500")


def test_a_phone_is_a_phone_in_china(phone: Page, desk: Page, address: str) -> None:
    phone.goto(address)
    desk.goto(address)
    facts = "[innerWidth, navigator.maxTouchPoints > 0, navigator.language, new Date(0).getHours()]"
    assert phone.evaluate(facts) == [390, True, "zh-CN", 8]
    assert desk.evaluate(facts) == [1440, False, "zh-CN", 8]
