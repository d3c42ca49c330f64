"""Servers whose clocks differ: leases and jobs are judged by the clock of the database, which they share."""

import time
from datetime import datetime, timedelta

import pytest

import webapp.clock
from tests.cast import ids
from tests.upkeep.wrong_clock import Wrong
from webapp.accounts.login.sessions import load_user
from webapp.clock import now
from webapp.db import lease
from webapp.db.lease import hold
from webapp.jobs import runner, verbs
from webapp.jobs.queries import job_for
from webapp.upkeep.backup.restore import served

pytestmark = pytest.mark.only_on("postgres")
OFF = [-3600, -45, 45, 3600]


@pytest.fixture
def go_wrong(monkeypatch):
    """This process becomes one on another server, whose clock is wrong by so many seconds."""
    right = time.time

    def by(seconds):
        monkeypatch.setattr(lease, "HOLDER", f"on another server {seconds}")
        monkeypatch.setattr(time, "time", lambda: right() + seconds)
        monkeypatch.setattr(webapp.clock, "datetime", Wrong)
        assert abs(now() - datetime.fromtimestamp(right(), now().tzinfo) - timedelta(seconds=seconds)) < (
            timedelta(seconds=20)
        )

    return by


@pytest.mark.parametrize("seconds", OFF)
async def test_a_lease_is_not_stolen_by_a_wrong_clock(db, go_wrong, seconds):
    assert await hold("work", 30)
    go_wrong(seconds)
    assert not await hold("work", 30)
    # And one that was taken by a wrong clock is respected by a right one.
    assert await hold("other", 30)
    go_wrong(0)
    assert not await hold("other", 30)


@pytest.mark.parametrize("seconds", OFF)
async def test_a_job_is_not_stolen_by_a_wrong_clock(db, go_wrong, monkeypatch, seconds):
    taken = []

    async def work(job):
        taken.append(job.holder)
        go_wrong(seconds)
        assert not await runner.run_next()
        await job.beat()
        go_wrong(0)
        assert not await runner.run_next()
        return {}

    monkeypatch.setitem(runner.KINDS, "test", work)
    admin = await load_user(ids()["admin"])
    pk = await verbs.enqueue(admin, "test", {})
    assert await runner.run_next()
    assert ((await job_for(admin, pk))["state"], len(taken)) == ("done", 1)


@pytest.mark.parametrize("seconds", OFF)
async def test_a_command_with_a_wrong_clock_sees_that_a_server_runs(db, go_wrong, seconds):
    assert not await served()
    assert await hold("seal", 30)
    go_wrong(seconds)
    assert await served()
