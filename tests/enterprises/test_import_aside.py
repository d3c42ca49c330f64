"""The same import in a process of its own: what it says, what it refuses, what becomes of it when either side ends."""

import asyncio
import json
import os

import pytest

from tests.enterprises.importing import Upload, finish, preview, run_all, user
from tests.enterprises.tables import code, row, table
from webapp.audit.tables import EventRow
from webapp.audit.verify import verify
from webapp.enterprises.imports import kind as imports
from webapp.enterprises.tables import Enterprise
from webapp.errors import Interrupted, Invalid
from webapp.imports import reading
from webapp.imports.tables import ImportRow
from webapp.jobs import aside as module
from webapp.jobs import runner
from webapp.jobs.aside import aside
from webapp.settings import settings

HERE = "tests.enterprises.asides:"


@pytest.fixture
def apart(monkeypatch):
    monkeypatch.setattr(reading, "ASIDE_FROM", 0)


async def test_it_answers_from_a_process_of_its_own_at_a_low_priority(db):
    told = {"text": "矽尘", "none": None, "list": [1, 2.5, ("a", True)]}
    async with aside(HERE + "told_back", told) as items:
        (answer,) = [item async for item in items]
    assert {key: answer[key] for key in told} == told
    assert answer["pid"] != os.getpid()
    assert answer["nice"] >= module.NICE
    assert answer["data"] == str(settings().data)


async def test_more_than_a_pipe_holds_and_an_early_end(db):
    async with aside(HERE + "many", {"number": 5000}) as items:
        assert [number async for _, number in items] == list(range(5000))
    async with aside(HERE + "many", {"number": 10**9}) as items:
        async for _ in items:
            break
    # Left in the middle, it has ended.


async def walk(work, told):
    async with aside(work, told) as items:
        async for _ in items:
            pass


@pytest.mark.parametrize(
    ("work", "how", "error", "says"),
    [
        ("failing", "refused", Invalid, "第 3 行不行"),
        ("failing", "broken", RuntimeError, "ZeroDivisionError: oops"),
        ("dying", "", Interrupted, "重新开始"),
    ],
)
async def test_what_it_raises_is_raised_here(db, work, how, error, says):
    with pytest.raises(error, match=says):
        await walk(HERE + work, {"how": how})


async def test_the_same_import_from_another_process(db, apart):
    rows = [row(1, phone="0566-1"), row(2, hazards="矽尘:12;噪声"), row(2), row(3, area="火星")]
    person, pk, found = await preview(rows)
    assert found["counts"] == {"new": 2, "error": 2}
    left = reading.file_of(found["params"]).with_suffix(".of-one-that-died.spool")
    left.write_bytes(b"")
    assert (await finish(person, pk))["phase"] == "applied"
    made = await Enterprise.select().where(Enterprise.credit_code == code(2)).first()
    assert (made["severity"], made["search"].split()[1]) == ("severe", "drc2")
    event = await EventRow.select().where(EventRow.enterprise == made["id"]).first()
    after = json.loads(event["after"])
    assert (after["import"], after["credit_code"], after["hazards"]["D001"]) == (pk, code(2), 12)
    assert (await verify()).problems == []
    person, pk, found = await preview([row(1, phone="0566-2"), row(2)])
    assert found["counts"] == {"update": 1, "unchanged": 1}
    assert (await finish(person, pk))["phase"] == "applied"
    assert not [path for path in settings().imports.iterdir() if path.suffix == ".spool"]


async def test_an_ended_process_is_begun_anew_and_a_damaged_file_refused(db, apart, monkeypatch):
    person = await user()
    pk = await imports.begin(person, Upload(table([row(1), row(2)])), "a.xlsx")
    real = reading.judging
    monkeypatch.setattr(reading, "judging", lambda kind: HERE + "dying")
    await runner.run_next()
    found = await imports.import_for(person, pk)
    assert (found["phase"], found["says"]) == ("reading", module.ENDED)
    monkeypatch.setattr(reading, "judging", real)
    await run_all()
    assert (await imports.import_for(person, pk))["counts"] == {"new": 2}
    pk = await imports.begin(person, Upload(table([row(number) for number in range(3)])), "b.xlsx")
    reading.file_of((await imports.import_for(person, pk))["params"]).write_bytes(b"PK nothing")
    await run_all()
    found = await imports.import_for(person, pk)
    assert (found["phase"], "损坏" in found["says"]) == ("failed", True)


async def test_cancelling_ends_the_process(db, apart, monkeypatch):
    person = await user()
    pk = await imports.begin(person, Upload(table([row(1)])), "a.xlsx")
    monkeypatch.setattr(reading, "judging", lambda kind: HERE + "endless")
    monkeypatch.setattr(runner, "BEAT", 0.05)
    staged, real = asyncio.Event(), reading.stage

    async def telling(job, batch):
        await real(job, batch)
        staged.set()

    monkeypatch.setattr(reading, "stage", telling)
    working = asyncio.create_task(runner.run_next())
    await asyncio.wait_for(staged.wait(), 60)
    pid = int((settings().data / "pid").read_text())
    os.kill(pid, 0)
    await imports.give_up(person, pk)
    await working
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert await ImportRow.count() == 0
