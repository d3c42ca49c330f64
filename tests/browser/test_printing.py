"""What is printed names what it is of; and what was typed into a password can be looked at."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import papers_room, people
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_findings import sign_in
from tests.cast import BUREAUS, ENTERPRISES

NAME = ENTERPRISES["A"][0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    with people.served(tmp_path_factory.mktemp("printing"), papers_room.fill) as site:
        yield site


def printed(page: Page, folder: Path) -> str:
    """The first page on paper, without its blanks."""
    path = folder / "page.pdf"
    page.pdf(path=path, format="A4")
    told = subprocess.run(["pdftotext", "-l", "1", path, "-"], check=True, capture_output=True, text=True)
    return "".join(told.stdout.split())


def test_the_printed_pages_say_of_what_they_are(
    visitor: Visitor, served: tuple[Server, str], tmp_path: Path
) -> None:
    server, _ = served
    desk = visitor("desk")
    sign_in(desk, server, "supervisor", "/enterprises/1")
    expect(desk.get_by_role("heading", level=1)).to_have_text(NAME)
    assert NAME in printed(desk, tmp_path)
    desk.goto(f"{server.url}/findings/1")
    assert NAME in printed(desk, tmp_path)
    assert "问题1" in printed(desk, tmp_path)
    desk.goto(f"{server.url}/board")
    on_paper = printed(desk, tmp_path)
    assert "看板" in on_paper
    assert BUREAUS["county"][1] in on_paper


def test_a_password_is_looked_at_and_sent_hidden(visitor: Visitor, served: tuple[Server, str]) -> None:
    server, _ = served
    phone = visitor("phone")
    phone.goto(f"{server.url}/login")
    field = phone.locator("#f-password")
    field.fill("ganz geheim")
    expect(field).to_have_attribute("type", "password")
    phone.get_by_role("button", name="显示输入的字符").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value("ganz geheim")
    phone.get_by_role("button", name="隐藏输入的字符").click()
    expect(field).to_have_attribute("type", "password")
    phone.goto(f"{server.url}/activate")
    expect(phone.get_by_role("button", name="显示输入的字符")).to_have_count(2)
