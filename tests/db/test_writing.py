"""Group commit: one COMMIT for many who wait, each with a fate of its own, nobody told before it is durable."""

import asyncio
import sqlite3

import pytest

from webapp.db import sql, transaction
from webapp.db.connect import ENGINE, SQLITE
from webapp.db.engine.waiting import no_patience, one_patience
from webapp.db.engine.writing import LOST
from webapp.db.marks import mark, set_mark
from webapp.errors import Unavailable

pytestmark = pytest.mark.usefixtures("db")

if SQLITE:  # PostgreSQL commits in groups by itself

    async def write(number: int) -> None:
        async with transaction():
            await set_mark(f"m{number}", str(number))

    def seen_from_outside() -> set[str]:
        other = sqlite3.connect(ENGINE.path)
        try:
            return {row[0] for row in other.execute("SELECT name FROM mark WHERE name LIKE 'm%'")}
        finally:
            other.close()

    @pytest.fixture
    def commits():
        """The COMMITs of the writing connection."""
        told: list[str] = []
        ENGINE.writer().set_trace_callback(lambda text: told.append(text) if text == "COMMIT" else None)
        yield told
        ENGINE.writer().set_trace_callback(None)

    async def test_many_who_wait_share_a_commit(commits: list[str]) -> None:
        async def one(number: int) -> None:
            await write(number)
            assert f"m{number}" in seen_from_outside(), "told before it was durable"

        await asyncio.gather(*(one(number) for number in range(40)))
        assert seen_from_outside() == {f"m{number}" for number in range(40)}
        assert len(commits) <= 5
        commits.clear()
        await write(40)
        assert len(commits) == 1
        assert not ENGINE.writer().in_transaction

    async def test_who_fails_takes_back_only_the_own_work() -> None:
        async def fail(number: int) -> None:
            async with transaction():
                await set_mark(f"m{number}", "lost")
                raise ZeroDivisionError

        done = await asyncio.gather(
            *(fail(number) if number % 3 == 1 else write(number) for number in range(30)),
            return_exceptions=True,
        )
        assert [isinstance(one, ZeroDivisionError) for one in done] == [
            number % 3 == 1 for number in range(30)
        ]
        assert seen_from_outside() == {f"m{number}" for number in range(30) if number % 3 != 1}

    async def test_a_transaction_that_sqlite_takes_back_fails_for_all_who_shared_it() -> None:
        """As with a full disk: SQLite rolls back everything at once, and says so to one statement only."""

        async def full(number: int) -> None:
            async with transaction():
                await set_mark(f"m{number}", "lost")
                ENGINE.writer().rollback()
                raise sqlite3.OperationalError("database or disk is full")

        writers = (
            [write(number) for number in range(5)] + [full(5)] + [write(number) for number in range(6, 9)]
        )
        done = await asyncio.gather(*writers, return_exceptions=True)
        kept = seen_from_outside()
        assert isinstance(done[5], Unavailable)
        for number, outcome in enumerate(done):
            assert (outcome is None) == (f"m{number}" in kept), (number, outcome)
        assert any(isinstance(one, Unavailable) for one in done[:5]), LOST
        await write(9)
        assert "m9" in seen_from_outside()

    async def test_nobody_waits_for_somebody_who_gave_up() -> None:
        tasks = [asyncio.create_task(write(number)) for number in range(20)]
        await asyncio.sleep(0)
        for task in tasks[1:]:
            task.cancel()
        done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 60)
        assert done[0] is None
        assert await mark("m0") == "0"
        await asyncio.wait_for(write(20), 60)
        assert (await sql("SELECT COUNT(*) AS n FROM mark WHERE name = 'm20'"))[0]["n"] == 1

    @pytest.fixture
    def held_by_another():
        """Another process writes."""
        other = sqlite3.connect(ENGINE.path, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.close()

    async def test_a_queue_behind_another_process_waits_no_longer_than_one(held_by_another) -> None:
        ENGINE.writers.waits.patience = 0.4
        clock = asyncio.get_running_loop().time
        began = clock()
        with pytest.raises(Unavailable, match="正忙"):
            await write(0)
        alone, began = clock() - began, clock()
        done = await asyncio.gather(*(write(number) for number in range(12)), return_exceptions=True)
        assert [type(one) for one in done] == [Unavailable] * 12
        assert clock() - began < 2 * alone + 0.4
        assert seen_from_outside() == set()
        later = [asyncio.create_task(write(number)) for number in range(12)]
        await asyncio.sleep(0)
        held_by_another.rollback()
        assert await asyncio.gather(*later) == [None] * 12

    async def test_who_waits_for_colleagues_waits_as_long_as_it_takes() -> None:
        ENGINE.writers.waits.patience = 0.0

        async def slow() -> None:
            async with transaction():
                await asyncio.sleep(0.05)
                await set_mark("m0", "0")

        tasks = [asyncio.create_task(slow()), *(asyncio.create_task(write(number)) for number in range(1, 9))]
        await asyncio.gather(*tasks)
        assert seen_from_outside() == {f"m{number}" for number in range(9)}

    async def test_the_transactions_of_a_request_share_one_patience(held_by_another) -> None:
        ENGINE.writers.waits.patience = 0.4
        clock = asyncio.get_running_loop().time
        with one_patience():
            with no_patience(), pytest.raises(Unavailable):
                await write(0)
            began = clock()
            with pytest.raises(Unavailable):
                await write(1)
            alone, began = clock() - began, clock()
            with pytest.raises(Unavailable):
                await write(2)
            assert clock() - began < alone
