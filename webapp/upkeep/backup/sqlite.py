"""The SQLite database at one moment, through the online backup API; and putting such a copy in its place."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from webapp.db.lease import FREE
from webapp.errors import Conflict, Invalid, Unavailable

TAILS = ("-wal", "-shm")


def snapshot(source: Path, target: Path) -> dict[str, int]:
    """Copy the database as it is now into a new file while others write; returns rows by table.

    One step holds one reading transaction: writers go on in the WAL and nothing of theirs is in the copy.
    """
    if not source.exists():
        raise Unavailable(f"没有数据库 {source}，请先运行 mashang migrate。")
    with (
        closing(sqlite3.connect(source, timeout=30)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        rows = counted(copy)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return rows


def counted(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows by table. Raises Invalid when SQLite finds the file damaged."""
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise Invalid(f"数据库文件已损坏：{verdict}")
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names
    }


def photo_hashes(copy: Path) -> list[str]:
    """The content hashes of all photos that the copy speaks of."""
    with closing(sqlite3.connect(copy)) as connection:
        rows = connection.execute(
            "SELECT DISTINCT sha256 FROM photo WHERE derived <> 'gone' ORDER BY sha256"
        ).fetchall()
    return [sha256 for (sha256,) in rows]


def migrations(copy: Path) -> list[str]:
    """The ids of the migrations that the copy has seen."""
    with closing(sqlite3.connect(copy)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY name")]


def replace(copy: Path, target: Path, aside: str, rows: dict[str, int]) -> Path | None:
    """Put a copy in the place of the database; returns where the old one lies now, None if there was none.

    `copy` lies in the same file system. Raises Invalid when it is damaged or its tables do not have these `rows`,
    Conflict while somebody has the database open; nothing was changed then.
    """
    with closing(sqlite3.connect(copy)) as connection:
        if counted(connection) != rows:
            raise Invalid("恢复出来的数据库与备份清单不符（表或行数不同），没有改动原有数据。")
        with connection:
            connection.execute(FREE)
    old = target.with_name(f"{target.name}.{aside}") if target.exists() else None
    if old:
        _whole(target)
    # The journal files of a damaged database are moved away with it; the new database must never read them.
    for tail in TAILS:
        part = target.with_name(target.name + tail)
        if old and part.exists():
            part.rename(old.with_name(old.name + tail))
        part.unlink(missing_ok=True)
    if old:
        # First a second name for the old file, then the copy is renamed over the first one: at every moment there is a
        # database.
        old.hardlink_to(target)
    copy.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return old


def _whole(path: Path) -> None:
    """Bring everything of a database into its one file. Raises Conflict while somebody has it open."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Conflict(f"有程序正在使用 {path}，请先停止它；没有改动原有数据。") from error
    except sqlite3.DatabaseError:
        return  # too damaged: its files are kept as they are
