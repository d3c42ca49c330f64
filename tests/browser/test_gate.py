"""What is printed is what opens: labels are read back as a camera would, and the public page is looked at."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.people import sign_in
from tests.browser.server import Server
from tests.browser.site import site
from tests.cast import TOKENS
from tests.documents.sight import text
from webapp.gate.labels import Label, Sheet, sheet_of
from webapp.web.shown.qr import gate_address

READ = """
import { BarcodeDetector } from "/static/vendor/barcode-detector/ponyfill.js";
window.read = async (base64) => {
  const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "image/png" });
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(blob));
  return found.map((code) => code.rawValue);
};
"""
HEAD = '<!doctype html><html lang="zh-CN"><link rel="icon" href="data:,"><script type="module" src="/read.js"></script>'


@pytest.fixture(scope="module")
def served(site: Site) -> Server:
    server, server.ids = site
    return server


@pytest.fixture(scope="module")
def reader() -> Iterator[str]:
    with site({"/": HEAD, "/read.js": READ}) as address:
        yield address


@pytest.mark.parametrize(("sheet", "many"), [(Sheet.SMALL, 24), (Sheet.MEDIUM, 8), (Sheet.LARGE, 1)])
def test_every_printed_code_opens_its_public_page(desk: Page, reader: str, sheet: Sheet, many: int) -> None:
    labels = [
        Label("贵池石料有限公司" * (n + 1), "", "K7QM-4R2P", "贵池区卫生健康委员会", f"token-{n:016}")
        for n in range(many)
    ]
    pages = sheet_of(labels, sheet, "png")
    assert len(pages) == 1
    desk.goto(reader)
    desk.wait_for_function("Boolean(window.read)")
    found = desk.evaluate("(data) => read(data)", base64.b64encode(pages[0]).decode())
    assert sorted(found) == sorted(gate_address(label.token) for label in labels)


def test_the_code_in_the_browser_is_the_same(desk: Page, reader: str, served: Server) -> None:
    sign_in(desk, served, "supervisor")
    desk.goto(f"{served.url}/labels/sheet?enterprise={served.ids['A']}")
    expect(desk.get_by_role("button", name="打印")).to_be_visible()
    picture = desk.locator(".label").screenshot()
    desk.goto(reader)
    desk.wait_for_function("Boolean(window.read)")
    assert desk.evaluate("(data) => read(data)", base64.b64encode(picture).decode()) == [
        f"{served.url}/q/{TOKENS['A']}"
    ]


def test_the_public_page_on_a_phone(phone: Page, served: Server) -> None:
    phone.goto(f"{served.url}/q/{TOKENS['A']}")
    expect(phone.get_by_role("heading", name="贵池石料有限公司")).to_be_visible()
    for sign in ("注意防尘", "戴防尘口罩", "噪声有害", "戴护耳器"):
        drawn = phone.get_by_role("img", name=sign)
        expect(drawn).to_be_visible()
        box = drawn.bounding_box()
        assert box is not None
        assert box["width"] >= 100
    phone.get_by_role("link", name="监督人员登录").click()
    phone.get_by_label("账号").fill("inspector")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_after_the_login_the_way_in_is_open(phone: Page, served: Server) -> None:
    sign_in(phone, served, "inspector")
    phone.goto(f"{served.url}/q/{TOKENS['A']}")
    expect(phone.get_by_role("link", name="进入一户一档")).to_have_attribute(
        "href", f"/enterprises/{served.ids['A']}"
    )
    expect(phone.get_by_role("link", name="开始检查")).to_be_visible()
    phone.goto(f"{served.url}/q/{TOKENS['C']}")
    expect(phone.get_by_text("只显示公开信息")).to_be_visible()


def test_choosing_labels_updates_the_preview(desk: Page, served: Server) -> None:
    sign_in(desk, served, "supervisor")
    desk.goto(f"{served.url}/labels")
    expect(desk.get_by_text("共 2 个标签")).to_be_visible()
    desk.get_by_label("查找单位").fill("gcsl")
    desk.get_by_label("查找单位").press("Enter")
    expect(desk.get_by_text("共 1 个标签")).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载 PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_an_activation_code_is_printed_on_one_sheet(desk: Page, served: Server, tmp_path: Path) -> None:
    sign_in(desk, served, "inspector")
    desk.add_init_script("window.print = () => { document.documentElement.dataset.asked = 'print'; }")
    desk.goto(f"{served.url}/enterprises/{served.ids['A']}/activation")
    desk.get_by_role("button", name="发激活码").click()
    code = desk.get_by_label("激活码", exact=True).inner_text()
    desk.get_by_role("button", name="打印").click()  # which waits for its script
    expect(desk.locator("html[data-asked=print]")).to_be_attached()
    printed = tmp_path / "code.pdf"
    desk.pdf(path=printed, prefer_css_page_size=True)
    [sheet] = text(printed)
    assert code in sheet and "贵池石料有限公司" in sheet
    for only_on_screen in ("打印", "完成", "返回", "请现在"):
        assert only_on_screen not in sheet
    desk.emulate_media(media="print")
    room, paper = desk.locator("main").bounding_box(), desk.locator(".handout").bounding_box()
    assert room and paper
    # In the middle of the sheet, not in its corner.
    assert abs((room["x"] + room["width"] / 2) - (paper["x"] + paper["width"] / 2)) <= 1
