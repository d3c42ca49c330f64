"""WebKit as Debian ships it: MiniBrowser under Xvfb, driven by Selenium."""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

PATIENCE = 60


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; yields its name for DISPLAY."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as process:
        os.close(write)
        try:
            with os.fdopen(read) as said:
                yield f":{said.readline().strip()}"
        finally:
            process.terminate()


@contextmanager
def webkit() -> Iterator[webdriver.WebKitGTK]:
    """A MiniBrowser with a fresh profile."""
    driver = shutil.which("WebKitWebDriver")
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"), None)
    if driver is None or browser is None or shutil.which("Xvfb") is None:
        pytest.fail("no WebKit on this machine; `make system` installs it")
    options = Options()
    options.binary_location = str(browser)
    options.add_argument("--automation")
    with screen() as display:
        # Root has no user namespaces to sandbox in.
        environment = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        service = Service(driver, env=environment)
        with warnings.catch_warnings():
            # Selenium's own driver for WebKitGTK begins the connection in the old way.
            warnings.simplefilter("ignore", DeprecationWarning)
            page = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield page
        finally:
            page.quit()


class Hand:
    """What somebody does on a page, and waits for."""

    def __init__(self, page: webdriver.WebKitGTK) -> None:
        self.page = page

    def until(self, what: Callable[[], Any], words: str = "") -> Any:
        waiting = WebDriverWait(self.page, PATIENCE, 0.05, [StaleElementReferenceException])
        try:
            return waiting.until(lambda _: what(), words)
        except TimeoutException as error:
            error.add_note(f"{self.page.current_url}\n{self.script('return document.body.innerText')}")
            raise

    def script(self, text: str, *arguments: Any) -> Any:
        return self.page.execute_script(text, *arguments)

    def find(self, css: str) -> WebElement:
        found: WebElement = self.until(
            lambda: self.script("return document.querySelector(arguments[0])", css), css
        )
        return found

    def click(self, css: str) -> None:
        """As a finger does, also where the sticky foot would be in the way of WebDriver's."""
        self.script("arguments[0].click()", self.find(css))

    def type(self, css: str, words: str) -> None:
        element = self.find(css)
        self.script(
            "arguments[0].focus(); arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('input', { bubbles: true }));"
            "arguments[0].dispatchEvent(new Event('change', { bubbles: true }));",
            element, words,
        )  # fmt: skip

    def shows(self, words: str) -> None:
        self.until(lambda: words in self.script("return document.body.innerText"), f"{words!r} on the page")
