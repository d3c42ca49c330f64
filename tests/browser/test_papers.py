"""From a finished visit to a signed, numbered order that the owner signs for on the phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import papers_room, people
from tests.browser.conftest import Visitor
from tests.browser.pads import draw
from tests.browser.server import Server
from tests.browser.test_findings import sign_in
from tests.cast import EMPLOYERS

# On how many lines a text stands.
LINES = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size;
}"""

# The words that do not stand in the ink of their paper.
OTHER_INK = """(paper) => {
  const ink = getComputedStyle(paper).color;
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  return [...paper.querySelectorAll("*")].filter((one) => own(one) && getComputedStyle(one).color !== ink).map((one) => one.textContent);
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    with people.served(tmp_path_factory.mktemp("papers"), papers_room.fill) as site:
        yield site


def test_an_order_is_signed_issued_and_received(visitor: Visitor, served: tuple[Server, str]) -> None:
    server, visit = served
    inspector = visitor("phone")
    sign_in(inspector, server, "inspector", f"/inspections/{visit}")
    inspector.get_by_role("link", name="文书", exact=True).first.click()
    inspector.get_by_role("button", name="生成责令限期改正通知书").click()
    inspector.wait_for_url(re.compile("/documents/"))
    document = inspector.url
    inspector.get_by_role("link", name="签名").click()
    inspector.get_by_role("button", name="保存签名").first.click()
    expect(inspector.get_by_text("请先在框里签名。")).to_be_visible()
    draw(inspector.locator("canvas").first)
    inspector.get_by_role("button", name="保存签名").first.click()
    expect(inspector.get_by_text("已签名", exact=True)).to_be_visible()

    # A changed document has to be signed anew.
    inspector.goto(f"{document}/edit")
    inspector.get_by_label("要求").fill("改正后书面报告。")
    inspector.get_by_role("button", name="保存").click()
    expect(inspector.get_by_text("已失效：签名以后记录有改动")).to_be_visible()
    inspector.get_by_role("link", name="签名").click()
    draw(inspector.locator("canvas").first)
    inspector.get_by_role("button", name="保存签名").first.click()
    expect(inspector.get_by_text("已签名", exact=True)).to_be_visible()
    inspector.get_by_role("link", name="完成").click()
    expect(inspector.get_by_text("已失效")).to_have_count(0)
    inspector.get_by_role("button", name="签发并编号").click()
    expect(inspector.get_by_text(re.compile("已签发，编号 贵卫职改")).first).to_be_visible()
    expect(inspector.get_by_role("img", name="王五的签名").first).to_be_visible()

    owner = visitor("phone")
    sign_in(owner, server, EMPLOYERS["owner"][0], "/documents")
    owner.get_by_role("link", name=re.compile("责令限期改正通知书")).click()
    owner.get_by_role("link", name="确认收到").click()
    expect(owner.locator("canvas").first).to_have_attribute("data-ready", "")
    owner.get_by_role("button", name="确认收到").click()
    expect(owner.get_by_text("请先在框里签名。")).to_be_in_viewport()
    expect(owner.get_by_text("请先在框里签名。")).to_be_focused()
    draw(owner.locator("canvas").first)
    owner.get_by_role("button", name="确认收到").click()
    expect(owner.get_by_text("已确认收到。")).to_be_visible()
    inspector.reload()
    expect(inspector.get_by_text("在手机上签名确认").first).to_be_visible()


@pytest.mark.parametrize("paper", ["现场检查笔录", "检查报告"])
def test_a_credit_code_is_read_in_one_piece(visitor: Visitor, served: tuple[Server, str], paper: str) -> None:
    server, visit = served
    page = visitor("phone")
    sign_in(page, server, "inspector", f"/inspections/{visit}/documents")
    page.get_by_role("button", name=f"生成{paper}", exact=True).click()
    page.wait_for_url(re.compile("/documents/[0-9a-f-]{36}$"))
    code = page.locator(".official").get_by_text(re.compile(r"^91341702MA\w{8}$"))
    for width in (360, 390, 430):
        page.set_viewport_size({"width": width, "height": 844})
        expect(code).to_be_visible()
        assert code.evaluate(LINES) == 1, width
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_is_handed_over_has_the_ink_of_paper_also_at_night(
    visitor: Visitor, served: tuple[Server, str]
) -> None:
    server, visit = served
    page = visitor("phone", color_scheme="dark")
    sign_in(page, server, "inspector", f"/inspections/{visit}/handover")
    paper = page.locator(".paper")
    expect(paper).to_have_css("color", "rgb(17, 17, 17)")
    expect(paper).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(paper).to_contain_text("问题与整改要求")
    assert paper.evaluate(OTHER_INK) == []
