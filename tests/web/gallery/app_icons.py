"""Draws the installable icons from favicon.svg, when the mark changes: `python -m tests.web.gallery.app_icons`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).parents[3] / "static/icons"
# file, pixels, share of the square that the mark keeps, corners cut by us (a mask or the phone cuts the others)
WANTED = [
    ("app-192.png", 192, 1.0, True),
    ("app-512.png", 512, 1.0, True),
    ("maskable-512.png", 512, 0.8, False),
    ("apple-touch-icon.png", 180, 0.9, False),
]


def main() -> None:
    mark = (ICONS / "favicon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, size, share, cut in WANTED:
            page = browser.new_page(viewport={"width": size, "height": size})
            ground = "transparent" if cut else "#0b5c57"
            page.set_content(
                f'<body style="margin:0;background:{ground};display:grid;place-items:center;height:100vh">'
                f'<div style="width:{size * share}px;height:{size * share}px;display:grid">{mark}</div>'
            )
            page.screenshot(path=ICONS / name, omit_background=cut)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
