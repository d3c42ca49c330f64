"""Exporting enterprises: those of the filters and the reach, at once or by a job, in bounded memory."""

import io
import tracemalloc

import openpyxl

from tests.cast import ENTERPRISES, ids
from webapp.accounts.login.sessions import load_user
from webapp.clock import now
from webapp.db import transaction
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists import exporting
from webapp.enterprises.tables import Enterprise
from webapp.jobs.files import path_of
from webapp.jobs.runner import run_next
from webapp.settings import settings

A, B, C = (ENTERPRISES[name][0] for name in "ABC")


def names(data: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    head, *lines = sheet.iter_rows(values_only=True)
    return [line[head.index("单位名称")] for line in lines]


async def add(first: int, number: int) -> None:
    rows = [
        Enterprise(
            name=f"导出厂{one}", area="341702001", bureau=ids()["county"], address="路" * 60, search="",
            no_code_reason="测试", created_at=now(), updated_at=now(),
        )
        for one in range(first, first + number)
    ]  # fmt: skip
    async with transaction():
        for at in range(0, number, 50):
            await Enterprise.insert(*rows[at : at + 50])


async def test_few_come_at_once_and_within_reach(client_for):
    for name, filters, expected in (
        ("chief", {}, [A, B, C]),
        ("supervisor", {}, [A, B]),
        ("chief", {"area": "341721"}, [C]),
        ("chief", {"q": "石料", "status": "nonsense"}, [A]),
    ):
        answer = await (await client_for(name)).post("/enterprises/exports", data=filters)
        assert answer.status_code == 200
        assert sorted(names(answer.content)) == sorted(expected), (name, filters)


async def test_the_list_hands_its_filters_on(client_for):
    page = (await (await client_for("chief")).get("/enterprises?q=石料&open=")).text
    form = page.partition('action="/enterprises/exports"')[2].partition("</form>")[0]
    assert 'name="q" value="石料"' in form and form.count("<input") == 1


async def test_many_are_a_job(client_for, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    client = await client_for("chief")
    answer = await client.post("/enterprises/exports", data={"area": "341702"})
    assert answer.status_code == 303
    job = int(answer.headers["location"].rsplit("/", 1)[1])
    assert (await client.get(f"/enterprises/exports/{job}")).status_code == 404
    assert await run_next()
    part = {"hx-request": "true", "hx-request-type": "partial"}
    told = (await client.get(f"/jobs/{job}", headers=part)).text
    assert f'href="/enterprises/exports/{job}" download' in told
    file = await client.get(f"/enterprises/exports/{job}")
    assert sorted(names(file.content)) == sorted([A, B])
    assert sorted(path.name for path in path_of(job).parent.iterdir()) == [f"{job}.json", f"{job}.xlsx"]
    assert (await client.get(f"/board/exports/{job}")).status_code == 404
    assert (await (await client_for("supervisor")).get(f"/enterprises/exports/{job}")).status_code == 404


async def test_a_file_stays_with_who_reaches_what_is_in_it(client_for, monkeypatch):
    """The enterprise goes to another bureau between the job and the download."""
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    client = await client_for("supervisor")
    job = (await client.post("/enterprises/exports", data={})).headers["location"].rsplit("/", 1)[1]
    assert await run_next()
    assert (await client.get(f"/enterprises/exports/{job}")).status_code == 200
    async with transaction():
        await Enterprise.update({Enterprise.bureau: ids()["other"]}).where(Enterprise.id == ids()["A"])
    gone = await client.get(f"/enterprises/exports/{job}")
    assert gone.status_code == 404
    assert "请重新导出" in gone.text


async def peak() -> int:
    target = settings().data / "all.xlsx"
    tracemalloc.start()
    try:
        await exporting.write(await load_user(ids()["chief"]), SearchForm({}), target)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_an_export_takes_no_more_memory_for_more_rows(db, monkeypatch):
    monkeypatch.setattr(exporting, "STEP", 100)
    await add(0, 1000)  # enough to fill the buffers of the file
    await peak()  # whatever is kept from the first one on
    few = await peak()
    await add(1000, 4000)
    many = await peak()
    assert many < 1.5 * few
