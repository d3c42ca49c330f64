"""What the pages of the story ask of a province's database is found by an index.

The database is small, but SQLite plans by the statistics of 100,000 enterprises with 1,000,000 findings.
"""

import csv
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from tests.conftest import HOME
from tests.counting import statements
from tests.databases import make_template
from tests.demo.conftest import PASSWORD, TODAY, copied
from tests.plans import scans
from tests.story_pages import PAGES, find_places
from webapp.accounts.login.sessions import open_session
from webapp.board.figures import forget, recount
from webapp.db import sql, transaction
from webapp.db.connect import ENGINE, SQLITE
from webapp.demo.load import load
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection
from webapp.settings import settings, use

STATISTICS = Path(__file__).with_name("province_statistics.csv")
ENTERPRISES = 400
Get = Callable[[str, str], Awaitable[httpx.Response]]


async def _load() -> None:
    use(demo_password=PASSWORD)
    await load(today=TODAY, enterprises=ENTERPRISES)


@pytest.fixture(scope="module")
def province_template() -> tuple[object, Path]:
    return make_template(HOME, "province", _load), settings().data


@pytest.fixture
async def province(
    province_template: tuple[object, Path], tmp_path: Path, application: Litestar
) -> AsyncIterator[Get]:
    """`await province("chief", "/board")`: a page of the demo of a province as one of its people sees it."""
    async with copied(province_template, tmp_path), AsyncExitStack() as clients:
        if SQLITE:
            await _as_in_a_province()
        forget()
        known: dict[str, httpx.AsyncClient] = {}

        async def get(who: str, path: str) -> httpx.Response:
            if who not in known:
                client = httpx.AsyncClient(
                    transport=httpx.ASGITransport(application),  # type: ignore[arg-type]
                    base_url="http://testserver",
                    headers={"accept": "text/html"},
                    cookies={"mashang_session": await _session(who)} if who else None,
                )
                known[who] = await clients.enter_async_context(client)
            return await known[who].get(path)

        yield get
        forget()


async def _as_in_a_province() -> None:
    await sql("DELETE FROM sqlite_stat1")
    with STATISTICS.open(newline="") as lines:
        for row in csv.DictReader(lines):
            await sql(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ({}, {}, {})",
                row["table"], row["index"] or None, row["stat"],
            )  # fmt: skip
    await ENGINE.close()  # statistics are read by connections that are new
    await ENGINE.open()


async def _session(username: str) -> str:
    (person,) = await sql("SELECT id FROM person WHERE username = {}", username)
    async with transaction():
        return await open_session(person["id"], "tests", "127.0.0.1")


NAMES = {"inspector": "inspector1", "administrator": "admin", "owner": "owner1"}


async def test_no_page_walks_through_a_table_that_grows(province: Get) -> None:
    assert await scans("SELECT i.id FROM inspection i WHERE i.companion = 'x'")
    (code,) = await sql("SELECT token FROM qr_code ORDER BY id LIMIT 1")

    async def text(who: str, path: str) -> str:
        return (await province(NAMES.get(who, who), path)).text

    places = await find_places(text, PAGES, {"token": code["token"], "hazard": "P001"})
    walked: dict[str, list[str]] = {}
    asked: set[str] = set()
    for page in PAGES:
        address = page.address(places)
        forget()
        answer = await province(NAMES.get(page.who, page.who), address)
        assert answer.status_code == 200, (page, answer.status_code)
        for statement in await statements(province(NAMES.get(page.who, page.who), address)):
            if statement.startswith("SELECT") and statement not in asked:
                asked.add(statement)
                if steps := await _unexpected(statement):
                    walked.setdefault(f"{page.who} {address}", []).append(f"{steps} {statement}")
    assert len(asked) > 300
    assert not walked, json.dumps(walked, ensure_ascii=False, indent=1)


# What walks, and why it may. IN (…) stands for the bureaus of a province.
WALKS = {
    "SELECT COUNT(*) AS n FROM finding f WHERE +f.bureau IN (…) AND 1 = 1":
        "The board says exactly how many findings a province has: one walk through an index that holds all it needs.",
    'SELECT ALL COUNT(*) AS "count" FROM "enterprise" WHERE (+"enterprise".bureau IN (…) AND "enterprise"."status" != \'deregistered\')':
        "Labels are counted before they are printed, by whoever is about to print for a whole province.",
    "SELECT count(*) AS n, COALESCE(sum(size), 0) AS bytes FROM photo":
        "系统 says how much is stored, to the few who keep the server: an index holds the sizes.",
}  # fmt: skip


async def _unexpected(statement: str) -> list[str]:
    """Names are searched by LIKE in the one table that holds them; nothing else may be walked through."""
    if re.sub(r"IN \([\d, ]+\)", "IN (…)", statement) in WALKS:
        return []
    searched = 'enterprise"."search" LIKE' in statement
    return [step for step in await scans(statement) if not (searched and "enterprise" in step)]


async def test_every_record_has_the_bureau_of_its_enterprise(province: Get) -> None:
    for table in (Finding, Inspection):
        name = table._meta.tablename
        (wrong,) = await sql(
            f"SELECT COUNT(*) AS n FROM {name} r JOIN enterprise e ON e.id = r.enterprise "
            "WHERE r.bureau IS NULL OR r.bureau <> e.bureau"
        )
        assert wrong["n"] == 0
        assert await table.count() > ENTERPRISES


async def test_records_follow_their_enterprise_to_another_bureau(province: Get) -> None:
    (moving,) = await sql("SELECT enterprise, bureau FROM finding ORDER BY id LIMIT 1")
    (other,) = await sql("SELECT id FROM bureau WHERE id <> {} ORDER BY id LIMIT 1", moving["bureau"])
    async with transaction():
        await sql("UPDATE enterprise SET bureau = {} WHERE id = {}", other["id"], moving["enterprise"])
    for name in ("finding", "inspection"):
        rows = await sql(
            f"SELECT DISTINCT bureau FROM {name} WHERE enterprise = {{}}",
            moving["enterprise"],
        )
        assert [row["bureau"] for row in rows] == [other["id"]]


def _open(page: str) -> int:
    found = re.search(r"待整改</span>\s*<span class=\"n\">(\d+)<", page)
    assert found
    return int(found[1])


async def test_the_board_of_a_province_says_of_when_it_is_and_is_counted_anew(province: Get) -> None:
    before = (await province("province", "/board")).text
    assert "统计于" in before
    assert "统计于" not in (await province("supervisor", "/board")).text
    async with transaction():
        await sql("UPDATE finding SET state = 'terminated' WHERE state = 'open' AND id = (SELECT MIN(id) FROM finding WHERE state = 'open')")  # fmt: skip
    assert _open((await province("province", "/board")).text) == _open(before)
    await recount()
    assert _open((await province("province", "/board")).text) == _open(before) - 1
