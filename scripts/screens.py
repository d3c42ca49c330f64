"""Pictures of every page of the story for docs/screens: `python -m scripts.screens`.

A temporary server with the demo of one fixed day; each page at phone and desk size. With names as arguments only
those pages (`python -m scripts.screens form board`); `--dark` writes them to build/screens-dark instead.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import secrets
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.shots import SHOTS, Shot
from tests.browser.conftest import ARGUMENTS, CHINA, SIZES
from tests.browser.server import PROJECT, Server

FOLDER = PROJECT / "docs/screens"
COLOURS = 128
TALLEST = 2600
PASSWORD = secrets.token_urlsafe(12)


def save(page: Page, path: Path, whole: bool) -> None:
    """As a picture of few colours; no longer than TALLEST dots of the page."""
    page.locator("img[loading=lazy]").evaluate_all("all => all.forEach(one => { one.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    size = page.viewport_size or {"width": 390, "height": 844}
    full = int(page.evaluate("document.documentElement.scrollHeight"))
    if whole and full > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(full, TALLEST)})
        page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


def take(
    browser: Browser, url: str, told: dict[str, object], shots: list[Shot], folder: Path, dark: bool
) -> None:
    first = told["enterprises"][0]  # type: ignore[index]
    for size, options in SIZES.items():
        more = {"device_scale_factor": 1.5} if size == "phone" else {}
        pages: dict[str, Page] = {}
        for shot in shots:
            if shot.who not in pages:
                context = browser.new_context(
                    **{**CHINA, **options, **more}, color_scheme="dark" if dark else "light",
                    reduced_motion="reduce", permissions=["geolocation"],
                    geolocation={"latitude": 30.66, "longitude": 117.49, "accuracy": 15},
                )  # fmt: skip
                pages[shot.who] = page = context.new_page()
                page.set_default_timeout(8_000)
                if shot.who:
                    page.goto(f"{url}/login")
                    page.get_by_label("账号").fill(shot.who)
                    page.get_by_label("密码").fill(PASSWORD)
                    page.get_by_role("button", name="登录").click()
                    page.wait_for_url(lambda where: "/login" not in where)
            page = pages[shot.who]
            page.context.set_offline(False)  # a way may end without a network
            page.goto(url + shot.path.format(**first))
            try:
                if shot.way:
                    shot.way(page)
                page.wait_for_load_state("networkidle")
            except Exception as problem:  # the others are still worth taking
                print(f"{size}-{shot.name}: {problem}", file=sys.stderr)
            save(page, folder / f"{size}-{shot.name}.png", shot.whole)
        for page in pages.values():
            page.context.close()


def list_of(shots: list[Shot]) -> str:
    lines = [
        "# Every page of the story",
        "",
        "Made by `python -m scripts.screens` from the demo of a fixed seed; each page at 390×844 (phone) and 1440×900 (desk).",
        "",
        "| page | shows | phone | desk |",
        "|---|---|---|---|",
    ]
    for shot in shots:
        lines.append(
            f"| {shot.name} | {shot.says} | [phone](phone-{shot.name}.png) | [desk](desk-{shot.name}.png) |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    chosen = parser.parse_args()
    shots = [shot for shot in SHOTS if not chosen.names or shot.name in chosen.names]
    folder = PROJECT / "build/screens-dark" if chosen.dark else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as where:
        server = Server(Path(where), MASHANG_DEMO_PASSWORD=PASSWORD)
        try:
            server.cli("migrate")
            told = json.loads(server.cli("demo", "--json"))
            server.cli("remind")
            server.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chosen.chromium,
                    args=[*ARGUMENTS, "--no-sandbox", "--lang=zh-CN"],
                    env={**os.environ, "LANGUAGE": "zh_CN"},
                )
                take(browser, server.url, told, shots, folder, chosen.dark)
                browser.close()
        finally:
            server.remove()
    if not chosen.dark:
        (folder / "README.md").write_text(list_of(SHOTS))


if __name__ == "__main__":
    main()
