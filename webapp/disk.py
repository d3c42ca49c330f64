"""How full the disk of MASHANG_DATA is, and what lies there untouched.

Below MASHANG_DISK_MIN percent free, photos wait so that the database does not.
"""

import os
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from webapp.clock import now
from webapp.errors import Unavailable
from webapp.settings import settings


@dataclass(frozen=True)
class Disk:
    """Bytes of a file system as this process may use them."""

    free: int
    total: int

    @property
    def percent(self) -> float:
        """How much is free, 0 to 100; a file system without a size (some network disks) counts as free."""
        return 100 * self.free / self.total if self.total else 100.0

    @property
    def reserve(self) -> int:
        """The bytes that must stay free, by MASHANG_DISK_MIN."""
        return int(self.total * settings().disk_min / 100)

    @property
    def scarce(self) -> bool:
        return self.percent < settings().disk_min


def disk(folder: Path | None = None) -> Disk:
    """The disk of a folder (MASHANG_DATA), or of the nearest one above it that exists."""
    folder = folder or settings().data
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    seen = os.statvfs(folder)
    # The share that `df` shows: what is reserved for root is neither free nor ours.
    usable = seen.f_blocks - seen.f_bfree + seen.f_bavail
    return Disk(seen.f_bavail * seen.f_frsize, usable * seen.f_frsize)


def untouched(found: Iterable[Path], age: timedelta) -> Iterator[Path]:
    """Those of the files and folders found that nobody has changed for so long.

    Several processes sweep the same folders: what another one removes meanwhile is left out.
    """
    latest = (now() - age).timestamp()
    for path in found:
        try:
            changed = path.stat().st_mtime
        except FileNotFoundError:
            continue
        if changed <= latest:
            yield path


def in_words(size: float) -> str:
    """Bytes as people say them: 3.4 GB."""
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def warning() -> str:
    """What administrators read on every page while the disk is nearly full, "" otherwise."""
    seen = disk()
    if not seen.scarce:
        return ""
    return (
        f"服务器磁盘只剩 {in_words(seen.free)}（{seen.percent:.1f} %），低于 {settings().disk_min:g} %："
        "已暂停接收新照片，其他内容仍可保存。请尽快清理或扩容。"
    )


async def room_for_photos(chunks: AsyncIterator[bytes], most: int, reserves: int = 1) -> None:
    """Raise Unavailable when the photo that arrives in `chunks` would bring the database into danger.

    `reserves`: from how many times MASHANG_DISK_MIN on; the last reserve is for inspectors, who cannot come again.

    What arrives (at most `most` bytes) is thrown away first: an answer reaches a browser only after it has sent all.
    """
    if disk().percent < reserves * settings().disk_min:
        await _throw_away(chunks, most)
        raise Unavailable(
            "服务器存储空间不足，暂停接收新照片；照片还在您的设备上，请告知管理员，有空间后会继续上传。"
        )


async def room_for_file(chunks: AsyncIterator[bytes], size: int, most: int) -> None:
    """The same for a file of `size` bytes that comes in a form; twice, since the form is kept aside while it is read."""
    seen = disk()
    if seen.total and seen.free < 2 * size + seen.reserve:
        await _throw_away(chunks, most)
        raise Unavailable(
            "服务器存储空间不足，暂停接收文件；文件还在您的设备上，请告知管理员，有空间后再上传。"
        )


async def _throw_away(chunks: AsyncIterator[bytes], most: int) -> None:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            break
