"""Exporting visits: those of the list's filters and the reach, with what a bureau reports; by a job when they are many."""

import io
import json

import openpyxl
import pytest

from tests.cast import ENTERPRISES, ids
from tests.findings.scene import findings, visit
from webapp.accounts.tables import Person
from webapp.clock import now
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.inspections.lists import exporting
from webapp.inspections.tables import Inspection, Receipt
from webapp.jobs.runner import run_next

A, B, C = (ENTERPRISES[name][0] for name in "ABC")
COUNTS = {"met": 40, "mostly": 3, "unmet": 2, "na": 5, "unanswered": 1, "findings": 2, "on_site": 1}


def lines(data: bytes) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
async def made(db: None) -> dict[str, dict[str, object]]:
    """A visit at each of A and B and one far away, one without access, one void."""
    return {
        "A": await visit("A", counts=json.dumps(COUNTS), score=92.5, conclusion="总体规范。", companion="张厂长", submitted_at=now()),
        "B": await visit("B", "colleague", second=None, outcome="no_access", no_access="nobody"),
        "C": await visit("C", "outsider"),
        "void": await visit("A", state="void", ended_why="重复", kind="complaint"),
    }  # fmt: skip


async def exported(client, **filters: object) -> list[dict[str, object]]:
    answer = await client.post("/inspections/exports", data=filters)
    assert answer.status_code == 200, answer.text
    return lines(answer.content)


async def test_every_filter_of_the_list_narrows_the_table_and_reach_bounds_it(client_for, made):
    client = await client_for("supervisor")
    for filters, expected in (
        ({}, [A, A, B]),
        ({"q": "化工"}, [B]),
        ({"state": "void"}, [A]),
        ({"kind": "complaint"}, [A]),
        ({"outcome": "no_access"}, [B]),
        ({"inspector": str(ids()["inspector"])}, [A, A]),
        ({"since": "2199-01-01"}, []),
        ({"until": "2000-01-01"}, []),
    ):
        assert sorted(str(row["用人单位"]) for row in await exported(client, **filters)) == sorted(
            expected
        ), filters
        page = (await client.get("/inspections", params=filters)).text
        assert f"共 <strong>{len(expected)}</strong> 次" in page
    assert {row["用人单位"] for row in await exported(await client_for("chief"))} == {A, B, C}
    assert (await client.post("/inspections/exports", data={"since": "昨天"})).status_code == 422
    for who in ("inspector", "assistant", "owner"):
        assert (await (await client_for(who)).post("/inspections/exports", data={})).status_code == 403


async def test_the_list_hands_its_filters_on(client_for, made):
    page = (
        await (await client_for("supervisor")).get("/inspections?q=石料&state=void&since=2020-01-01")
    ).text
    form = page.partition('action="/inspections/exports"')[2].partition("</form>")[0]
    for field in ('name="q" value="石料"', 'name="state" value="void"', 'name="since" value="2020-01-01"'):
        assert field in form
    assert "/inspections/exports" not in (await (await client_for("inspector")).get("/inspections")).text


async def test_the_columns_are_those_of_a_report(client_for, made):
    client = await client_for("supervisor")
    await findings(2)  # of a visit of their own
    async with transaction():
        await Receipt.insert(Receipt(
            serial="贵-20260301-0001", inspection=made["A"]["id"], record_sha256="", server_time=now(), chain_head="", mac="",
            record=json.dumps({"about": {"people": [{"id": ids()["inspector"], "name": "", "badge": "皖旧0009"}]}}),
        ))  # fmt: skip
        await Person.update({Person.badge: "皖新0001"}).where(Person.id == ids()["inspector"])
    rows = await exported(client)
    row = next(one for one in rows if one["编号"])
    said = {
        "编号": "贵-20260301-0001", "状态": "已提交", "监管机构": "贵池区卫生健康委员会",
        "主办人员": "inspector同志", "执法证号": "皖旧0009", "协办人员": "colleague同志", "执法证号（协办）": "皖R0102",
        "陪同人": "张厂长", "符合": 40, "基本符合": 3, "不符合": 2, "不适用": 5, "未答": 1, "得分": 92.5, "检查结论": "总体规范。",
        "现场改正": 1,
    }  # fmt: skip
    assert {name: row[name] for name in said} == said
    assert str(row["统一社会信用代码"]).startswith("91341702MA000000")
    assert row["地区"] and row["开始"] and row["提交"]
    found = next(one for one in rows if one["未销号"])
    assert (found["问题"], found["未销号"], found["执法证号"]) == (2, 2, "皖新0001")
    assert "1. 破碎车间" in str(found["问题内容"]) and "2. 破碎车间" in str(found["问题内容"])
    assert [one["结果"] for one in rows if one["用人单位"] == B] != ["已检查"]
    assert [one["作废原因"] for one in rows if one["状态"] == "已作废"] == ["重复"]


async def test_many_are_a_job_whose_file_stays_with_who_reaches_what_is_in_it(client_for, made, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    monkeypatch.setattr(exporting, "STEP", 1)
    client = await client_for("supervisor")
    answer = await client.post("/inspections/exports", data={"q": "贵池"})
    assert answer.status_code == 303
    job = int(answer.headers["location"].rsplit("/", 1)[1])
    assert (await client.get(f"/inspections/exports/{job}")).status_code == 404
    assert await run_next()
    part = {"hx-request": "true", "hx-request-type": "partial"}
    told = (await client.get(f"/jobs/{job}", headers=part)).text
    assert f'href="/inspections/exports/{job}" download' in told
    rows = lines((await client.get(f"/inspections/exports/{job}")).content)
    assert sorted(str(row["用人单位"]) for row in rows) == sorted([A, A, B])
    assert (await client.get(f"/enterprises/exports/{job}")).status_code == 404
    assert (await (await client_for("chief")).get(f"/inspections/exports/{job}")).status_code == 404
    async with transaction():
        await Enterprise.update({Enterprise.bureau: ids()["other"]}).where(Enterprise.id == ids()["A"])
    gone = await client.get(f"/inspections/exports/{job}")
    assert gone.status_code == 404
    assert "请重新导出" in gone.text


async def test_the_bound_of_a_step_loses_and_doubles_nothing(client_for, monkeypatch):
    monkeypatch.setattr(exporting, "STEP", 3)
    moment = now()
    for _ in range(10):
        await visit("A", started_at=moment)
    rows = await exported(await client_for("supervisor"))
    assert len(rows) == await Inspection.count() == 10
