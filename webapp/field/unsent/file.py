"""The file of 导出未上传: a zip that a phone made. Nothing of it is trusted, nothing is unpacked (docs/protocol.md).

It is read in a process of its own only (webapp.field.unsent.looking).
"""

import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from webapp import archives
from webapp.archives import Archive, Guard
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
LOOK = Bounds(memory=1_200_000_000, seconds=30)
MAX_PHOTO = 15 * 1024 * 1024
HEAD, ENTRIES = "manifest.json", "entries.json"

FOREIGN = "这不是“导出未上传”生成的文件，请在同步中心重新导出后上传。"
SOMEBODY_ELSE = "文件里有 {} 条别人的记录，只能由本人登录后导入。"

_PHOTO = re.compile(r"photos/[0-9A-Za-z._:-]{1,64}\.(jpg|png|webp|heic)")
_MOST = {HEAD: MAX_HEAD, ENTRIES: MAX_JSON}
GUARD = Guard(
    thing="文件",
    again="请重新传输，或在同步中心重新导出。",
    smaller="请在同步中心分次导出。",
    members=MAX_FILES,
    total=MAX_BYTES,
    most=lambda name: _MOST.get(name, MAX_PHOTO),
)
DAMAGED, TOO_LARGE = GUARD.says(archives.DAMAGED), GUARD.says(archives.LARGE)


@dataclass(frozen=True)
class Unsent:
    """What the file holds: the entries by visit, oldest first, its submission at the end."""

    made_at: datetime | None
    device: str
    visits: dict[UUID, list[Entry]]


def read_unsent(path: Path, person: int) -> Unsent:
    """The entries of a file; Invalid, TooLarge or Forbidden (somebody else's) in words. Blocking."""
    with GUARD.opened(path) as archive:
        members = archive.members
        if not {HEAD, ENTRIES} <= set(members):
            raise Invalid(FOREIGN)
        if not all(name in _MOST or _PHOTO.fullmatch(name) for name in members):
            raise Invalid(FOREIGN)
        head = _json(archive, HEAD)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise Invalid(FOREIGN)
        if head.get("version") != VERSION:
            raise Invalid("这个文件由另一个版本的系统导出，无法导入，请联系管理员。")
        rows = _json(archive, ENTRIES)
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


def read_photo(path: Path, name: str) -> bytes:
    """The bytes of one photo, at most 15 MB of them. Blocking."""
    with GUARD.opened(path, judged=True) as archive:
        return archive.read(name)


def _json(archive: Archive, name: str) -> Any:
    if values_in(archive.pieces(name), MAX_VALUES) > MAX_VALUES:
        raise TooLarge(TOO_LARGE)
    try:
        return json.loads(archive.read(name))
    except (ValueError, RecursionError) as error:
        raise Invalid(DAMAGED) from error
