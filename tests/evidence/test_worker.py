"""Thumbnails in the background and display copies on demand, with real files."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.evidence.pictures import encoded
from webapp.evidence.pictures import derivatives
from webapp.evidence.pictures.copies import DisplayCopies
from webapp.evidence.pictures.derivatives import DISPLAY, THUMBNAIL
from webapp.evidence.pictures.worker import Done, Job, ThumbnailWorker
from webapp.evidence.storage import LocalStore, key_of

GOOD = encoded("JPEG", edge=300)


class Rows:
    """What the table does for the worker: waiting photos, outcomes."""

    def __init__(self) -> None:
        self.waiting: dict[UUID, str] = {}
        self.outcomes: dict[UUID, str | None] = {}
        self.writes = 0

    async def read(self, limit: int) -> Sequence[Job]:
        return [Job(photo, key) for photo, key in list(self.waiting.items())[:limit]]

    async def write(self, done: Sequence[Done]) -> None:
        self.writes += 1
        for one in done:
            self.outcomes[one.photo] = one.failure
            del self.waiting[one.photo]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "media")


def sealed(store: LocalStore, data: bytes) -> str:
    key = key_of(hashlib.sha256(data).hexdigest())
    source = store.incoming / uuid4().hex
    source.write_bytes(data)
    store.put(source, key)
    return key


def photos(store: LocalStore, rows: Rows, count: int) -> None:
    for number in range(count):
        rows.waiting[uuid4()] = sealed(store, GOOD + bytes([number]))


@pytest.fixture
async def working(store: LocalStore) -> AsyncIterator[tuple[ThumbnailWorker, Rows]]:
    rows = Rows()
    worker = ThumbnailWorker(store, rows.read, rows.write, backlog=8, threads=2)
    await worker.start()
    yield worker, rows
    await worker.stop()


async def test_a_submitted_photo_gets_its_thumbnail(
    working: tuple[ThumbnailWorker, Rows], store: LocalStore
) -> None:
    worker, rows = working
    await worker.drain()
    photos(store, rows, 1)
    [(photo, key)] = rows.waiting.items()
    await worker.submit(photo, key)
    await worker.drain()
    assert rows.outcomes == {photo: None}
    assert store.get_derived(THUMBNAIL, key) is not None


async def test_what_waited_in_the_table_is_made_at_start(store: LocalStore) -> None:
    rows = Rows()
    photos(store, rows, 30)  # more than the backlog: read in several goes
    worker = ThumbnailWorker(store, rows.read, rows.write, backlog=8, threads=2)
    await worker.start()
    await worker.drain()
    await worker.stop()
    assert len(rows.outcomes) == 30
    assert rows.waiting == {}


async def test_beyond_the_backlog_the_table_remembers(
    working: tuple[ThumbnailWorker, Rows], store: LocalStore
) -> None:
    worker, rows = working
    photos(store, rows, 40)
    for photo, key in list(rows.waiting.items()):
        await worker.submit(photo, key)
    await worker.drain()
    assert len(rows.outcomes) == 40
    assert rows.writes <= 40


async def test_a_damaged_and_a_missing_file_fail_in_words(
    working: tuple[ThumbnailWorker, Rows], store: LocalStore
) -> None:
    worker, rows = working
    damaged, missing = uuid4(), uuid4()
    rows.waiting = {damaged: sealed(store, GOOD[:2000]), missing: key_of("ab" * 32)}
    for photo, key in list(rows.waiting.items()):
        await worker.submit(photo, key)
    await worker.drain()
    assert "重新拍摄" in (rows.outcomes[damaged] or "")
    assert "联系管理员" in (rows.outcomes[missing] or "")


class Failing:
    """A call that fails so many times before it goes through; `called` counts all of them."""

    def __init__(self, work: Callable[..., Any], times: int, error: Exception) -> None:
        self.work, self.times, self.error, self.called = work, times, error, 0

    def __call__(self, *given: Any) -> Any:
        self.called += 1
        if self.called <= self.times:
            raise self.error
        return self.work(*given)


async def test_outcomes_that_cannot_be_written_are_made_and_written_again(store: LocalStore) -> None:
    rows = Rows()
    write = Failing(rows.write, 2, RuntimeError("database busy"))
    worker = ThumbnailWorker(store, rows.read, write, threads=1, again=0.01)
    await worker.start()
    await worker.drain()
    photos(store, rows, 1)
    [(photo, key)] = rows.waiting.items()
    await worker.submit(photo, key)
    await worker.drain()
    await worker.stop()
    assert rows.outcomes == {photo: None}


async def test_rows_that_cannot_be_read_at_the_start_are_read_later(store: LocalStore) -> None:
    rows = Rows()
    photos(store, rows, 3)
    worker = ThumbnailWorker(store, Failing(rows.read, 2, RuntimeError("busy")), rows.write, again=0.01)
    await worker.start()
    await worker.drain()
    await worker.stop()
    assert len(rows.outcomes) == 3


async def test_after_an_error_of_the_disk_all_that_waits_is_made(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what an overflowed backlog left in the table."""
    rows = Rows()
    monkeypatch.setattr(store, "put_derived", Failing(store.put_derived, 5, OSError("no such bucket")))
    worker = ThumbnailWorker(store, rows.read, rows.write, backlog=8, threads=2, again=0.01)
    await worker.start()
    await worker.drain()
    photos(store, rows, 30)
    for photo, key in list(rows.waiting.items()):
        await worker.submit(photo, key)
    await worker.drain()
    await worker.stop()
    assert rows.waiting == {}


async def test_what_fails_is_not_tried_again_at_once_and_stops_nothing_else(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Rows()
    read, put = Failing(rows.read, 0, OSError()), Failing(store.put_derived, 1, OSError("no such bucket"))
    monkeypatch.setattr(store, "put_derived", put)
    worker = ThumbnailWorker(store, read, rows.write, threads=1, again=3600)
    await worker.start()
    await worker.drain()
    photos(store, rows, 2)
    for photo, key in list(rows.waiting.items()):
        await worker.submit(photo, key)
    async with worker._change:
        await worker._change.wait_for(lambda: rows.outcomes and not worker._busy)
    await worker.stop()
    assert (put.called, read.called, len(rows.waiting)) == (2, 1, 1)


async def test_two_viewers_one_display_copy(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    key = sealed(store, GOOD)
    made: list[str] = []
    gate, make = threading.Event(), derivatives.make

    def counted(kind: str, source: Path) -> bytes:
        made.append(kind)
        gate.wait(60)
        return make(kind, source)

    monkeypatch.setattr(derivatives, "make", counted)
    copies = DisplayCopies(store)
    first, second = (asyncio.create_task(copies.get(DISPLAY, key)) for _ in range(2))
    third = asyncio.create_task(copies.get(DISPLAY, key))
    await asyncio.sleep(0)
    first.cancel()  # who came first goes away; the others still get it
    gate.set()
    assert await second == await third
    assert await copies.get(DISPLAY, key) == await second  # kept
    assert made == [DISPLAY]


async def test_thumbnails_rest_while_requests_crowd(store: LocalStore) -> None:
    rows, crowd = Rows(), [False, True, True]
    worker = ThumbnailWorker(
        store, rows.read, rows.write, threads=1, busy=lambda: bool(crowd and crowd.pop())
    )
    await worker.start()
    try:
        photos(store, rows, 1)
        for photo, key in list(rows.waiting.items()):
            await worker.submit(photo, key)
        await worker.drain()
        assert not crowd, "it did not ask until it was quiet"
        assert not rows.waiting
    finally:
        await worker.stop()


async def test_half_a_backlog_rests_for_nobody(store: LocalStore) -> None:
    rows = Rows()
    worker = ThumbnailWorker(store, rows.read, rows.write, backlog=2, threads=1, busy=lambda: True)
    photos(store, rows, 1)
    await worker.start()
    try:
        await worker.drain()
        assert not rows.waiting
    finally:
        await worker.stop()
