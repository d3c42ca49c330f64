"""Renders every component to a folder and photographs it: `python -m tests.web.gallery FOLDER [page.html …]`.

Not part of the product and not a test: it is how the look is looked at. Serves on a free port of its own.
"""

import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.web.gallery.render import render_pages

SIZES = {"phone": (390, 844), "desk": (1440, 900)}


class Quiet(SimpleHTTPRequestHandler):
    def log_error(self, *args: object) -> None:
        """Say nothing of what is not there: the manifest, the scripts."""

    def log_request(self, *args: object) -> None:
        """Say nothing: the pictures are the output."""


def main(folder: Path, names: list[str]) -> None:
    pages = render_pages(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                for name in names or pages:
                    page.goto(f"http://127.0.0.1:{server.server_port}/{name}", wait_until="networkidle")
                    page.screenshot(
                        path=folder / f"{Path(name).stem}-{size}-{scheme}.png", full_page=name != "frame.html"
                    )
                page.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
