"""One budget for all decoding: never more than it at once, small pictures do not wait for large ones, first come first served."""

from __future__ import annotations

import asyncio
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.evidence.pictures import encoded
from webapp.evidence.pictures import budget, copies, derivatives
from webapp.evidence.pictures.budget import MB, Budget, Lane, cost_of
from webapp.evidence.pictures.copies import DisplayCopies
from webapp.evidence.pictures.derivatives import DISPLAY, THUMBNAIL
from webapp.evidence.storage import LocalStore, key_of

PATIENCE = 30


@given(costs=st.lists(st.integers(1, 40), min_size=1, max_size=24))
@settings(max_examples=40, deadline=None)
def test_never_more_than_the_budget_at_once(costs: list[int]) -> None:
    """Whatever is asked for, together and in any order: all of it is done, and the sum stays below the size."""
    lane, out, most, lock = Lane(30), [0], [0], threading.Lock()

    def spend(cost: int) -> None:
        with lane.hold(cost):
            with lock:
                out[0] += min(cost, 30)
                most[0] = max(most[0], out[0])
            with lock:
                out[0] -= min(cost, 30)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(spend, costs, timeout=PATIENCE))
    assert most[0] <= 30
    assert lane.free == 30


def test_a_small_picture_passes_twelve_large_ones() -> None:
    shared, go, began = Budget(large=10, small=4, limit=4), threading.Event(), threading.Event()

    def large() -> None:
        with shared.spend(10):
            began.set()
            go.wait(PATIENCE)

    with ThreadPoolExecutor(12) as pool:
        waiting = [pool.submit(large) for _ in range(12)]
        assert began.wait(PATIENCE)
        with shared.spend(3):  # would wait for ever, were there one queue
            pass
        go.set()
        for one in waiting:
            one.result(PATIENCE)


def test_a_large_one_is_not_passed_for_ever() -> None:
    """What comes after it in its lane waits behind it, also when it would fit."""
    lane, order = Lane(10), list[str]()
    first, go, ready = threading.Event(), threading.Event(), threading.Semaphore(0)

    def hold(name: str, cost: int, wait: bool = False) -> None:
        ready.release()
        with lane.hold(cost):
            order.append(name)
            first.set()
            if wait:
                go.wait(PATIENCE)

    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(hold, "holds", 5, True)]
        assert first.wait(PATIENCE)
        for number, (name, cost) in enumerate((("huge", 10), ("fits", 2)), 1):
            jobs.append(pool.submit(hold, name, cost))
            while len(lane._queue) < number:
                ready.acquire(timeout=0.01)
        go.set()
        for job in jobs:
            job.result(PATIENCE)
    assert order == ["holds", "huge", "fits"]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_way_to_decode_asks_the_budget(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file, shared = io.BytesIO(encoded(form)), Budget(large=MB, small=96 * MB, limit=32 * MB)
    monkeypatch.setattr(derivatives, "BUDGET", shared)
    for work in (lambda: derivatives.make(THUMBNAIL, file), lambda: derivatives.check(file)):
        shared.small.most = 0
        work()
        assert shared.small.most > 0
        assert shared.small.free == shared.small.size


def test_what_a_picture_costs_follows_from_its_size() -> None:
    def cost(form: str, edge: int, **options: object) -> int:
        with Image.open(io.BytesIO(encoded(form, edge=3200, **options))) as image:
            return cost_of(image, edge)

    assert cost("JPEG", 240) * 8 < cost("PNG", 240)  # its decoder makes a quarter of each side
    assert cost("JPEG", 240) < cost("JPEG", 240, progressive=True)
    assert cost("PNG", 240) == cost("PNG", 1600) < cost("WEBP", 240)
    with Image.open(io.BytesIO(encoded("JPEG", edge=2048))) as image:
        assert not budget.BUDGET.is_large(cost_of(image, 1600))  # what phones send


async def test_large_ones_wait_in_threads_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All large pictures stand still, more of them than there are threads; a small one is shown meanwhile."""
    store = LocalStore(tmp_path / "media")
    monkeypatch.setattr(derivatives, "BUDGET", Budget(large=MB, small=96 * MB, limit=MB))

    def sealed(number: int, data: bytes) -> str:
        key = key_of(f"{number:064x}")
        (store.incoming / "one").write_bytes(data)
        store.put(store.incoming / "one", key)
        return key

    huge = io.BytesIO()
    Image.new("RGB", (1000, 1000)).save(huge, "PNG")
    keys = [sealed(number, huge.getvalue()) for number in range(12)]
    small = sealed(12, encoded("PNG", edge=100))
    room = DisplayCopies(store)
    with derivatives.BUDGET.large.hold(MB):
        looking = [asyncio.create_task(room.get(DISPLAY, key)) for key in keys]
        assert await asyncio.wait_for(room.get(DISPLAY, small), PATIENCE)
        assert not any(task.done() for task in looking)
    assert all(await asyncio.gather(*looking))
    assert copies._pool is not budget.large_pool
