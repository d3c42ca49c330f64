"""Display copies, made when somebody first looks, and kept."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

from webapp.evidence.pictures import derivatives
from webapp.evidence.pictures.budget import large_pool
from webapp.evidence.storage import Store

# Apart from the thumbnails: who looks at one photo must not wait behind a thousand others.
_pool = ThreadPoolExecutor(os.cpu_count() or 1, "display")


class DisplayCopies:
    """Derivatives on demand. Two who look at once wait for the same one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._making: dict[str, asyncio.Task[bytes]] = {}

    async def get(self, kind: str, key: str) -> bytes:
        """The JPEG bytes of a derivative, made when missing. Raises Undecodable, FileNotFoundError."""
        task = self._making.get(f"{kind}/{key}")
        if task is None:
            task = self._making[f"{kind}/{key}"] = asyncio.create_task(self._load_or_make(kind, key))
            task.add_done_callback(lambda _: self._making.pop(f"{kind}/{key}", None))
        return await asyncio.shield(task)  # the first viewer may hang up; the others still wait

    async def _load_or_make(self, kind: str, key: str) -> bytes:
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(_pool, self._unless_large, kind, key)
        if made is not None:
            return made
        return await loop.run_in_executor(large_pool, self._made, kind, key)

    def _unless_large(self, kind: str, key: str) -> bytes | None:
        """The copy; None when the picture is so large that it has to wait for its turn elsewhere."""
        if kept := self._store.get_derived(kind, key):
            return kept
        with self._store.open(key) as source:
            if derivatives.is_large(kind, source):
                return None
        return self._made(kind, key)

    def _made(self, kind: str, key: str) -> bytes:
        with self._store.open(key) as source:
            data = derivatives.make(kind, source)
        self._store.put_derived(kind, key, data)
        return data
