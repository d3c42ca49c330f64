"""The Chromium of this machine: without a window where there is one of that kind, since it needs a third less of a processor."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright

SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def launched(playwright: Playwright, *arguments: str, whole: bool = False) -> Iterator[Browser]:
    """A running browser with these arguments, closed in the end; RuntimeError where none is installed.

    `whole`: not the one without windows, which takes no film for its camera.
    """
    names = WHOLE if whole else (SHELL, *WHOLE)
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("no Chromium on this machine; `make test` installs it")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=path, args=[*arguments, *sandbox])
    try:
        yield browser
    finally:
        browser.close()
