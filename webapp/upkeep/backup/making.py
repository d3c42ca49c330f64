"""`mashang backup`: database and photos of one moment in one file, the key in another, while the server goes on.

The order makes them consistent: a photo is sealed before the database speaks of it and is never changed or deleted,
so the photos that a snapshot speaks of are there whenever one looks afterwards. The files of jobs come and go: they
are written before the snapshot, and after it those that are new, so that whatever it speaks of is among them.
"""

import hashlib
import io
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from webapp import __version__
from webapp.audit.rules import mac
from webapp.clock import local, now
from webapp.db.connect import SQLITE
from webapp.db.marks import set_mark
from webapp.db.migrate import ran
from webapp.db.transaction import sql, translated
from webapp.errors import Conflict, Invalid, Unavailable
from webapp.evidence.service import evidence
from webapp.evidence.storage import Store, key_of
from webapp.settings import settings
from webapp.upkeep.backup import postgres, sqlite
from webapp.upkeep.backup.archive import SEALED, Writer
from webapp.upkeep.backup.space import ENTRY, expected, make_room, prune

MARK = "backup"
# Exports are made anew by whoever misses them, and may be large.
KEPT_FILES = ("imports", "labels")
MOST_TOLD = 200  # characters of a mark


@dataclass
class Made:
    """What a backup holds. `missing`: photos that the database speaks of and that are gone or damaged."""

    path: Path
    key: Path | None
    size: int = 0
    rows: int = 0
    photos: int = 0
    missing: list[str] = field(default_factory=list)


def place(target: Path, moment: datetime | None = None) -> Path:
    """The file to write: `target`, or a name with the time in it when that is a folder. Conflict when it exists."""
    if target.is_dir():
        target = target / f"mashang-{local(moment or now()):%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise Conflict(f"{target} 已存在，不会覆盖；请换一个文件名。")
    return target


def key_file(path: Path) -> Path:
    """Where the key of a backup lies: beside it, to be kept somewhere else."""
    return path.with_name(path.name + ".key")


async def back_up(target: Path, *, photos: bool = True, keep: int | None = None) -> Made:
    """Write a backup and read all of it again; `photos` False leaves photos and files out (for an upgrade).

    `keep`: of the backups in the folder `target` only the newest so many stay, fewer where room is scarce.
    Raises Conflict when the file exists, Unavailable when a disk is full or would have too little left.
    """
    if keep is not None and not target.is_dir():
        raise Invalid("--keep 用于文件夹：请给出已有的文件夹。")
    path = place(target)
    if not await ran():
        raise Unavailable("数据库还没有建立，没有可备份的内容；请先运行 mashang migrate。")
    try:
        make_room(path.parent, await expected(_kept_bytes() if photos else None), keep)
        made = await _write(path, photos) or await _write(path, photos)
        if made is None:
            raise Unavailable("审计封存的链头不在，请稍后再试。")
        if keep is not None:
            prune(path, keep)
    except OSError as error:
        raise (
            translated(error) if not isinstance(error, FileNotFoundError) else Invalid(str(error))
        ) from error
    if photos:
        await set_mark(MARK, told(made, now()))
    return made


def told(made: Made, moment: datetime) -> str:
    """What the page says of a backup, as JSON that fits into a mark; of a long path its end."""
    name = os.fsencode(made.path).decode(errors="replace")
    while True:
        said = {"at": moment.isoformat(), "file": name, "bytes": made.size, "photos": made.photos}
        text = json.dumps({**said, "missing": len(made.missing)}, ensure_ascii=False)
        if len(text) <= MOST_TOLD:
            return text
        name = "…" + name[2:]


async def _write(path: Path, photos: bool) -> Made | None:
    """One archive from one moment of the database, named when it is on the disk and checked.

    None when the first seal came in between: only with a head that is older than the copy its end can be checked.
    """
    made = Made(path, None)
    keys = _keys()
    with Writer(path) as writer:
        written = Files(writer)
        if photos:
            written.add()
        files: dict[str, str] = {}
        if SQLITE:
            database, hashes, seen = _sqlite(writer)
            files["database.sqlite3"] = database["sha256"]
            made.rows = sum(database["tables"].values())
        else:
            async with postgres.moment() as connection:
                database = await postgres.dump(connection, writer, writer.folder)
                hashes, seen = (
                    await postgres.photo_hashes(connection),
                    await postgres.migrations(connection),
                )
            files |= {f"tables/{table}.copy": told["sha256"] for table, told in database["tables"].items()}
            made.rows = sum(told["rows"] for told in database["tables"].values())
        if "chain.head" not in keys and await sql("SELECT 1 FROM seal LIMIT 1"):
            return None
        if photos:
            written.add()
            store = evidence().store
            made.photos = sum(_photo(writer, store, sha256, made.missing) for sha256 in hashes)
            files |= written.hashes
        writer.finish(
            {
                "version": __version__,
                "engine": "sqlite" if SQLITE else "postgres",
                "made_at": now().isoformat(),
                "migrations": seen,
                "database": database,
                "photos": {"count": made.photos, "missing": made.missing, "included": photos},
                "files": files,
            }
        )
        made.key = _write_keys(key_file(path), keys, path)
        writer.publish()
    made.size = path.stat().st_size
    return made


def _sqlite(writer: Writer) -> tuple[dict[str, Any], list[str], list[str]]:
    copy = writer.folder / "database.sqlite3"
    rows = sqlite.snapshot(settings().sqlite_path, copy)
    with copy.open("rb") as file:
        sha256 = writer.add("database.sqlite3", file, copy.stat().st_size)
    return {"tables": rows, "sha256": sha256}, sqlite.photo_hashes(copy), sqlite.migrations(copy)


def _photo(writer: Writer, store: Store, sha256: str, missing: list[str]) -> int:
    """Write one photo; a lost or damaged one is told and left out."""
    key = key_of(sha256)
    try:
        with store.open(key) as file:
            data = file.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        missing.append(sha256)
        return 0
    writer.add(SEALED + key, io.BytesIO(data), len(data))
    return 1


def _kept() -> Iterator[Path]:
    """The files that jobs keep: complete before a row speaks of them, and removed when their time is over."""
    for part in KEPT_FILES:
        # A folder may be swept away while it is walked through: os.walk goes on, rglob fails.
        found = (Path(place, name) for place, _, names in os.walk(settings().data / part) for name in names)
        yield from sorted(path for path in found if path.is_file())


def _kept_bytes() -> int:
    total = 0
    for path in _kept():
        with suppress(FileNotFoundError):
            total += path.stat().st_size + ENTRY
    return total


class Files:
    """The files of jobs in an archive; `hashes`: their SHA-256 by name."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.hashes: dict[str, str] = {}
        self._seen: dict[str, tuple[int, int]] = {}

    def add(self) -> None:
        """Write those that are not in the archive yet; again those that were still arriving. The last one counts."""
        for path in _kept():
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                stat = os.fstat(file.fileno())
                name, state = f"files/{path.relative_to(settings().data)}", (stat.st_size, stat.st_mtime_ns)
                if self._seen.get(name) != state:
                    self.hashes[name] = self.writer.add(name, file, stat.st_size)
                    self._seen[name] = state


def _keys() -> dict[str, str]:
    """The key, and the newest link of the chain as it was before the snapshot."""
    _ = settings().key
    folder = settings().data / "keys"
    return {
        name: (folder / name).read_text() for name in ("seal.key", "chain.head") if (folder / name).exists()
    }


def fingerprint(key: str) -> str:
    """What tells two keys apart without telling anything of them."""
    return mac(bytes.fromhex(key.strip()), "fingerprint", b"")[:16]


def _write_keys(path: Path, keys: dict[str, str], archive: Path) -> Path:
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"backup": archive.name, **keys}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def keys_of(path: Path) -> dict[str, str]:
    """The keys in a key file. Raises Invalid when it is none."""
    try:
        told = json.loads(path.read_text())
        bytes.fromhex(told["seal.key"].strip())
    except FileNotFoundError:
        raise Invalid(f"没有密钥文件 {path}；密钥与备份分开保存，请用 --key 指明它在哪里。") from None
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{path} 不是密钥文件。") from error
    return {name: told[name] for name in ("seal.key", "chain.head") if name in told}
