"""The file of a backup: a tar of the database, the photos and the waiting tables, with a manifest at its end.

database.sqlite3 | tables/NAME.copy    the database at one moment
sealed/ab/cdef…                        photos under their SHA-256
files/imports/… files/labels/…         what jobs keep in MASHANG_DATA
manifest.json                          what is in it, with the SHA-256 of everything that is not a photo
"""

import fcntl
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from webapp.errors import Conflict, Invalid
from webapp.evidence.storage import key_of

FORMAT = 1
MANIFEST = "manifest.json"
SEALED = "sealed/"
PART, WORK = ".part", ".work"  # behind the name of an archive: what is being written, and what that needs
PIECE = 1 << 20


class Hashing(io.RawIOBase):
    """Bytes read through this are hashed on the way."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.hash = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self.source.read(size)
        self.hash.update(data)
        return data


class Writer:
    """Writes beside `path` and takes its name at the end, so that half a backup is never taken for one.

    `folder` is for what is needed meanwhile. Raises Conflict while another process writes there.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(path.name + PART)
        self.folder = path.with_name(path.name + WORK)
        self.part.parent.mkdir(parents=True, exist_ok=True)
        # Names, mails and telephone numbers are in it: for the one who made it only.
        self.file = os.fdopen(os.open(self.part, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        if not taken(self.file):
            self.file.close()
            raise Conflict(f"另一个备份正在写 {self.part}，请等它结束。")
        self.file.truncate()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        self.tar = tarfile.open(fileobj=self.file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by finish or __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.part.unlink(missing_ok=True)
        self.file.close()

    def add(self, name: str, source: BinaryIO, size: int) -> str:
        """Write `size` bytes under a name; returns their SHA-256."""
        head = tarfile.TarInfo(name)
        head.size, head.mode = size, 0o600
        through = Hashing(source)
        self.tar.addfile(head, through)
        return through.hash.hexdigest()

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest, make all of it durable, and read it again. Raises Invalid when that shows damage."""
        data = json.dumps({"format": FORMAT, **manifest}, ensure_ascii=False, indent=1).encode()
        self.add(MANIFEST, io.BytesIO(data), len(data))
        self.tar.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        check(self.part)

    def publish(self) -> None:
        """Give it its name: whoever finds an archive under its name finds one that was finished."""
        self.part.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def taken(file: BinaryIO) -> bool:
    """Whether this process has the file for itself now, until it closes it or ends; False while another one has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def entries(path: Path) -> Iterator[tuple[tarfile.TarInfo, BinaryIO]]:
    """Every file of an archive with its bytes, in order."""
    with tarfile.open(path, "r:") as tar:
        for head in tar:
            data = tar.extractfile(head)
            if data is not None:
                yield head, data  # type: ignore[misc]


def check(path: Path) -> dict[str, Any]:
    """Read all of a backup and compare every byte with its hash; returns the manifest.

    Raises Invalid when something is missing, damaged, or of a newer format.
    """
    try:
        found, photos, manifest = _hashes(path)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Invalid(f"{path} 不是完整的备份文件：{error}") from error
    if not manifest:
        raise Invalid(f"{path} 不是完整的备份文件：没有清单。")
    if manifest["format"] > FORMAT:
        raise Invalid("这个备份由更新的版本生成，请用那个版本恢复。")
    if found != manifest["files"]:
        raise Invalid("备份已损坏：文件与清单不符。")
    if photos != manifest["photos"]["count"]:
        raise Invalid(f"备份已损坏：应有 {manifest['photos']['count']} 张照片，实有 {photos} 张。")
    return manifest


def _hashes(path: Path) -> tuple[dict[str, str], int, dict[str, Any]]:
    """SHA-256 by name of all but photos, the number of photos (each has the hash of its name), the manifest."""
    found: dict[str, str] = {}
    photos = 0
    manifest: dict[str, Any] = {}
    for head, data in entries(path):
        if head.name == MANIFEST:
            manifest = json.loads(data.read())
            continue
        sha256 = sha256_of(data)
        if head.name.startswith(SEALED):
            photos += 1
            if head.name != SEALED + key_of(sha256):
                raise Invalid(f"备份已损坏：{head.name} 的内容与校验值不符。")
        else:
            found[head.name] = sha256
    return found, photos, manifest


def sha256_of(data: BinaryIO) -> str:
    """The SHA-256 of what is still to be read."""
    digest = hashlib.sha256()
    while piece := data.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
