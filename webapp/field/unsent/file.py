"""The file of 导出未上传: a zip that a phone made. Nothing of it is trusted, nothing is unpacked (docs/protocol.md).

It is read in a process of its own only (webapp.field.unsent.looking).
"""

import json
import re
import stat
import zipfile
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from webapp.errors import Forbidden, Invalid, TooLarge
from webapp.field.unsent.entries import Entry, device_in, entry_in, moment_in
from webapp.field.unsent.shapes import values_in
from webapp.jobs.aside import Bounds

FORMAT, VERSION = "mashang-unsent", 1
MAX_BYTES = 512 * 1024 * 1024
MAX_FILES = 6_000
MAX_ENTRIES = 50_000
MAX_JSON = 60 * 1024 * 1024
MAX_HEAD = 64 * 1024
# Commas, colons, lists, objects and texts; an entry has some fifty of them.
MAX_VALUES = 3_000_000
MAX_VISITS = 500
PIECE = 1 << 16
LOOK = Bounds(memory=1_200_000_000, seconds=30)
MAX_PHOTO = 15 * 1024 * 1024
HEAD, ENTRIES = "manifest.json", "entries.json"

FOREIGN = "这不是“导出未上传”生成的文件，请在同步中心重新导出后上传。"
DAMAGED = "文件已损坏，无法读取。请重新传输，或在同步中心重新导出。"
SOMEBODY_ELSE = "文件里有 {} 条别人的记录，只能由本人登录后导入。"
TOO_LARGE = "文件解压后过大，无法导入。请在同步中心分次导出。"

_PHOTO = re.compile(r"photos/[0-9A-Za-z._:-]{1,64}\.(jpg|png|webp|heic)")
_MOST = {HEAD: MAX_HEAD, ENTRIES: MAX_JSON}
_STORED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True)
class Unsent:
    """What the file holds: the entries by visit, oldest first, its submission at the end."""

    made_at: datetime | None
    device: str
    visits: dict[UUID, list[Entry]]


def read_unsent(path: Path, person: int) -> Unsent:
    """The entries of a file; Invalid, TooLarge or Forbidden (somebody else's) in words. Blocking."""
    with opened(path) as archive:
        members = _checked(archive)
        head = _json(archive, HEAD, members)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise Invalid(FOREIGN)
        if head.get("version") != VERSION:
            raise Invalid("这个文件由另一个版本的系统导出，无法导入，请联系管理员。")
        rows = _json(archive, ENTRIES, members)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid(FOREIGN)
    if len(rows) > MAX_ENTRIES:
        raise TooLarge(TOO_LARGE)
    foreign = sum(row.get("user") != person for row in rows)
    if foreign or head.get("user") != person:
        raise Forbidden(SOMEBODY_ELSE.format(foreign or len(rows)))
    visits: dict[UUID, list[Entry]] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        entry = entry_in(row, number, members)
        if entry.id in seen:
            raise Invalid(f"第 {number} 条记录的编号重复。")
        seen.add(entry.id)
        visits.setdefault(entry.inspection, []).append(entry)
    for entries in visits.values():
        # As the phone itself sends them: photos that the server missed stand behind the submission that names them.
        entries.sort(key=lambda entry: entry.rest == "/submission")
    if len(visits) > MAX_VISITS:
        raise TooLarge(TOO_LARGE)
    return Unsent(moment_in(head.get("made_at")), device_in(head.get("device")), visits)


async def looked_at(told: dict[str, Any]) -> AsyncGenerator[int, None]:
    """How many visits the file at `path` holds, when it is an export of `person`."""
    yield len(read_unsent(Path(told["path"]), told["person"]).visits)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip; whatever a reader of zips can stumble over is one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    # RuntimeError: encrypted, or packed in a way that zipfile does not know.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Invalid(DAMAGED) from error


def read_photo(path: Path, name: str) -> bytes:
    """The bytes of one photo, at most 15 MB of them. Blocking."""
    with opened(path) as archive, archive.open(name) as file:
        return _read(file, MAX_PHOTO)


def _checked(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members, when every one of them is what an export has, and together they are not too much.

    zipfile never delivers more than the directory declares, so the declared sizes are upper bounds.
    """
    members: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise TooLarge(TOO_LARGE)
    for info in infos:
        name = info.filename
        if info.flag_bits & 1:
            raise Invalid("文件设有密码，无法导入。")
        if name in members or (name not in {HEAD, ENTRIES} and not _PHOTO.fullmatch(name)):
            raise Invalid(FOREIGN)
        if info.compress_type not in _STORED or stat.S_ISLNK(info.external_attr >> 16):
            raise Invalid(FOREIGN)
        if info.file_size > (MAX_PHOTO if name.startswith("photos/") else _MOST[name]):
            raise TooLarge(TOO_LARGE)
        members[name] = info
    if not {HEAD, ENTRIES} <= set(members):
        raise Invalid(FOREIGN)
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise TooLarge(TOO_LARGE)
    return members


def _json(archive: zipfile.ZipFile, name: str, members: dict[str, zipfile.ZipInfo]) -> Any:
    with archive.open(members[name]) as file:
        if values_in(iter(lambda: _piece(file), b""), MAX_VALUES) > MAX_VALUES:
            raise TooLarge(TOO_LARGE)
    with archive.open(members[name]) as file:
        raw = _read(file, MAX_JSON)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid(DAMAGED) from error


def _piece(file: IO[bytes]) -> bytes:
    return _read(file, PIECE, whole=False)


def _read(file: IO[bytes], most: int, *, whole: bool = True) -> bytes:
    try:
        data = file.read(most + whole)
    except MemoryError:
        raise
    except Exception as error:
        # zlib.error, BadZipFile and EOFError have no common ancestor, and all of them mean the same.
        raise Invalid(DAMAGED) from error
    if len(data) > most:
        raise TooLarge(TOO_LARGE)
    return data
