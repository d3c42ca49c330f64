"""Jobs: done in the background, failing in words, taken over after a crash, cancelled, seen by their owner."""

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.cast import ids
from webapp.accounts.login.sessions import load_user
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Interrupted, Invalid, Unavailable
from webapp.jobs import queue as queue_
from webapp.jobs import runner, verbs
from webapp.jobs.queries import job_for, jobs_of
from webapp.jobs.tables import Job


@pytest.fixture
def kind(monkeypatch):
    def register(work, name="test"):
        monkeypatch.setitem(runner.KINDS, name, work)

    return register


async def queue(kind="test", **params):
    admin = await load_user(ids()["admin"])
    return await verbs.enqueue(admin, kind, params), admin


async def test_does_the_work_and_keeps_the_result(db, kind):
    async def work(job):
        for number in range(3):
            await job.progress(number, 3, "正在数数", now_=True)
        return {"sum": sum(job.params["numbers"])}

    kind(work)
    pk, admin = await queue(numbers=[1, 2])
    assert await runner.run_next()
    assert not await runner.run_next()
    job = await job_for(admin, pk)
    assert (job["state"], job["result"], job["done"], job["total"]) == ("done", {"sum": 3}, 2, 3)
    assert [row["id"] for row in await jobs_of(admin, "test")] == [pk]


async def test_fails_in_words(db, kind, caplog):
    async def work(job):
        raise Invalid("表格里没有内容。") if job.params["known"] else KeyError("x")

    kind(work)
    one, admin = await queue(known=True)
    two, _ = await queue(known=False)
    await runner.run_next()
    await runner.run_next()
    assert (await job_for(admin, one))["says"] == "表格里没有内容。"
    assert "编号" in (await job_for(admin, two))["says"]
    assert "KeyError" not in (await job_for(admin, two))["says"]


def away():
    raise Unavailable("照片存储没有回应。")


def busy():
    raise sqlite3.OperationalError("database is locked")


@pytest.mark.parametrize("fails", [away, busy])
async def test_what_is_not_available_costs_no_try_and_is_waited_for(db, kind, fails):
    async def work(job):
        if job.params["fails"]:
            fails()
        return {}

    kind(work)
    pk, admin = await queue(fails=True)
    for _ in range(queue_.MAX_TRIES + 1):
        assert await runner.run_next()
        job = await job_for(admin, pk)
        assert (job["state"], job["tries"]) == ("queued", 0)
        assert job["says"]
        assert not await runner.run_next()  # not at once
        await past(pk)
    await queue(fails=False)
    await Job.update({Job.lease_until: now() + queue_.PAUSE}).where(Job.id == pk)
    assert await runner.run_next()  # nobody waits behind it
    assert await Job.count().where(Job.state == "done") == 1


async def past(pk):
    """The pause of a job is over."""
    await Job.update({Job.lease_until: now() - timedelta(seconds=1)}).where(Job.id == pk)


async def test_a_pause_does_not_last_when_the_clock_is_set_back(db, kind):
    async def work(job):
        return {}

    kind(work)
    pk, admin = await queue()
    await Job.update({Job.lease_until: now() + timedelta(days=1)}).where(Job.id == pk)
    assert await runner.run_next()
    assert (await job_for(admin, pk))["state"] == "done"


async def test_a_database_that_is_gone_is_told_when_it_is_back(db, kind, monkeypatch):
    """The job goes back into the queue as soon as a transaction can be had, and no try is lost on it."""
    monkeypatch.setattr(queue_, "RETRY", 0.01)
    attempts = []

    @asynccontextmanager
    async def shut():
        attempts.append(1)
        if len(attempts) < 4:
            raise Unavailable("数据库正忙。")
        async with transaction():
            yield

    async def work(job):
        monkeypatch.setattr(queue_, "transaction", shut)
        raise Unavailable("数据库正忙。")

    kind(work)
    pk, admin = await queue()
    assert await runner.run_next()
    job = await job_for(admin, pk)
    assert (job["state"], job["tries"], len(attempts)) == ("queued", 0, 4)


async def test_a_job_that_ends_its_process_is_given_up_after_a_few_tries(db, kind):
    async def work(job):
        raise Interrupted("后台处理被中断。")

    kind(work)
    pk, admin = await queue()
    for _ in range(queue_.MAX_TRIES):
        assert await runner.run_next()
        assert (await job_for(admin, pk))["state"] == "queued"
    assert not await runner.run_next()
    job = await job_for(admin, pk)
    assert (job["state"], job["says"]) == ("failed", queue_.INTERRUPTED)


async def test_another_process_takes_over_when_the_lease_has_run_out(db, kind, monkeypatch):
    monkeypatch.setattr(runner, "BEAT", 3600)  # nobody renews the lease, however long this takes
    begun = asyncio.Event()
    runs = []

    async def work(job):
        runs.append(job.holder)
        if len(runs) == 1:
            begun.set()
            await asyncio.Event().wait()
        return {"run": len(runs)}

    kind(work)
    pk, admin = await queue()
    first = asyncio.create_task(runner.run_next())
    await begun.wait()
    assert not await runner.run_next()
    await Job.update({Job.lease_until: now() - timedelta(seconds=1)}).where(Job.id == pk)
    assert await runner.run_next()
    assert (await job_for(admin, pk))["result"] == {"run": 2}
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await job_for(admin, pk))["state"] == "done"


async def test_a_process_that_stops_gives_its_job_back_at_once_with_the_try(db, kind):
    begun = asyncio.Event()

    async def work(job):
        begun.set()
        await asyncio.Event().wait()

    kind(work)
    pk, admin = await queue()
    for _ in range(queue_.MAX_TRIES + 1):
        task = asyncio.create_task(runner.run_next())
        await begun.wait()
        begun.clear()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        job = await job_for(admin, pk)
        assert (job["state"], job["tries"], job["lease_until"]) == ("queued", 0, None)


async def test_a_cancelled_job_notices(db, kind):
    async def work(job):
        async with transaction():
            await verbs.cancel(job.id)
        await job.progress(1, 2, now_=True)
        raise AssertionError("went on")

    kind(work)
    pk, admin = await queue()
    await runner.run_next()
    job = await job_for(admin, pk)
    assert (job["state"], job["says"]) == ("failed", "已取消")


async def test_two_processes_do_not_take_the_same_job(db, kind):
    runs = []

    async def work(job):
        runs.append(job.id)
        return {}

    kind(work)
    for number in range(6):
        await queue(number=number)
    await asyncio.gather(*(runner.run_next() for _ in range(6)))
    while await runner.run_next():
        pass
    assert sorted(runs) == sorted(set(runs))
    assert len(runs) == 6


async def test_two_clicks_make_one_job_and_one_after_its_end_another(db, kind):
    async def work(job):
        return {}

    kind(work)
    (first, admin), (second, _) = await asyncio.gather(queue(number=1), queue(number=1))
    assert first == second
    assert (await queue(number=2))[0] != first
    while await runner.run_next():
        pass
    again, _ = await queue(number=1)
    assert again != first
    assert (await job_for(admin, again))["state"] == "queued"


async def test_the_page_shows_progress_to_its_owner_only(db, kind, client_for):
    async def work(job):
        return {}

    kind(work)
    pk, _ = await queue()
    mine, other = await client_for("admin"), await client_for("supervisor")
    page = await mine.get(f"/jobs/{pk}")
    assert "等待开始" in page.text
    assert 'hx-trigger="every 1s"' in page.text
    assert (await other.get(f"/jobs/{pk}")).status_code == 404
    assert (await mine.get("/jobs/99999999999")).status_code == 404
    await runner.run_next()
    done = await mine.get(f"/jobs/{pk}", headers={"hx-request": "true", "hx-request-type": "partial"})
    assert "已完成" in done.text
    assert "hx-trigger" not in done.text
    assert "<html" not in done.text
