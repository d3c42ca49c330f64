"""The storage and the threads of this process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.db import transaction
from webapp.evidence import intake, queries
from webapp.evidence.pictures import budget
from webapp.evidence.pictures.copies import DisplayCopies
from webapp.evidence.pictures.worker import Done, ThumbnailWorker
from webapp.evidence.rules import Derived
from webapp.evidence.storage import LocalStore, Store
from webapp.evidence.storage.s3 import ObjectStore
from webapp.evidence.tables import Photo
from webapp.settings import settings
from webapp.web.health import probes
from webapp.web.middleware.observe import crowded


@dataclass(frozen=True)
class Evidence:
    """What the verbs and the pages use; one per process and data folder."""

    store: Store
    worker: ThumbnailWorker
    copies: DisplayCopies


_running: list[Evidence] = []


def evidence() -> Evidence:
    """The one of this process. Without start() (commands, tests) it works too, but makes no thumbnail by itself."""
    if not _running or _running[-1].store.root != settings().media:
        _running.append(_open(_store()))
    return _running[-1]


def _store() -> Store:
    if settings().media_url:
        return ObjectStore(settings().media_url, settings().media)
    return LocalStore(settings().media)


def _open(store: Store) -> Evidence:
    worker = ThumbnailWorker(store, queries.waiting, write_outcomes, busy=crowded)
    return Evidence(store, worker, DisplayCopies(store))


async def start(*, background: bool = True) -> Evidence:
    """Open the storage, sweep up after crashes, and begin with the thumbnails that wait.

    With `background` false no thumbnail is made by itself (they are made when somebody looks).
    """
    budget.keep_nothing()
    store: Store = await asyncio.to_thread(_store)
    await asyncio.to_thread(intake.sweep, store.incoming)
    started = _open(store)
    if background:
        await started.worker.start()
    _running.append(started)
    probes["store"] = store.health
    return started


async def stop() -> None:
    """Finish the pictures in hand; what waits stays in the table."""
    probes.pop("store", None)
    while _running:
        ended = _running.pop()
        await ended.worker.stop()


async def write_outcomes(done: Sequence[Done]) -> None:
    """Write which thumbnails exist and which photos cannot be shown, in one short transaction."""
    ready = [one.photo for one in done if one.failure is None]
    async with transaction():
        if ready:
            await Photo.update({Photo.derived: Derived.READY.value}).where(Photo.id.is_in(ready))
        for one in done:
            if one.failure is not None:
                await Photo.update({Photo.derived: Derived.FAILED.value, Photo.failure: one.failure}).where(
                    Photo.id == one.photo
                )
