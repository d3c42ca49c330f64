"""Looking at what somebody uploaded: apart, one at a time, within bounds; every end of it is a sentence."""

import asyncio
import os
import re
from dataclasses import replace

import pytest

from webapp.errors import DomainError, Invalid, TooLarge, TooMany
from webapp.jobs import examining
from webapp.jobs.aside import Bounds
from webapp.jobs.examining import examined

HERE = "tests.jobs.works:"
BOUNDS = Bounds(memory=500_000_000, seconds=2)

pytestmark = pytest.mark.only_on("sqlite")


async def test_it_is_another_process(db):
    assert await examined("a", HERE + "pid", {}, BOUNDS) != os.getpid()


@pytest.mark.parametrize(
    ("work", "error"),
    [
        ("spinning", TooLarge),
        ("growing", TooLarge),
        ("crashing", TooLarge),
        ("killed", TooLarge),
        ("broken", Invalid),
    ],
)
async def test_whatever_becomes_of_it_is_a_sentence(db, work, error):
    with pytest.raises(error) as raised:
        await examined("a", HERE + work, {}, BOUNDS)
    assert 400 <= raised.value.status < 500
    assert re.search("[一-龥]", raised.value.sentence)
    assert await examined("a", HERE + "pid", {}, BOUNDS)  # the next one has its turn


async def test_one_at_a_time_of_a_kind_also_beside_another_server(db, tmp_path):
    told = {"path": str(tmp_path / "notes")}
    await asyncio.gather(*(examined("a", HERE + "noted", told, BOUNDS) for _ in range(3)))
    # Another server process has a line of its own, but the same lock.
    other = asyncio.to_thread(asyncio.run, examined("a", HERE + "noted", told, BOUNDS))
    await asyncio.gather(other, examined("a", HERE + "noted", told, BOUNDS))
    assert (tmp_path / "notes").read_text().split() == ["begin", "end"] * 5


async def test_a_full_line_is_a_sentence_and_the_loop_goes_on(db, monkeypatch):
    monkeypatch.setattr(examining, "MOST_WAITING", 2)
    slow = replace(BOUNDS, seconds=1)
    tasks = [asyncio.create_task(examined("a", HERE + "spinning", {}, slow)) for _ in range(5)]
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in ended] == [TooLarge] * 3 + [TooMany] * 2
    assert all(isinstance(one, DomainError) for one in ended)


async def test_who_goes_away_ends_the_process_and_leaves_the_line(db, tmp_path):
    task = asyncio.create_task(examined("a", HERE + "spinning", {}, replace(BOUNDS, seconds=600)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await examined("a", HERE + "pid", {}, BOUNDS)
