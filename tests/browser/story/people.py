"""Who takes part: the demo's people on pages of their own, and small things that all of them do."""

import json
import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import PROJECT, Server

PHOTOS = sorted((PROJECT / "tests/photos").glob("*.jpg"))
NAME = "池州市翠微石料有限公司"
INITIALS = "czscwsl"
CREDIT = "91341702MA8TXW123"
MOBILE = "13805661234"
PASSWORD = "cuiwei-stone-2026"
HERE: dict[str, Any] = {
    "permissions": ["geolocation"],
    "geolocation": {"latitude": 30.662, "longitude": 117.491, "accuracy": 15},
}


@dataclass
class Cast:
    """The server with the demo; `of(username)` is what `mashang demo --json` says of somebody."""

    server: Server
    visitor: Visitor
    password: str
    accounts: dict[str, dict[str, str]]

    def of(self, username: str) -> str:
        return self.accounts[username]["name"]

    def arrives(self, username: str, size: str = "phone", password: str = "", **options: Any) -> Page:
        """Somebody who has just logged in."""
        page = self.visitor(size, **options)
        page.goto(f"{self.server.url}/login")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码").fill(password or self.password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    def goto(self, page: Page, path: str) -> None:
        page.goto(f"{self.server.url}{path}")


def cast_of(server: Server, visitor: Visitor, printed: str) -> Cast:
    told = json.loads(printed)
    return Cast(server, visitor, told["password"], {row["username"]: row for row in told["accounts"]})


def menu(page: Page, name: str) -> None:
    """A place of the main navigation: the bar of a phone, the column of a desk."""
    narrow = (page.viewport_size or {"width": 0})["width"] < 800
    place = page.locator("nav.bar" if narrow else ".side nav")
    place.get_by_role("link", name=re.compile(f"^{name}")).click()


def said(page: Page, words: str) -> None:
    """The sentence after something was done."""
    expect(page.locator("#flash")).to_contain_text(words)


def pick(field: Locator, words: str) -> None:
    """The option of a select that has these words."""
    field.select_option(value=field.locator("option", has_text=words).first.get_attribute("value"))


def figure(page: Page, label: str) -> Locator:
    """A figure of the board."""
    link = page.get_by_role("region", name="总数").get_by_role("link", name=re.compile(f"^{label}"))
    return link.locator(".n")


def number(page: Page, label: str) -> int:
    """What it says; `page` was none of the board before."""
    return int(figure(page, label).inner_text())


def counts(page: Page, label: str, many: int) -> None:
    """It says so, at the latest when the page that was asked for has come in the place of one like it."""
    expect(figure(page, label)).to_have_text(str(many))
