"""Evidence in an S3-compatible object store, by MASHANG_MEDIA_URL=s3://bucket/prefix and the usual AWS_* variables.

Nobody but the application talks to the store: bytes go through it, after its permission checks, piece by piece.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from webapp.errors import Unavailable
from webapp.evidence.storage import Store, checked, key_of

PIECE = 256 * 1024
GONE = "照片存储暂时连接不上，内容还没有保存；照片还在您的设备上，请稍后重试。"


class Unreachable(OSError, Unavailable):
    """The store did not answer: an error of the disk for whoever works behind, a sentence for whoever waits."""

    def __init__(self, cause: Exception) -> None:
        OSError.__init__(self, errno.EHOSTUNREACH, f"{GONE} {cause}"[:500])
        self.sentence = GONE


@contextmanager
def words() -> Iterator[None]:
    """FileNotFoundError for what is not there, Unreachable for everything else."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise Unreachable(error) from error


class Reader(io.RawIOBase):
    """An object as a file: read in pieces as they are asked for."""

    def __init__(self, store: S3Store, name: str) -> None:
        self._file = obstore.open_reader(store, name, buffer_size=PIECE)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with words():
            data = bytes(self._file.read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class ObjectStore(Store):
    """See Store. What arrives is spooled in the local folder `root`; what is sealed is in the bucket."""

    def __init__(self, url: str, root: Path) -> None:
        self._root, self._incoming = root, root / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)
        endpoint = os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT") or ""
        self._store = S3Store.from_url(
            url,
            config={"checksum_algorithm": "SHA256"},  # compared by the store before it says yes
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": "60s"},
            retry_config={"max_retries": 3},
        )

    @property
    def root(self) -> Path:
        return self._root

    @property
    def incoming(self) -> Path:
        return self._incoming

    def put(self, source: Path, key: str) -> None:
        """See Store.put: the store has confirmed it when this returns."""
        with words():
            there = self._size(self._sealed(key)) == source.stat().st_size
        if there:
            source.unlink()
        else:
            self.mend(source, key)

    def mend(self, source: Path, key: str) -> None:
        with words():
            obstore.put(self._store, self._sealed(key), source)
        source.unlink()

    def drop(self, key: str, age: timedelta) -> bool:
        """See Store.drop: no such store can delete only what nobody has put since, so that nothing is deleted."""
        return True

    def open(self, key: str) -> BinaryIO:
        with words():
            return cast(BinaryIO, io.BufferedReader(Reader(self._store, self._sealed(key)), PIECE))

    def exists(self, key: str) -> bool:
        with words():
            return self._size(self._sealed(key)) is not None

    def verify(self, key: str) -> bool:
        try:
            with self.open(key) as file:
                digest = hashlib.sha256()
                while piece := file.read(PIECE):
                    digest.update(piece)
        except FileNotFoundError:
            return False
        return key_of(digest.hexdigest()) == key

    def put_derived(self, kind: str, key: str, data: bytes) -> None:
        with words():
            obstore.put(self._store, self._derived(kind, key), data)

    def get_derived(self, kind: str, key: str) -> bytes | None:
        try:
            with words():
                return bytes(obstore.get(self._store, self._derived(kind, key)).bytes()) or None
        except FileNotFoundError:
            return None

    def health(self) -> None:
        name = f"health/{uuid.uuid4().hex}"
        with words():
            obstore.put(self._store, name, b"ok")
            obstore.delete(self._store, name)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._root).free

    def _size(self, name: str) -> int | None:
        try:
            return int(obstore.head(self._store, name)["size"])
        except FileNotFoundError:
            return None

    def _sealed(self, key: str) -> str:
        return f"sealed/{checked(key)}"

    def _derived(self, kind: str, key: str) -> str:
        return f"derived/{kind}/{checked(key)}.jpg"
