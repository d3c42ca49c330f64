"""`mashang backup`: database and photos of one moment in one file, the key in another, while the server goes on.

The order makes them consistent: a photo is sealed before the database speaks of it and is never changed or deleted,
so the photos that a snapshot speaks of are there whenever one looks afterwards.
"""

import hashlib
import io
import json
import os
import tempfile
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
from webapp.upkeep import postgres, sqlite
from webapp.upkeep.archive import SEALED, Writer, check

MARK = "backup"
KEPT_FILES = ("imports", "exports", "labels")


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


async def back_up(target: Path, *, photos: bool = True) -> Made:
    """Write a backup and read all of it again; `photos` False leaves photos and files out (for an upgrade).

    Raises Conflict when the file exists, Unavailable when a disk is full.
    """
    path = place(target)
    if not await ran():
        raise Unavailable("数据库还没有建立，没有可备份的内容；请先运行 mashang migrate。")
    try:
        keys = _keys()
        made = await _write(path, photos)
        if "chain.head" not in keys and await sql("SELECT 1 FROM seal LIMIT 1"):
            # The first seal came in between: with a head that is older than the copy, its end can be checked.
            path.unlink()
            keys = _keys()
            made = await _write(path, photos)
        made.key = _write_keys(key_file(path), keys, path)
    except OSError as error:
        raise (
            translated(error) if not isinstance(error, FileNotFoundError) else Invalid(str(error))
        ) from error
    told = {"at": now().isoformat(), "file": str(path), "bytes": made.size, "photos": made.photos}
    if photos:
        await set_mark(MARK, json.dumps({**told, "missing": len(made.missing)}, ensure_ascii=False)[:200])
    return made


async def _write(path: Path, photos: bool) -> Made:
    """One archive from one moment of the database, checked after it is on the disk."""
    made = Made(path, None)
    files: dict[str, str] = {}
    with Writer(path) as writer, tempfile.TemporaryDirectory(dir=path.parent, prefix=".mashang-") as name:
        folder = Path(name)
        if SQLITE:
            database, hashes, ran = _sqlite(writer, folder)
            files["database.sqlite3"] = database["sha256"]
            made.rows = sum(database["tables"].values())
        else:
            async with postgres.moment() as connection:
                database = await postgres.dump(connection, writer, folder)
                hashes, ran = (
                    await postgres.photo_hashes(connection),
                    await postgres.migrations(connection),
                )
            files |= {f"tables/{table}.copy": told["sha256"] for table, told in database["tables"].items()}
            made.rows = sum(told["rows"] for told in database["tables"].values())
        if photos:
            store = evidence().store
            made.photos = sum(_photo(writer, store, sha256, made.missing) for sha256 in hashes)
            files |= _files(writer)
        writer.finish(
            {
                "version": __version__,
                "engine": "sqlite" if SQLITE else "postgres",
                "made_at": now().isoformat(),
                "migrations": ran,
                "database": database,
                "photos": {"count": made.photos, "missing": made.missing, "included": photos},
                "files": files,
            }
        )
    check(path)
    made.size = path.stat().st_size
    return made


def _sqlite(writer: Writer, folder: Path) -> tuple[dict[str, Any], list[str], list[str]]:
    copy = folder / "database.sqlite3"
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


def _files(writer: Writer) -> dict[str, str]:
    """What jobs keep: complete before a row speaks of it, and removed when its time is over."""
    written = {}
    for part in KEPT_FILES:
        for path in sorted((settings().data / part).rglob("*")):
            try:
                data = path.read_bytes() if path.is_file() else None
            except FileNotFoundError:
                continue
            if data is not None:
                name = f"files/{path.relative_to(settings().data)}"
                written[name] = writer.add(name, io.BytesIO(data), len(data))
    return written


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
