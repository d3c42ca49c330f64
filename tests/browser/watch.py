"""Notices what a page does wrong with nobody looking: script errors, refused content, failing requests."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Response

# Chromium reports every answer of 4xx as an error; a refused form is none.
EXPECTED = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")
SERVER_ERROR = 500
OURS = "127.0.0.1"


class Watch:
    """What went wrong on the pages of one test. `expect(pattern)` names what the test provokes on purpose."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._expected: list[re.Pattern[str]] = [EXPECTED]

    def expect(self, pattern: str) -> None:
        self._expected.append(re.compile(pattern))

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._page_error)
        page.on("response", self._response)

    def check(self) -> None:
        unexpected = [fault for fault in self.faults if not any(one.search(fault) for one in self._expected)]
        assert unexpected == [], "the page reported errors:\n" + "\n".join(unexpected)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} [{message.location.get('url', '')}]")

    def _page_error(self, error: Error) -> None:
        self.faults.append(f"uncaught {error}")

    def _response(self, response: Response) -> None:
        if response.status >= SERVER_ERROR and urlsplit(response.url).hostname == OURS:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")
