"""A finding that no visit found lives the life of every other: opened by the verb, reported, reviewed, closed, and shown as what it is."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tests.cast import ids
from tests.conftest import ClientFor
from tests.findings.reporting import reported
from tests.findings.scene import counts_agree, draft, finding, look_again, row_of, shoot, visit, who
from webapp.clock import now, today
from webapp.db import transaction
from webapp.errors import Invalid
from webapp.findings import queries
from webapp.findings.origin import Origin
from webapp.findings.proof import verify_all
from webapp.findings.rules import Recheck, Source
from webapp.findings.tables import Finding
from webapp.findings.verbs import open_from, void_of_inspection
from webapp.reminders.tables import Notice

FACT = "检测报告：破碎岗位矽尘 4.2 mg/m³，超过限值。"


def origin(source: Source = Source.MEASUREMENT, record: str = "2026-17") -> Origin:
    return Origin(source, record, ids()["A"], ids()["inspector"], now() - timedelta(days=1))


async def opened(number: int = 1, **more: object) -> list[int]:
    drafts = [draft(fact=FACT, due_on=today() + timedelta(days=10)) for _ in range(number)]
    async with transaction():
        return await open_from(await who("inspector"), origin(**more), drafts)


async def test_from_its_record_to_its_closure(client_for: ClientFor) -> None:
    one = draft(fact=FACT, due_on=today() + timedelta(days=10))
    await shoot("inspector", "measurement", "2026-17", f"finding:{one['id']}")
    async with transaction():
        [number] = await open_from(await who("inspector"), origin(), [one])
        assert await open_from(await who("inspector"), origin(), [one]) == [number]  # the same again
    row = await row_of(number)
    assert (row["inspection"], row["source"], row["source_id"], row["number"]) == (
        None,
        "measurement",
        "2026-17",
        1,
    )
    owner, inspector, chief = [await client_for(name) for name in ("owner", "inspector", "supervisor")]
    titles = await Notice.select(Notice.title).where(Notice.person == ids()["owner"])
    assert [notice["title"] for notice in titles] == ["检测发现 1 项问题需要整改"]
    for client in (owner, inspector, chief):
        page = await client.get(f"/findings/{number}")
        assert page.status_code == 200 and "检测发现问题" in page.text
        assert "<dt>来源</dt>" in page.text and "这次检查" not in page.text
        assert f"/findings/{number}/photos/" in page.text
    assert "文书由现场检查制作" in (await inspector.get(f"/findings/{number}")).text
    assert (await owner.get("/inbox")).status_code == 200
    listed = (await inspector.get("/findings?filter=all")).text
    assert FACT[:20] in listed and '<span class="tag">检测</span>' in listed
    await reported(client_for, number)
    assert FACT[:20] in (await inspector.get("/findings/reviews")).text
    assert (await inspector.post(f"/findings/{number}/closure", data={"text": "已降尘"})).status_code == 303
    assert (await row_of(number))["state"] == "closed"
    await counts_agree()
    assert "问题" in (await inspector.get(f"/enterprises/{ids()['A']}")).text
    assert (await chief.get("/board")).status_code == 200
    assert FACT[:20] in (await chief.get("/board/findings?stage=all")).text
    sheet = await chief.post("/board/exports", data={"stage": "all"})
    assert sheet.status_code == 200
    assert "检测" in [
        cell.value for row in load_workbook(io.BytesIO(sheet.content)).active.rows for cell in row
    ]
    assert (await verify_all())[1] == []


async def test_a_visit_looks_at_it_again(client_for: ClientFor) -> None:
    """It stands among what was open last time, with its own photos, and a 复查 decides about it."""
    one = draft(fact=FACT, due_on=today() + timedelta(days=10))
    photo = await shoot("inspector", "measurement", "2026-17", f"finding:{one['id']}")
    async with transaction():
        [number] = await open_from(await who("inspector"), origin(), [one])
    inspector = await client_for("inspector")
    start = (await inspector.get(f"/enterprises/{ids()['A']}/visit")).text
    assert FACT[:20] in start and f"/findings/{number}/photos/{photo}" in start
    assert (await inspector.get(f"/findings/{number}/photos/{photo}/file")).status_code == 200
    await look_again(number, Recheck.NOT, "仍超标")
    assert (await row_of(number))["round"] == 2
    await look_again(number, Recheck.FIXED)
    assert (await row_of(number))["state"] == "closed"


async def test_what_no_visit_found_is_kept_apart_by_its_record(db: None) -> None:
    """Neither a visit nor another record takes it along; all without a visit are not one another's."""
    first, second = await opened(2), await opened(1, record="2026-18")
    other, of_visit = await opened(1, source=Source.COMPLAINT), await finding()
    assert [(await row_of(pk))["number"] for pk in (*first, *second, *other)] == [1, 2, 1, 1]
    for pk, wanted in ((first[0], first), (second[0], second), (other[0], other), (of_visit, [of_visit])):
        assert [row["id"] for row in await queries.beside(await row_of(pk))] == wanted
    inspection = (await row_of(of_visit))["inspection"]
    async with transaction():
        await void_of_inspection(await who("supervisor"), inspection, "开错了")
    assert await Finding.count().where(Finding.state == "open") == 4


async def test_an_origin_names_its_record(db: None) -> None:
    inspection = await visit()
    for source, record, of in (
        (Source.VISIT, "", None),
        (Source.MEASUREMENT, "", None),
        (Source.COMPLAINT, "7", inspection["id"]),
    ):
        with pytest.raises(Invalid):
            Origin(source, record, ids()["A"], ids()["inspector"], now(), of)
