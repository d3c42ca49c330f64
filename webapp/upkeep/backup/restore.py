"""`mashang restore`: the whole backup is read and compared first, then put in its place, then compared again."""

import os
import sqlite3
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
from webapp.db.migrate import known, ran, waiting
from webapp.db.transaction import translated
from webapp.errors import Conflict, Invalid, Unavailable
from webapp.evidence.service import evidence
from webapp.evidence.storage import Store
from webapp.settings import settings
from webapp.upkeep.alone import alone
from webapp.upkeep.backup import postgres, sqlite
from webapp.upkeep.backup.archive import MANIFEST, PIECE, SEALED, check, entries, sha256_of
from webapp.upkeep.backup.making import key_file, keys_of

LONGEST = timedelta(
    minutes=1
)  # the lease takes half of it; one that ends later is from before the clock was set back


@dataclass
class Restored:
    """What was put back, and what `audit verify` says of it; `aside`: where the old database lies.

    `waiting`: migrations that an older backup has not seen. `rows` and `photos` were counted and compared where they are now.
    """

    rows: int
    photos: int
    missing: list[str]
    aside: Path | None
    verdict: Verdict
    waiting: list[str]


async def served() -> bool:
    """Whether a server works on this database, here or elsewhere: its lease on sealing ends seconds after it."""
    question = "SELECT 1 FROM lease WHERE name = 'seal' AND until > {} AND until < {}"
    at = await moment()
    return bool(await _ask(question, at, at + LONGEST))


async def people() -> bool:
    """Whether anybody is in the database."""
    return bool(await _ask("SELECT 1 FROM person LIMIT 1"))


async def _ask(question: str, *values: Any) -> list[dict[str, Any]]:
    """Nothing from a database that has no tables yet, or is too damaged to answer."""
    try:
        return await sql(question, *values) if await ran() else []
    except sqlite3.OperationalError:
        raise  # busy, or a disk that does not answer: nothing is known then
    except sqlite3.DatabaseError:
        return []


async def refuse_served() -> None:
    """Raise Conflict while a server runs."""
    if await served():
        raise Conflict("服务正在运行，请先停止它（若刚刚异常退出，请等 30 秒再试）。")


async def restore(path: Path, key: Path | None = None, *, replace: bool = False) -> Restored:
    """Put a backup in the place of the database, the photos and the key.

    Raises Conflict while a server runs, or when people are in the database and `replace` was not said; Invalid when
    the backup or its key is damaged, or of another kind of database. Nothing was changed then.
    """
    if not path.is_file():
        raise Invalid(f"没有备份文件 {path}。")
    alone()
    await refuse_served()
    if not replace and await people():
        raise Conflict("数据库里已有人员。确要用备份替换现有数据，请加 --replace（原数据库会留在旁边）。")
    keys = keys_of(key or key_file(path))
    manifest = check(path)
    engine = "sqlite" if SQLITE else "postgres"
    if manifest["engine"] != engine:
        raise Invalid(f"备份来自 {manifest['engine']}，当前设置是 {engine}；请改 MASHANG_DATABASE_URL。")
    if manifest["migrations"] != known()[: len(manifest["migrations"])]:
        raise Invalid("备份由更新的或另一个版本生成（数据库结构不同），请用那个版本恢复。")
    try:
        with tempfile.TemporaryDirectory(dir=settings().data, prefix=".restore-") as name:
            folder = Path(name)
            photos = _unpack(path, folder, manifest)
            rows, aside = await _put(manifest, folder)
            _keys(keys, aside_name())
    except OSError as error:
        raise translated(error) from error
    return Restored(
        rows=rows,
        photos=photos,
        missing=manifest["photos"]["missing"],
        aside=aside,
        verdict=await verify(),
        waiting=await waiting(),
    )


def aside_name(moment: datetime | None = None) -> str:
    return f"before-{local(moment or now()):%Y%m%d-%H%M%S}"


async def _put(manifest: dict[str, Any], folder: Path) -> tuple[int, Path | None]:
    """The rows that are in the database now, and where the old one lies."""
    if not SQLITE:
        return await postgres.load(manifest, folder), None
    await ENGINE.close()
    copy, rows = folder / "database.sqlite3", manifest["database"]["tables"]
    return sum(rows.values()), sqlite.replace(copy, settings().sqlite_path, aside_name(), rows)


def _unpack(path: Path, folder: Path, manifest: dict[str, Any]) -> int:
    """Photos into the store, files to their places, the database into `folder`; returns the number of sound photos.

    Everything is read again where it was put. A photo that is there stays when it is what its name says.
    """
    store: Store = evidence().store
    photos, written = 0, dict[str, Path]()
    for head, data in entries(path):
        if head.name.startswith(SEALED):
            key = head.name.removeprefix(SEALED)
            if not store.verify(key):
                arriving = store.incoming / f"incoming-{folder.name}"
                _copy(arriving, data)
                store.mend(arriving, key)
                if not store.verify(key):
                    raise Unavailable(f"照片 {key} 写入后与校验值不符，请检查存储；原有的数据库没有改动。")
            photos += 1
        elif head.name.startswith("files/"):
            target = (settings().data / head.name.removeprefix("files/")).resolve()
            if settings().data not in target.parents:
                raise Invalid(f"备份里的文件名 {head.name} 不对。")
            target.parent.mkdir(parents=True, exist_ok=True)
            written[head.name] = target
            _copy(target, data)
        elif head.name != MANIFEST:
            written[head.name] = folder / Path(head.name).name
            _copy(written[head.name], data)
    for name, target in written.items():  # in the end, since what was still arriving is in the archive twice
        with target.open("rb") as file:
            if sha256_of(file) != manifest["files"][name]:
                raise Unavailable(f"{target} 写入后与校验值不符，请检查磁盘；原有的数据库没有改动。")
    return photos


def _copy(target: Path, data: BinaryIO) -> None:
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
