"""`mashang restore`: the whole backup is read and compared first, then put in its place, then compared again."""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from webapp.audit.verify import Verdict, verify
from webapp.clock import local, now
from webapp.db import sql
from webapp.db.connect import ENGINE, SQLITE
from webapp.db.lease import moment
from webapp.db.transaction import translated
from webapp.errors import Conflict, Invalid
from webapp.evidence.service import evidence
from webapp.evidence.storage import Store
from webapp.settings import settings
from webapp.upkeep import postgres, sqlite
from webapp.upkeep.archive import PIECE, SEALED, check, entries
from webapp.upkeep.backup import key_file, keys_of

LONGEST = timedelta(
    minutes=1
)  # the lease takes half of it; one that ends later is from before the clock was set back


@dataclass
class Restored:
    """What was put back, and what `audit verify` says of it; `aside`: where the old database lies."""

    rows: int
    photos: int
    missing: list[str]
    aside: Path | None
    verdict: Verdict


async def served() -> bool:
    """Whether a server works on this database: its lease on sealing ends seconds after it."""
    if SQLITE and not settings().sqlite_path.exists():
        return False
    try:
        at = await moment()
        return bool(
            await sql(
                "SELECT 1 FROM lease WHERE name = 'seal' AND until > {} AND until < {}", at, at + LONGEST
            )
        )
    except Exception:  # no such table, in either database's words: nothing has been set up yet
        return False


async def refuse_served() -> None:
    """Raise Conflict while a server runs."""
    if await served():
        raise Conflict("服务正在运行，请先停止它（若刚刚异常退出，请等 30 秒再试）。")


async def _people() -> int:
    if SQLITE and not settings().sqlite_path.exists():
        return 0
    try:
        return int((await sql("SELECT count(*) AS n FROM person"))[0]["n"])
    except Exception:  # as above
        return 0


async def restore(path: Path, key: Path | None = None, *, replace: bool = False) -> Restored:
    """Put a backup in the place of the database, the photos and the key.

    Raises Conflict while a server runs, or when people are in the database and `replace` was not said; Invalid when
    the backup or its key is damaged, or of another kind of database. Nothing was changed then.
    """
    if not path.is_file():
        raise Invalid(f"没有备份文件 {path}。")
    await refuse_served()
    if not replace and await _people():
        raise Conflict("数据库里已有人员。确要用备份替换现有数据，请加 --replace（原数据库会留在旁边）。")
    keys = keys_of(key or key_file(path))
    manifest = check(path)
    engine = "sqlite" if SQLITE else "postgres"
    if manifest["engine"] != engine:
        raise Invalid(f"备份来自 {manifest['engine']}，当前设置是 {engine}；请改 MASHANG_DATABASE_URL。")
    settings().data.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=settings().data, prefix=".restore-") as name:
            folder = Path(name)
            _unpack(path, folder)
            aside = await _put(manifest, folder)
            _keys(keys, aside_name())
    except OSError as error:
        raise translated(error) from error
    rows = manifest["database"]["tables"]
    return Restored(
        rows=sum(told if isinstance(told, int) else told["rows"] for told in rows.values()),
        photos=manifest["photos"]["count"],
        missing=manifest["photos"]["missing"],
        aside=aside,
        verdict=await verify(),
    )


def aside_name(moment: datetime | None = None) -> str:
    return f"before-{local(moment or now()):%Y%m%d-%H%M%S}"


async def put_database(path: Path) -> Path | None:
    """Only the database of a checked backup, in the place of the one that is there: how an upgrade goes back."""
    manifest = check(path)
    with tempfile.TemporaryDirectory(dir=settings().data, prefix=".restore-") as name:
        for head, data in entries(path):
            if not head.name.startswith(SEALED):
                _write(Path(name) / Path(head.name).name, data)
        return await _put(manifest, Path(name))


async def _put(manifest: dict[str, Any], folder: Path) -> Path | None:
    if not SQLITE:
        await postgres.load(manifest, folder)
        return None
    await ENGINE.close()
    return sqlite.replace(folder / "database.sqlite3", settings().sqlite_path, aside_name())


def _unpack(path: Path, folder: Path) -> None:
    """Photos into the store, files to their places, the database into `folder`. Photos that are there stay."""
    store: Store = evidence().store
    for head, data in entries(path):
        if head.name.startswith(SEALED):
            key = head.name.removeprefix(SEALED)
            if store.verify(key):
                continue
            arriving = store.incoming / f"incoming-{folder.name}"
            _write(arriving, data)
            store.put(arriving, key)
        elif head.name.startswith("files/"):
            target = (settings().data / head.name.removeprefix("files/")).resolve()
            if settings().data not in target.parents:
                raise Invalid(f"备份里的文件名 {head.name} 不对。")
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(target, data)
        else:
            _write(folder / Path(head.name).name, data)


def _write(target: Path, data: BinaryIO) -> None:
    with target.open("wb") as file:
        while piece := data.read(PIECE):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _keys(keys: dict[str, str], aside: str) -> None:
    """Put the keys in their place; another key that was there stays beside it."""
    folder = settings().data / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("seal.key", "chain.head"):
        path = folder / name
        if path.exists() and path.read_text() != keys.get(name):
            path.replace(path.with_name(f"{name}.{aside}"))
        if name in keys and not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(keys[name])
                file.flush()
                os.fsync(file.fileno())
    settings().__dict__.pop("key", None)  # read anew from the file
