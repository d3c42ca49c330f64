"""The numbers of the board are those of a naive count, within the reach, in a fixed number of statements."""

import io
import os
import tracemalloc
from collections import Counter
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from tests import cast
from tests.board.scene import scatter
from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.board import export, listing
from webapp.board.counts import count
from webapp.board.scope import Days, Scope, Stage
from webapp.clock import local, today
from webapp.db import transaction
from webapp.db.connect import ENGINE
from webapp.findings.tables import Finding
from webapp.jobs.files import path_of
from webapp.jobs.runner import run_next
from webapp.settings import settings


def lies_in(row: dict[str, Any], stage: Stage) -> bool:
    """The stages, said another way."""
    day, state = today(), row["state"]
    month = day.replace(day=1)
    last = (month - timedelta(days=1)).replace(day=1)
    ended = local(row["ended_at"]).date() if row["ended_at"] else None
    return {
        Stage.OPEN: state == "open",
        Stage.WAITING: state == "reported",
        Stage.ASKED: state == "open" and bool(row["asked_due"] or row["objected"]),
        Stage.SOON: state == "open" and day <= row["due_on"] <= day + timedelta(days=3),
        Stage.OVERDUE: state == "open" and row["due_on"] < day,
        Stage.CLOSED: state == "closed" and ended is not None and ended >= month,
        Stage.CLOSED_BEFORE: state == "closed"
        and ended is not None
        and last <= ended < month
        and ended.day <= day.day,
        Stage.ALL: True,
    }[stage]


def within(user: User, scope: Scope, row: dict[str, Any]) -> bool:
    return (
        row["bureau"] in user.bureaus
        and (not scope.bureau or row["bureau"] == int(scope.bureau))
        and row["area"].startswith(scope.area)
        and row["industry"].startswith(scope.industry)
        and (
            not scope.violation or row["violation"] == ("" if scope.violation == "none" else scope.violation)
        )
        and (not scope.inspector or row["responsible"] == int(scope.inspector))
    )


def scopes() -> list[Scope]:
    ids = cast.ids()
    return [
        Scope(),
        Scope(area="341702"),
        Scope(area="341721"),
        Scope(industry="30"),
        Scope(industry="26"),
        Scope(violation="V24"),
        Scope(violation="none", inspector=str(ids["inspector"])),
        Scope(bureau=str(ids["county"]), period="90"),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_counts_are_those_of_a_naive_count(db: None, seed: int) -> None:
    rows = await scatter(seed, 300)
    days = Days(today())
    for name in ("chief", "supervisor", "outsupervisor", "admin"):
        user = await load_user(cast.ids()[name])
        for scope in scopes():
            if scope.bureau and int(scope.bureau) not in user.bureaus:
                continue
            mine = [row for row in rows if within(user, scope, row)]
            if scope.period:
                since = days.today - timedelta(days=90)
                mine = [row for row in mine if local(row["found_at"]).date() >= since]
            counted, tables = await count(user, scope, days)
            for stage, number in counted.items():
                assert number == sum(lies_in(row, stage) for row in mine), (name, scope, stage)
            for stage in Stage:
                assert await listing.how_many(user, scope, stage, days) == sum(
                    lies_in(row, stage) for row in mine
                )
            for lines in tables.values():
                assert sum(line.counts[Stage.OPEN] for line in lines) == counted[Stage.OPEN]
                assert sum(line.counts[Stage.CLOSED] for line in lines) == counted[Stage.CLOSED]
                # Nobody counts twice among those that are not over, whatever the enterprise has asked.
                assert sum(line.live for line in lines) == sum(
                    row["state"] in {"open", "reported"} for row in mine
                )
            by_violation = Counter(row["violation"] for row in mine if row["state"] == "open")
            assert {
                line.key: line.counts[Stage.OPEN] for line in tables["violation"] if line.counts[Stage.OPEN]
            } == by_violation


@pytest.mark.parametrize("stage", list(Stage))
async def test_pages_hold_every_finding_once(db: None, stage: Stage) -> None:
    rows = await scatter(4, 200)
    user, days = await load_user(cast.ids()["chief"]), Days(today())
    seen, cursor = [], None
    while True:
        page = await listing.page(user, Scope(), stage, days, cursor)
        seen += [row["id"] for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == {row["id"] for row in rows if lies_in(row, stage)}


async def test_reach(client_for: Any) -> None:
    await scatter(5, 60)
    chief = await client_for("chief")
    other = await client_for("outsupervisor")
    everything = (await chief.get("/board")).text
    assert "池州市" in everything or "贵池区" in everything
    seen = (await other.get("/board/findings?stage=all")).text
    assert "东至建材有限公司" in seen
    assert "贵池石料有限公司" not in seen
    refused = await other.get(f"/board?bureau={cast.ids()['county']}")
    assert refused.status_code == 422
    assert (await (await client_for("inspector")).get("/board")).status_code == 403
    assert (await (await client_for("owner")).get("/board")).status_code == 403
    assert (await (await client_for("admin")).get("/board")).status_code == 200


@pytest.mark.parametrize(
    "text", ["bureau=x", "area=%27%3B--", "period=9", "inspector=999999999999", "stage=nothing"]
)
async def test_unusable_filters_are_refused_in_words(client_for: Any, text: str) -> None:
    client = await client_for("supervisor")
    for path in ("/board", "/board/findings"):
        if "stage" in text and path == "/board":
            continue
        assert (await client.get(f"{path}?{text}")).status_code == 422
    assert (await client.get("/board/findings?cursor=WzEsMl0")).status_code == 200


async def test_a_part_for_htmx(client_for: Any) -> None:
    await scatter(6, 80)
    client = await client_for("chief")
    part = await client.get("/board?violation=V24", headers={"hx-request": "true"})
    assert part.status_code == 200 and "<html" not in part.text and "按违法行为" in part.text
    first = (await client.get("/board/findings?stage=all")).text
    more = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rows = await client.get(more, headers={"hx-request": "true"})
    assert rows.text.count("<tr") >= 30 and "<table" not in rows.text


async def test_the_statements_do_not_grow(client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await client_for("chief")
    counted = []
    run = type(ENGINE).run_querystring

    async def counting(self: Any, *args: Any, **more: Any) -> Any:
        counted.append(1)
        return await run(self, *args, **more)

    monkeypatch.setattr(type(ENGINE), "run_querystring", counting)
    await scatter(7, 10)
    numbers = []
    for seed in (8, 12):
        counted.clear()
        assert (await client.get("/board")).status_code == 200
        numbers.append(len(counted))
        await scatter(seed, 200)
    assert numbers[0] == numbers[1] <= 25


async def test_export(client_for: Any) -> None:
    rows = await scatter(9, 120)
    async with transaction():
        await Finding.update({Finding.legal_basis: "法24-2; GBZ 158"}, force=True)
    client = await client_for("outsupervisor")
    answer = await client.post("/board/exports", data={"stage": "all"})
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert list(lines[0]) == export.HEADINGS
    mine = {row["id"]: row for row in rows if row["bureau"] == cast.ids()["other"]}
    assert {line[0] for line in lines[1:]} == set(mine)
    for line in lines[1:]:
        row = dict(zip(export.HEADINGS, line, strict=True))
        assert row["用人单位"] == "东至建材有限公司"
        assert row["整改期限"].date() == mine[row["编号"]]["due_on"]
        assert row["问题"] == mine[row["编号"]]["fact"]
        assert row["依据"] == "《职业病防治法》第24条第2款；GBZ 158"
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)


async def test_a_long_export_is_a_job(client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await scatter(10, 60)
    monkeypatch.setattr(export, "AT_ONCE", 5)
    client = await client_for("chief")
    answer = await client.post("/board/exports", data={"stage": "all"})
    assert answer.status_code == 303
    job = int(answer.headers["location"].rsplit("/", 1)[1])
    assert (await client.get(f"/board/exports/{job}")).status_code == 404
    assert await run_next()
    # A file is no page to go to: the card that asked says that it is there, and asks no more.
    part = {"hx-request": "true", "hx-request-type": "partial"}
    told = await client.get(f"/jobs/{job}", headers=part)
    assert f'href="/board/exports/{job}" download' in told.text
    assert "hx-redirect" not in told.headers and "hx-trigger" not in told.text
    sheet = openpyxl.load_workbook(io.BytesIO((await client.get(f"/board/exports/{job}")).content)).active
    assert sheet is not None and sheet.max_row == 61
    assert (await (await client_for("supervisor")).get(f"/board/exports/{job}")).status_code == 404
    folder = path_of(job).parent
    assert sorted(path.name for path in folder.iterdir()) == [f"{job}.json", f"{job}.xlsx"]
    async with transaction():
        await Person.update({Person.bureau: cast.ids()["county"]}).where(Person.id == cast.ids()["chief"])
    assert (await client.get(f"/board/exports/{job}")).status_code == 404
    # A week later the next export takes it away, with what a killed process left, and nothing of others.
    for name in (f"{job}.xlsx", f"{job}.json", f"{job}.1-dead", f"{job}.1-dead.1", "documents-1.zip"):
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    answer = await client.post("/board/exports", data={"stage": "all"})
    assert await run_next()
    assert {path.name for path in folder.iterdir()} == {
        "documents-1.zip",
        f"{job + 1}.xlsx",
        f"{job + 1}.json",
    }


async def peak_of_export() -> int:
    user = await load_user(cast.ids()["chief"])
    target = settings().data / "all.xlsx"
    tracemalloc.start()
    try:
        await export.write(user, Scope(), Stage.ALL, target)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_an_export_takes_no_more_memory_for_more_rows(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "STEP", 100)
    await scatter(11, 300)
    await peak_of_export()  # whatever is kept from the first one on
    few = await peak_of_export()
    await scatter(12, 3000)
    many = await peak_of_export()
    assert many < 1.5 * few
