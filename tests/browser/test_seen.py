"""What an answer says, a refusal or a result, is in the viewport of a phone and has the focus: every form of every page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLong

from tests.browser import papers_room, people
from tests.browser.conftest import Visitor
from tests.browser.people import sign_in
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.cast import EMPLOYERS

# What has the focus, and whether it can be read where it is: not under the head, the dock or below the edge.
SPOKEN = """() => {
  const said = document.activeElement;
  if (!said || said === document.body) return { text: "", where: "nothing has the focus", visible: false };
  const box = said.getBoundingClientRect();
  const top = Math.max(box.top, 0) + 4;
  const hit = document.elementFromPoint(box.left + Math.min(box.width, innerWidth) / 2, top);
  return {
    text: said.textContent.trim().slice(0, 200), where: `${said.tagName} ${said.className} ${Math.round(box.top)} of ${innerHeight}`,
    visible: box.top >= 0 && box.top < innerHeight && (said.contains(hit) || hit?.contains(said)),
    speaks: said.matches(".alert, .error, .error-summary, [role=alert], [data-said], [data-result], [data-sentence], [data-status], h1, [aria-invalid=true]"),
  };
}"""
# The forms of a page that are sent to the server by a button, by number.
FORMS = """() => [...document.querySelectorAll("main form")].map((form, at) => [at, form])
  .filter(([, form]) => form.method === "post" && form.querySelector("button:not([type=button])") && !form.matches("[data-start], [data-report], [data-no-access], [data-sign], [data-submission]"))
  .map(([at, form]) => [at, form.getAttribute("action") ?? ""])"""
# Emptied and sent as if its own rules were not there: the server's words are wanted. The page lies at its end, as a thumb leaves it.
SEND = """(at) => {
  const form = document.querySelectorAll("main form")[at];
  form.noValidate = true;
  for (const field of form.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), textarea")) field.value = "";
  for (const field of form.querySelectorAll("select")) field.value = "";
  scrollTo(0, document.documentElement.scrollHeight);
  form.requestSubmit([...form.querySelectorAll("button:not([type=button])")].at(-1));
}"""
LEAVE = ("/logout", "/login", "/disable", "/notices")

PAGES = {
    "inspector": [
        "/me", "/password", "/enterprises/new", "/enterprises/{A}/edit", "/enterprises/{A}/code", "/enterprises/{A}/activation",
        "/inspections/{visit}/handover", "/inspections/{visit}/documents", "/inspections/{visit}/void",
    ],
    "admin": ["/people/new", "/bureaus/new", "/bureaus/{bureau}", "/bureaus/{bureau}/documents", "/bureaus/{bureau}/seal",
              "/reference/hazards/new", "/checklists", "/checklists/1", "/people/{colleague}"],
    "supervisor": ["/day-lists/new", "/enterprises/{A}/termination", "/labels"],
    EMPLOYERS["owner"][0]: ["/documents/consent", "/me"],
}  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    with people.served(tmp_path_factory.mktemp("seen"), papers_room.fill) as site:
        yield site


def spoken(page: Page, which: str) -> dict[str, object]:
    """Once something has been said; what it is and where."""
    try:
        page.wait_for_function(f"() => {{ const said = ({SPOKEN})(); return said.text && said.speaks; }}")
    except TooLong as error:
        raise AssertionError((which, page.url, page.evaluate(SPOKEN))) from error
    said: dict[str, object] = page.evaluate(SPOKEN)
    return said


def answered(page: Page, mark: float, which: str) -> None:
    """Another page has come, or words on this one."""
    came = "(mark) => window.before !== mark || document.querySelector('.error-summary, #flash .alert')"
    try:
        page.wait_for_function(came, arg=mark, timeout=15_000)
    except TooLong as error:
        raise AssertionError(f"{which} was not answered") from error


@pytest.mark.parametrize("who", PAGES)
def test_every_form_says_its_answer_in_sight(
    visitor: Visitor, papers: tuple[Server, str], watch: Watch, who: str
) -> None:
    watch.expect("Failed to load resource")
    server, visit = papers
    page = visitor("phone")
    sign_in(page, server, who)
    names = {"A": 1, "visit": visit, "bureau": 2, "colleague": 6}
    page.on("dialog", lambda dialog: dialog.accept())
    tried = 0
    for address in PAGES[who]:
        there = server.url + address.format(**names)
        page.goto(there)
        for at, action in page.evaluate(FORMS):
            if any(one in action for one in LEAVE):
                continue
            page.goto(there)
            if [at, action] not in page.evaluate(FORMS):
                continue  # what was done before took it away
            mark = page.evaluate("() => (window.before = Math.random())")
            page.evaluate(SEND, at)
            answered(page, mark, f"{address} {action}")
            if page.url.partition("#")[0] != there and page.evaluate(
                "!scrollY && !document.querySelector('#flash .alert')"
            ):
                tried += 1
                continue  # what was made has a page of its own, and this is its beginning
            said = spoken(page, f"{address} {action}")
            assert said["visible"], (address, action, said)
            tried += 1
    assert tried >= 2


def test_a_receipt_without_a_signature_says_so_where_the_thumb_is(
    visitor: Visitor, papers: tuple[Server, str]
) -> None:
    server, visit = papers
    inspector = visitor("phone")
    sign_in(inspector, server, "inspector")
    revoking = inspector.get_by_role("button", name="作废")
    inspector.goto(f"{server.url}/enterprises/1/activation")
    before = revoking.count()  # the tests of this file share a server, and others press the button too
    inspector.goto(f"{server.url}/inspections/{visit}/handover")
    inspector.get_by_role("button", name="生成激活码").click()
    expect(inspector).to_have_url(f"{server.url}/inspections/{visit}/handover#code")
    code = inspector.locator("[data-result] .serial").inner_text()
    assert spoken(inspector, "handover")["visible"]
    inspector.reload()
    expect(inspector.locator("[data-result] .serial")).to_have_text(code)
    inspector.goto(f"{server.url}/enterprises/1/activation")
    expect(revoking).to_have_count(before + 1)
