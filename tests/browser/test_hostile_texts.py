"""Every page that links lead to, in a world whose texts are attacks: no script of theirs runs, the policy refuses nothing."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser import hostile_room, people
from tests.browser.people import sign_in
from tests.browser.server import Server

MOST = 60
FILES = (".xlsx", "/pdf", "/file", "/sealed", "/logout", "/thumbnail", "/display", "/watermarked")
DOWNLOADS = ("/documents/templates/built-in/",)
LINKS = "[...document.links].map(link => link.href)"
STRANGE = """() => [
    ...[...document.querySelectorAll('script:not([src])')].map(one => one.outerHTML),
    ...[...document.querySelectorAll('[onerror],[onload],[onclick],[style],img[src="x"],svg[onload]')].map(one => one.outerHTML),
    ...[...document.querySelectorAll('a[href^="javascript:" i]')].map(one => one.outerHTML),
    ...(window.pwned === undefined ? [] : ['a script ran']),
]"""


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with people.served(tmp_path_factory.mktemp("hostile"), hostile_room.fill, MASHANG_CDN="off") as (
        server,
        _,
    ):
        yield server


def shape(path: str) -> str:
    """Pages of one kind: ids and queries do not make another one."""
    return "/".join("#" if any(sign.isdigit() for sign in part) else part for part in path.split("/"))


def crawl(page: Page, server: Server, start: list[str]) -> set[str]:
    waiting, seen = list(start), {}
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        kind = shape(path)
        if seen.get(kind, 0) >= 2 or path.endswith(FILES) or path.startswith(DOWNLOADS):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        page.goto(server.url + path, wait_until="load")
        assert page.evaluate(STRANGE) == [], path
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            if link.startswith(server.url) and shape(parts.path) not in seen and parts.path not in waiting:
                waiting.append(parts.path)
    return set(seen)


@pytest.mark.parametrize("name", ["inspector", "supervisor", "admin", "13800000001"])
def test_nothing_of_an_attack_runs(visitor, room, name):
    page = visitor("desk")
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    sign_in(page, room, name)
    start = {"inspector": ["/tasks", "/inspections", "/findings", "/enterprises/1", "/enterprises/1/visit"],
             "supervisor": ["/board", "/board/findings", "/enterprises", "/inspections", "/labels", "/labels/sheet"],
             "admin": ["/audit", "/people", "/bureaus", "/checklists", "/enterprises/1"],
             "13800000001": ["/findings", "/inbox", "/findings/1/report"]}[name]  # fmt: skip
    assert len(crawl(page, room, ["/", *start])) >= len(start)
