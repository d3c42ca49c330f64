"""The engine: no lost update, clean connections after a cancellation, readers and writers beside each other, words."""

import asyncio
import sqlite3
import threading

import pytest

from tests.cast import ids
from webapp.accounts.rules import TOUCH_EVERY
from webapp.accounts.tables import Bureau, Person, Session
from webapp.clock import now
from webapp.db import after_commit, duplicate, lock, sql, transaction
from webapp.db.connect import ENGINE, SQLITE
from webapp.db.engine import PooledSQLite
from webapp.db.lease import hold, release
from webapp.db.marks import mark, set_mark
from webapp.db.transaction import BUSY, FULL, translated
from webapp.errors import Unavailable

pytestmark = pytest.mark.usefixtures("db")


async def count_up():
    async with transaction():
        await lock(Bureau, ids()["city"])
        row = await Bureau.select(Bureau.address).where(Bureau.id == ids()["city"]).first()
        await asyncio.sleep(0)
        await Bureau.update({Bureau.address: str(int(row["address"] or 0) + 1)}).where(
            Bureau.id == ids()["city"]
        )


async def address():
    return (await Bureau.select(Bureau.address).where(Bureau.id == ids()["city"]).first())["address"]


async def test_a_hundred_tasks_that_read_and_write_lose_nothing():
    await asyncio.gather(*(count_up() for _ in range(100)))
    assert await address() == "100"


async def test_cancelled_tasks_leave_clean_connections():
    tasks = [asyncio.create_task(count_up()) for _ in range(40)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    failed = [outcome for outcome in done if outcome is not None]
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in failed)
    before = int(await address() or 0)
    assert before >= 20
    await asyncio.gather(*(count_up() for _ in range(5)))
    assert int(await address()) == before + 5
    if SQLITE:
        assert not ENGINE.writer().in_transaction


async def test_a_cancellation_in_the_middle_rolls_back():
    inside = asyncio.Event()

    async def work():
        async with transaction():
            await Bureau.update({Bureau.address: "lost"}).where(Bureau.id == ids()["city"])
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await address() == ""
    await count_up()
    assert await address() == "1"


async def test_a_long_read_does_not_block_a_write():
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT max(i) AS m FROM n"
    for writes, rows in enumerate((3_000_000, 30_000_000), 1):
        slow = asyncio.create_task(sql("SELECT * FROM (" + numbers + ") AS long", rows))
        await asyncio.sleep(0)
        await count_up()
        overtaken = not slow.done()
        assert await address() == str(writes)
        assert (await slow)[0]["m"] == rows
        if overtaken:  # else the machine may be so busy that a write lasts as long as the shorter read
            return
    pytest.fail("the write waited for the read")


if SQLITE:

    async def test_a_database_locked_by_another_process_is_said_in_words(client_for):
        client = await client_for("inspector")
        ENGINE.writers.waits.patience = 0.05
        other = sqlite3.connect(ENGINE.path, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        try:
            answer = await client.post("/me", data={"name": "王敏", "phone": "", "email": ""})
            assert answer.status_code == 429
            assert BUSY in answer.text
            assert answer.headers["retry-after"]
            assert (await client.get("/me")).status_code == 200
        finally:
            other.rollback()
            other.close()
        assert (await client.post("/me", data={"name": "王敏", "phone": "", "email": ""})).status_code == 303

    async def test_a_page_does_not_wait_to_note_that_its_session_is_in_use(client_for):
        client = await client_for("inspector")
        long_ago = now() - 2 * TOUCH_EVERY
        await Session.update({Session.last_seen: long_ago}, force=True)
        ENGINE.writers.waits.patience = 600
        other = sqlite3.connect(ENGINE.path, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        try:
            assert (await asyncio.wait_for(client.get("/me"), 120)).status_code == 200
        finally:
            other.rollback()
            other.close()
        assert (await client.get("/me")).status_code == 200
        assert (await Session.select(Session.last_seen))[0]["last_seen"] > long_ago


if not SQLITE:

    async def test_a_row_that_stays_locked_is_said_in_words():
        async def impatient():
            async with transaction():
                await sql("SET LOCAL lock_timeout = '50ms'")
                await lock(Bureau, ids()["city"])

        async with transaction():
            await lock(Bureau, ids()["city"])
            with pytest.raises(Unavailable, match="正忙"):
                await asyncio.create_task(detached(impatient))


async def detached(work):
    """Outside of the transaction of the task that started us."""
    ENGINE.current_transaction.set(None)
    await work()


def test_a_full_disk_is_said_in_words():
    import errno

    for error in (
        sqlite3.OperationalError("database or disk is full"),
        OSError(errno.ENOSPC, "No space left on device"),
    ):
        told = translated(error)
        assert isinstance(told, Unavailable)
        assert told.sentence == FULL
        assert told.status == 429
    other = ValueError("x")
    assert translated(other) is other


async def test_an_inner_transaction_joins_the_outer():
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the transaction is what is tested
        async with transaction():
            async with transaction():
                await Bureau.update({Bureau.address: "inner"}).where(Bureau.id == ids()["city"])
            raise ZeroDivisionError
    assert await address() == ""


async def test_after_commit_runs_after_the_outermost_commit_and_not_on_rollback():
    told = []

    async def say():
        told.append(await address())

    async with transaction():
        async with transaction():
            await Bureau.update({Bureau.address: "kept"}).where(Bureau.id == ids()["city"])
            after_commit(say)
        assert told == []
    assert told == ["kept"]
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the transaction is what is tested
        async with transaction():
            after_commit(say)
            raise ZeroDivisionError
    assert told == ["kept"]
    with pytest.raises(RuntimeError):
        after_commit(say)


async def test_a_unique_index_speaks():
    person = Person(username="inspector", name="x", role="inspector", password="x")
    try:
        async with transaction():
            await Person.insert(person)
    except Exception as error:
        assert duplicate(error)
    else:
        pytest.fail("two people of one user name")
    assert not duplicate(ValueError("UNIQUE"))
    assert await Person.count().where(Person.username == "inspector") == 1


async def test_raw_sql_binds_and_does_not_paste():
    evil = "'; DROP TABLE person; --"
    assert await sql("SELECT id FROM person WHERE username = {}", evil) == []
    assert await Person.exists()


async def test_marks():
    assert await mark("nothing") == ""
    await set_mark("colour", "青")
    await set_mark("colour", "绿")
    assert await mark("colour") == "绿"


async def test_many_ask_for_one_lease():
    assert all(await asyncio.gather(*(hold("one", 30) for _ in range(10))))
    await release("one")
    assert await hold("one", 30)


if SQLITE:

    async def test_writes_of_two_loops_do_not_meet():
        """A command in a thread with a loop of its own writes while the application does."""
        failed = []

        def other():
            try:
                connection = sqlite3.connect(ENGINE.path, timeout=60)
                for _ in range(20):
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute("UPDATE bureau SET phone = phone || 'x' WHERE id = ?", [ids()["city"]])
                    connection.commit()
                connection.close()
            except sqlite3.Error as error:
                failed.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        await asyncio.gather(*(count_up() for _ in range(20)))
        await asyncio.to_thread(thread.join)
        assert failed == []
        assert await address() == "20"
        row = await Bureau.select(Bureau.phone).where(Bureau.id == ids()["city"]).first()
        assert row["phone"] == "x" * 20

    async def test_cursors_are_closed_in_the_thread_that_wrote(tmp_path):
        """Left to the event loop, their end resets the cached statement while the next write binds to it."""
        closed = []

        class Cursor(sqlite3.Cursor):
            def close(self):
                closed.append(threading.current_thread().name)
                super().close()

        class Connection(sqlite3.Connection):
            def executemany(self, query, rows):
                return self.cursor(Cursor).executemany(query, rows)

        engine = PooledSQLite(tmp_path / "watched.sqlite")
        engine.connection_kwargs["factory"] = Connection
        async with engine.transaction():
            await engine.executemany("CREATE TABLE noted (a)", [()])
            await engine.executemany("INSERT INTO noted VALUES (?)", [(number,) for number in range(100)])
        await engine.close()
        assert [name.rsplit("_", 1)[0] for name in closed] == ["sqlite-write"] * 2
