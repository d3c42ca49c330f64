"""Imports beside other work: twice at once, processes that die, what others did meanwhile."""

import asyncio
import re
from datetime import timedelta

import pytest

from tests.enterprises.importing import Upload, finish, preview, run_all, user
from tests.enterprises.tables import code, row, table
from webapp.audit.tables import EventRow
from webapp.audit.verify import verify
from webapp.clock import now
from webapp.enterprises import verbs
from webapp.enterprises.imports import applying, staging
from webapp.enterprises.imports import kind as imports
from webapp.enterprises.queries import enterprise_for
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.errors import Conflict
from webapp.imports import reading, source
from webapp.imports.tables import ImportRow
from webapp.jobs import runner
from webapp.jobs.tables import Job
from webapp.settings import settings


async def test_confirming_twice_at_once_imports_once(db):
    person, pk, _ = await preview([row(n) for n in range(30)])
    before = await Enterprise.count()
    first, second = await asyncio.gather(imports.confirm(person, pk), imports.confirm(person, pk))
    assert first == second
    await asyncio.gather(runner.run_next(), runner.run_next())
    await run_all()
    assert await imports.confirm(person, pk) == first
    await run_all()
    assert await Enterprise.count() == before + 30
    assert await EventRow.count().where(EventRow.action == "import.applied") == 1


async def test_reading_survives_a_process_that_dies(db, monkeypatch):
    monkeypatch.setattr(source, "BATCH", 4)
    person = await user()
    pk = await imports.begin(person, Upload(table([row(n) for n in range(20)])), "a.xlsx")
    staged, real = 0, reading.stage

    async def dying(job, batch):
        nonlocal staged
        await real(job, batch)
        staged += 1
        if staged == 2:
            # What a killed process leaves: rows staged, its lease still running.
            raise asyncio.CancelledError

    monkeypatch.setattr(reading, "stage", dying)
    with pytest.raises(asyncio.CancelledError):
        await runner.run_next()
    await Job.update({Job.state: "running", Job.holder: "dead", Job.lease_until: now() - timedelta(1)}).where(
        Job.id == pk
    )
    assert await ImportRow.count() == 8
    await run_all()
    assert (await imports.import_for(person, pk))["counts"] == {"new": 20}
    assert await ImportRow.count() == 20


async def test_nothing_is_staged_after_giving_up(db, monkeypatch):
    person = await user()
    pk = await imports.begin(person, Upload(table([row(n) for n in range(20)])), "a.xlsx")
    real = reading.stage

    async def late(*batch):
        await imports.give_up(person, pk)
        await real(*batch)

    monkeypatch.setattr(reading, "stage", late)
    await runner.run_next()
    assert (await imports.import_for(person, pk))["phase"] == "cancelled"
    assert await ImportRow.count() == 0


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_applying_survives_a_process_that_dies(db, monkeypatch, moment):
    person, pk, _ = await preview([row(n) for n in range(20)])
    before = await Enterprise.count()
    job = await imports.confirm(person, pk)
    target = "_write" if moment == "before" else "drop_rows"
    real = getattr(applying, target)

    async def dying(*args):
        monkeypatch.setattr(applying, target, real)
        raise asyncio.CancelledError

    monkeypatch.setattr(applying, target, dying)
    with pytest.raises(asyncio.CancelledError):
        await runner.run_next()
    assert await Enterprise.count() == before + (0 if moment == "before" else 20)
    await Job.update({Job.state: "running", Job.holder: "dead", Job.lease_until: now() - timedelta(1)}).where(
        Job.id == job
    )
    await run_all()
    assert await Enterprise.count() == before + 20
    assert (await imports.import_for(person, pk))["phase"] == "applied"
    assert await ImportRow.count() == 0


async def test_a_preview_that_others_overtook_imports_nothing_until_checked_again(db):
    person, pk, _ = await preview([row(1, phone="1")])
    await finish(person, pk)
    stored = await Enterprise.select().where(Enterprise.credit_code == code(1)).first()
    person, pk, _ = await preview([row(1, phone="2"), row(2)])
    await verbs.edit_enterprise(person, stored["id"], {"contact": "刚改的"})
    found = await finish(person, pk)
    assert found["work"]["state"] == "failed"
    assert "重新核对" in found["work"]["says"]
    assert not await Enterprise.exists().where(Enterprise.credit_code == code(2))
    await imports.check_again(person, pk)
    await run_all()
    assert (await finish(person, pk))["phase"] == "applied"
    row_now = await enterprise_for(person, stored["id"])
    assert (row_now["contact"], row_now["phone"]) == ("刚改的", "2")


async def test_an_enterprise_created_meanwhile(db, monkeypatch):
    person, pk, _ = await preview([row(1), row(2)])
    real = applying._prepare
    others = iter([row(50), row(51)])

    async def overtaken(*args):
        await real(*args)
        for other in others:
            await verbs.create_enterprise(person, {**other, "area": "341702001"})
            return

    monkeypatch.setattr(applying, "_prepare", overtaken)
    assert (await finish(person, pk))["phase"] == "applied"
    assert await Enterprise.count().where(Enterprise.name.like("导入厂%")) >= 3
    person, pk, _ = await preview([row(60)])
    await verbs.create_enterprise(person, row(60))
    monkeypatch.setattr(applying, "_prepare", real)
    assert "重新核对" in (await finish(person, pk))["work"]["says"]


async def test_cancelling_leaves_nothing(db):
    person, pk, _ = await preview([row(1)])
    await imports.give_up(person, pk)
    await imports.give_up(person, pk)
    assert await ImportRow.count() == 0
    assert list(settings().imports.iterdir()) == []
    with pytest.raises(Conflict):
        await imports.confirm(person, pk)
    pk = await imports.begin(person, Upload(table([row(1)])), "a.xlsx")
    await imports.give_up(person, pk)
    await run_all()
    assert (await imports.import_for(person, pk))["phase"] == "cancelled"


async def test_bounded_lookups_however_many_rows(db, monkeypatch):
    counts = []
    real = staging.judge

    async def counted(rows, known, seen):
        counts.append(len(rows))
        return await real(rows, known, seen)

    person, pk, found = await preview([row(n) for n in range(1100)])
    monkeypatch.setattr(staging, "judge", counted)
    path = str(reading.file_of(found["params"]))
    told = {"job": pk, "person": person.id, "path": path, "rows": None, "batch": source.BATCH}
    assert [batch[0] async for batch in staging.batches(told)] == [0, 500, 1000, 1100, 1100]
    assert counts == [500, 500, 100]
    assert found["counts"] == {"new": 1100}
    page = await imports.rows_of(pk, "new")
    assert len(page.rows) == 50
    assert (await imports.rows_of(pk, "new", page.cursor)).rows[0]["number"] == 52


async def test_large_imports_keep_the_chain(db):
    person, pk, _ = await preview([row(n) for n in range(1200)])
    found = await finish(person, pk)
    assert found["phase"] == "applied"
    from webapp.audit.verbs import seal_waiting

    while await seal_waiting():
        pass
    assert (await verify()).problems == []
    shorts = await QrCode.select(QrCode.short_code).output(as_list=True)
    assert len(shorts) == len(set(shorts))
    assert re.fullmatch("[2-9A-Z]{8}", shorts[-1])
