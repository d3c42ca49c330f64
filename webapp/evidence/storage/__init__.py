"""Where the bytes of evidence live: sealed files under their SHA-256, derivatives beside them.

A sealed file is never changed: there is no method for it, but for putting back the bytes that a damaged one has lost
(`mend`, for restoring a backup). Deleted is only what an enterprise never sent (`drop`). Derivatives can be made again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol, cast

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")


def key_of(sha256: str) -> str:
    """The storage key of a content hash (64 hex digits): `ab/cdef…`."""
    return f"{sha256[:2]}/{sha256[2:]}"


def checked(key: str) -> str:
    """The key, when it is one: nothing else becomes part of a path. ValueError otherwise."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


class Store(Protocol):
    """What evidence asks of a storage. All methods block: use a thread. A disk's errors are OSError."""

    @property
    def root(self) -> Path:
        """The local folder that is its own."""

    @property
    def incoming(self) -> Path:
        """A local folder for files that are still arriving."""

    def put(self, source: Path, key: str) -> None:
        """Seal the file `source` under `key`, durable on return; `source` is gone afterwards. Idempotent."""

    def mend(self, source: Path, key: str) -> None:
        """As put, but in the place of whatever is under `key`: for who has found that damaged. Never for what arrives."""

    def drop(self, key: str, age: timedelta) -> bool:
        """Delete the bytes and their derivatives unless somebody has put them within `age`; whether they are gone.

        The caller has seen that no photo has them any more. An object store leaves them where they are.
        """

    def open(self, key: str) -> BinaryIO:
        """The sealed bytes. Raises FileNotFoundError."""

    def exists(self, key: str) -> bool:
        """Whether something is sealed under `key`."""

    def verify(self, key: str) -> bool:
        """Whether the sealed bytes still have the hash that their key names; False when they are gone."""

    def put_derived(self, kind: str, key: str, data: bytes) -> None:
        """Keep a derivative (`thumbnail`, `display`) of the file `key`."""

    def get_derived(self, kind: str, key: str) -> bytes | None:
        """A derivative, or None when it was not made or did not survive."""

    def health(self) -> None:
        """Write, fsync and remove a small file; raises OSError when that is impossible."""

    def free_bytes(self) -> int:
        """How many bytes can still be written."""


def _sync(path: Path) -> None:
    """fsync a file or a folder by its name; read access is enough on POSIX."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _young(path: Path, age: timedelta) -> bool:
    """Whether somebody has put this file within `age`."""
    try:
        return path.stat().st_mtime > time.time() - age.total_seconds()
    except FileNotFoundError:
        return False


def _made_young(path: Path) -> bool:
    """Say that a file is wanted as of now; False when it has just been moved away."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


class LocalStore:
    """A folder. Temporary files lie in the same file system, so that a rename is one atomic step."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._sealed, self._derived, self.incoming = root / "sealed", root / "derived", root / "incoming"
        for folder in (self._derived, self.incoming, self._sealed):
            folder.mkdir(parents=True, exist_ok=True)
        # All 256 folders now: one made later by another thread could be used before its own name is durable.
        for number in range(256):
            (self._sealed / f"{number:02x}").mkdir(exist_ok=True)
        for folder in (self._sealed, root, root.parent):
            _sync(folder)

    def put(self, source: Path, key: str) -> None:
        """See Store.put. A file that is there already stays, unless its size shows damage."""
        target = self._path(key)
        if target.is_file() and target.stat().st_size == source.stat().st_size and _made_young(target):
            source.unlink()
            # Whoever put it may not have come to this line yet.
            _sync(target.parent)
        else:
            self.mend(source, key)

    def mend(self, source: Path, key: str) -> None:
        target = self._path(key)
        source.chmod(0o400)
        _sync(source)
        source.replace(target)
        _sync(target.parent)

    def drop(self, key: str, age: timedelta) -> bool:
        """See Store.drop. Moved away first and looked at again: a put in between has made the file young."""
        path, aside = self._path(key), self.incoming / f"incoming-swept-{key.replace('/', '-')}"
        if _young(path, age):
            return False
        with suppress(FileNotFoundError):
            path.rename(aside)
            if _young(aside, age):
                aside.rename(path)
                return False
            aside.unlink()
            _sync(path.parent)
        for kind in self._derived.iterdir():
            self._derived_path(kind.name, key).unlink(missing_ok=True)
        return True

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def verify(self, key: str) -> bool:
        try:
            with self.open(key) as file:
                return key_of(hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest()) == key
        except FileNotFoundError:
            return False

    def put_derived(self, kind: str, key: str, data: bytes) -> None:
        """See Store.put_derived. Not fsynced: what a power cut takes is made again."""
        target = self._derived_path(kind, key)
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix="incoming-", dir=self.incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get_derived(self, kind: str, key: str) -> bytes | None:
        try:
            # An empty file is what a power cut leaves of a rename without fsync.
            return self._derived_path(kind, key).read_bytes() or None
        except FileNotFoundError:
            return None

    def health(self) -> None:
        descriptor, name = tempfile.mkstemp(prefix="incoming-health-", dir=self.incoming)
        try:
            os.write(descriptor, b"ok")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
            Path(name).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.root).free

    def _path(self, key: str) -> Path:
        return self._sealed / checked(key)

    def _derived_path(self, kind: str, key: str) -> Path:
        if not _KEY.fullmatch(key) or not kind.isidentifier():
            raise ValueError(f"not a derivative: {kind!r} {key!r}")
        return self._derived / kind / f"{key}.jpg"
