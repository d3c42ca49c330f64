"""Every page of the story in a province: 100,000 enterprises, 300,000 visits, 1,000,000 findings, on both databases.

Beside each page: the same page of the same person with the demo's 177 enterprises.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.bench.pages import Browser
from scripts.bench.report import median, say
from scripts.bench.serving import Served, prepared, serving
from tests.postgres import Cluster
from tests.story_pages import PAGES, StoryPage, find_places

NUMBER = int(os.environ.get("BENCH_PROVINCE", "100000"))
DATABASES = tuple(os.environ.get("BENCH_DATABASES", "sqlite postgres").split())
TIMES = 7
# Milliseconds: of a county's people their county's own pages; of the province's the sums over a million findings.
BUDGET, PROVINCE_BUDGET = 60, 400
REAL = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on", "shared_buffers": "256MB"}  # fmt: skip


def pages() -> None:
    for database in DATABASES:
        few = dict(_measured(database, 177))
        slow = 0
        for page, took in _measured(database, NUMBER):
            aim = PROVINCE_BUDGET if page.who.startswith("province") else BUDGET
            beside = f"{few[page]:.1f} ms with 177 enterprises" if page in few else "nobody has it there"
            name = f"page_ms {database} {page.who or 'public'} {page.path}"
            say(name, took, "ms", f"<= {aim}", beside)
            slow += took > aim
        say(f"pages_over_budget {database}", slow, f"of {len(PAGES)} pages", "<= 0")


def _measured(database: str, number: int) -> list[tuple[StoryPage, float]]:
    with _served(database, number) as served:
        found = list(_pages(served))
        say(f"province_rss_mb {database} {number}", served.rss(), "MB", "<= 200")
    return found


@contextmanager
def _served(database: str, number: int) -> Iterator[Served]:
    cluster = Cluster(**REAL) if database == "postgres" else None
    try:
        settings = {}
        if cluster:
            cluster.start()
            settings["MASHANG_DATABASE_URL"] = f"{cluster.url}/postgres"
        ready = os.environ.get("BENCH_PROVINCE_FOLDER") if number == NUMBER and not cluster else None
        with _filled(ready, number, settings) as (folder, demo):
            if cluster:
                cluster.tidy()  # autovacuum would be at it while pages are measured
            with serving(folder, demo, **settings) as served:
                yield served
    finally:
        if cluster:
            cluster.remove()


@contextmanager
def _filled(
    ready: str | None, number: int, settings: dict[str, str]
) -> Iterator[tuple[Path, dict[str, object]]]:
    """A folder with the demo of that size; one that was filled before (BENCH_PROVINCE_FOLDER) is taken as it is."""
    if ready:
        yield Path(ready), json.loads((Path(ready) / "demo.json").read_text())
        return
    with prepared(number, 3, **settings) as filled:
        yield filled


def _pages(served: Served) -> Iterator[tuple[StoryPage, float]]:
    accounts = {one["username"] for one in served.demo["accounts"]}
    names = {
        "inspector": served.person("inspector"), "supervisor": served.person("supervisor"),
        "administrator": served.person("administrator"), "owner": served.person("employer"),
    } | {name: name for name in ("province", "province-admin") if name in accounts}  # fmt: skip
    browsers = {who: Browser(served, name) for who, name in names.items()} | {"": Browser(served, "")}
    wanted = tuple(page for page in PAGES if page.who in browsers)
    known = {"token": served.demo["enterprises"][0]["token"], "hazard": "P001"}

    async def get(who: str, path: str) -> str:
        browsers[who].connection.close()
        return browsers[who].get(path)[0].decode()

    places = asyncio.run(find_places(get, wanted, known))
    for page in wanted:
        browser, address = browsers[page.who], page.address(places)
        browser.connection.close()  # the server has closed it after some seconds of silence; it opens again by itself
        browser.get(address)
        yield page, median([browser.get(address)[1] for _ in range(TIMES)])
