"""Room for a backup: killed ones are swept up, old ones give way, and the disk keeps what the server needs."""

import re
import shutil
from contextlib import suppress
from pathlib import Path

from webapp.db import sql
from webapp.db.connect import SQLITE
from webapp.disk import Disk, disk, in_words
from webapp.errors import Unavailable
from webapp.settings import settings
from webapp.upkeep.backup.archive import PART, WORK, taken

OURS = re.compile(
    r"(mashang|before-upgrade)-[-0-9]+\.tar"
)  # names that we give; a person's own are not touched
NIGHTLY = re.compile(r"mashang-\d{8}-\d{6}\.tar")
ENTRY = 1536  # bytes that a tar spends on an entry besides its data, at most
ROOMY = 2  # times the reserve: so much old backups leave free, so that a day's photos do not meet the limit at once


async def database_size() -> int:
    """Bytes of the database."""
    if SQLITE:
        path, size = settings().sqlite_path, 0
        for one in path.parent.glob(path.name + "*"):
            with suppress(FileNotFoundError):  # its journal goes with a server that stops
                size += one.stat().st_size if one.suffix != ".part" else 0
        return size
    return int((await sql("SELECT pg_database_size(current_database()) AS n"))[0]["n"])


async def expected(files: int | None) -> int:
    """The bytes that a backup takes while it is made: of the database there is a copy beside the archive.

    `files`: bytes of what jobs keep; None for a backup of the database alone.
    """
    size = 2 * await database_size()
    if files is not None:
        photos = "SELECT count(*) AS n, COALESCE(sum(size), 0) AS bytes FROM (SELECT DISTINCT sha256, size FROM photo WHERE derived <> 'gone') p"
        told = (await sql(photos))[0]
        size += int(told["bytes"]) + told["n"] * ENTRY + files
    return size


def make_room(folder: Path, needed: int, keep: int | None) -> None:
    """See that `needed` bytes fit into a folder and the reserve (MASHANG_DISK_MIN) stays free.

    With `keep`, all but so many nightly backups go, one of them being the one to come, and more of the oldest while
    room is scarce; the newest stays. Raises Unavailable when it is not enough; what would not help is not deleted.
    """
    sweep(folder)
    old, seen = nightly(folder), disk(folder)
    if keep is not None and _fits(seen, needed - sum(one.stat().st_size for one in old[:-1])):
        while len(old) > 1 and (len(old) >= keep or not _fits(disk(folder), needed, ROOMY)):
            _drop(old.pop(0))
        seen = disk(folder)
    if not _fits(seen, needed):
        raise Unavailable(
            f"{folder} 的磁盘空间不足：备份约需 {in_words(needed)}，可用 {in_words(seen.free)}，"
            f"其中 {in_words(seen.reserve)} 须留给系统（MASHANG_DISK_MIN）。请清理、扩容，或备份到另一块磁盘。"
        )


def _fits(seen: Disk, needed: int, reserves: int = 1) -> bool:
    return not seen.total or seen.free >= needed + reserves * seen.reserve


def prune(made: Path, keep: int) -> None:
    """Delete nightly backups beside the one just made until `keep` are left; that one stays, whatever the clock says."""
    others = [path for path in nightly(made.parent) if path != made]
    for path in others[: max(0, len(others) - keep + 1)]:
        _drop(path)


def nightly(folder: Path) -> list[Path]:
    """The backups that got their names from the time, oldest first."""
    return sorted(path for path in folder.glob("mashang-*.tar") if NIGHTLY.fullmatch(path.name))


def sweep(folder: Path) -> None:
    """Remove what killed backups left; what somebody still writes stays."""
    for part in folder.glob(f"*.tar{PART}"):
        path = part.with_name(part.name.removesuffix(PART))
        if not OURS.fullmatch(path.name):
            continue
        with part.open("rb") as file:
            if taken(file):
                shutil.rmtree(path.with_name(path.name + WORK), ignore_errors=True)
                if not path.exists():
                    _drop(path)
                part.unlink()


def _drop(path: Path) -> None:
    """A backup and its key."""
    for name in (path.name, f"{path.name}.key", f"{path.name}.key{PART}"):
        path.with_name(name).unlink(missing_ok=True)
