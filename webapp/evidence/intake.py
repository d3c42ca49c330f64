"""Receiving a file: streamed to the storage's own disk, hashed on the way, looked at before it is decoded."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from io import FileIO
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from PIL import Image

from webapp.disk import room_for_photos, untouched
from webapp.errors import DomainError, Invalid, TooLarge, Unavailable
from webapp.evidence.pictures import derivatives, exif, headers
from webapp.evidence.pictures.budget import large_pool

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = derivatives.MAX_PIXELS
# libwebp takes sixteen bytes for each pixel, four times what others do, and no camera writes it.
MAX_WEBP = 24_000_000
_BATCH = 512 * 1024
# All that arrives together holds no more than this in memory: many slow uploads are written in smaller pieces.
_TOGETHER, _LEAST = 16 * 1024 * 1024, 64 * 1024
_DRAIN = 64 * 1024 * 1024
_PREFIX = "incoming-"

# Writes and fsyncs wait for the disk, not for the processor, and must not queue behind password hashing.
_io = ThreadPoolExecutor(8, "evidence-io")

P = ParamSpec("P")
T = TypeVar("T")


async def in_io_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that waits for the disk outside of the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_io, lambda: work(*args, **kwargs))


@dataclass(frozen=True)
class Received:
    """A complete file in the incoming folder: `size` in bytes, `sha256` as 64 hex digits."""

    path: Path
    size: int
    sha256: str

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Inspected:
    """What the header says; width and height in pixels before the orientation is applied, 0 for a PDF.

    `whole` False: the frame does not reach its end, and only decoding it tells whether it is a picture.
    """

    media_type: str
    width: int
    height: int
    notes: exif.CameraNotes
    whole: bool = True


class _Spool:
    """A temporary file that one thread at a time writes; discarding waits for a write that still runs.

    It is made by the first write: most photos come in one piece, and need one way to a thread and back.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.hash, self.lock = folder, hashlib.sha256(), threading.Lock()
        self.path = folder
        self.file: FileIO | None = None

    def write(self, chunks: list[bytes]) -> None:
        with self.lock:
            self._write(chunks)

    def _write(self, chunks: list[bytes]) -> FileIO:
        if self.file is None:
            descriptor, name = tempfile.mkstemp(prefix=_PREFIX, dir=self.folder)
            self.path, self.file = Path(name), FileIO(descriptor, "wb")
        file = self.file
        data = memoryview(chunks[0] if len(chunks) == 1 else b"".join(chunks))
        self.hash.update(data)
        while data:
            data = data[file.write(data) :]
        return file

    def close(self, chunks: list[bytes]) -> str:
        """Write the last of it; returns the SHA-256."""
        with self.lock:
            self._write(chunks or [b""]).close()
            return self.hash.hexdigest()

    def discard(self) -> None:
        with self.lock:
            if self.file is not None:
                self.file.close()
                self.path.unlink(missing_ok=True)


_arriving: set[_Spool] = set()


async def receive(
    chunks: AsyncIterator[bytes], folder: Path, limit: int = MAX_BYTES, *, reserves: int = 1
) -> Received:
    """Stream `chunks` into a new file in `folder`; whatever goes wrong, no file stays behind.

    Raises TooLarge above `limit` bytes, Invalid when there are none, Unavailable when the disk is (nearly) full:
    when less than `reserves` times MASHANG_DISK_MIN is free.
    """
    await room_for_photos(chunks, limit + _DRAIN, reserves)
    spool = _Spool(folder)
    _arriving.add(spool)
    try:
        size, waiting, pending = 0, 0, list[bytes]()
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                # The answer reaches a browser only after it has sent all it has; what comes is thrown away.
                if size > limit + _DRAIN:
                    break
                pending.clear()
                continue
            pending.append(chunk)
            waiting += len(chunk)
            if waiting >= min(_BATCH, max(_TOGETHER // len(_arriving), _LEAST)):
                await _storage_words(in_io_thread(spool.write, pending))
                waiting, pending = 0, []
        if size > limit:
            raise TooLarge(f"文件太大：每个文件不超过 {limit // 1024 // 1024} MB。")
        if size == 0:
            raise Invalid("文件是空的，请重新拍摄或选择。")
        sha256 = await _storage_words(in_io_thread(spool.close, pending))
        return Received(spool.path, size, sha256)
    except BaseException:
        # Shielded: a client that hangs up cancels this task, and the file must go all the same.
        await asyncio.shield(in_io_thread(spool.discard))
        raise
    finally:
        _arriving.discard(spool)


class Readable(Protocol):
    """Something like Litestar's UploadFile."""

    async def read(self, size: int = -1, /) -> bytes: ...


async def chunks_of(upload: Readable) -> AsyncIterator[bytes]:
    """The pieces of a file that came in a form (the way in for browsers without JavaScript)."""
    while piece := await upload.read(_BATCH):
        yield piece


async def _storage_words(work: Awaitable[T]) -> T:
    try:
        return await work
    except OSError as error:
        raise storage_words(error) from error


def storage_words(error: OSError) -> Exception:
    """The sentence for a full disk; every other error of the disk as it is."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Unavailable("服务器存储空间已满，照片还在您的设备上，请稍后重试并告知管理员。")
    return error


def sweep(folder: Path, age: timedelta = timedelta(hours=6)) -> int:
    """Remove what crashes left in the incoming folder; younger files may be another process's uploads."""
    leftovers = list(untouched(folder.glob(f"{_PREFIX}*"), age))
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def inspect_photo(path: Path) -> Inspected:
    """Type, pixels and camera notes of a photo, from its header. Raises Invalid or TooLarge in words."""
    with path.open("rb") as file:
        head = file.read(1024)
    media_type = headers.media_type_of(head)
    if media_type not in headers.PHOTO_TYPES:
        raise Invalid(f"{headers.what_it_is(head)}，不是照片；请用 JPEG、PNG、WebP 或 HEIC 照片。")
    width, height, block = _measure(path, media_type)
    most = MAX_WEBP if media_type == headers.WEBP else MAX_PIXELS
    if width * height > most:
        help_ = "，或改用 JPEG 照片" if width * height <= MAX_PIXELS else ""
        raise TooLarge(f"照片像素过多（{width}×{height}）：不超过 {most // 1_000_000} 百万像素{help_}。")
    whole = headers.looks_complete(path, media_type)
    return Inspected(media_type, width, height, exif.camera_notes(block), whole)


async def decodes(path: Path) -> None:
    """Raise Undecodable when the file cannot be read to its end. Waits for its turn, in no thread that others need."""
    await asyncio.get_running_loop().run_in_executor(large_pool, derivatives.check, path)


def inspect_attachment(path: Path) -> Inspected:
    """As inspect_photo, but a PDF is welcome too (files of a rectification report)."""
    with path.open("rb") as file:
        head = file.read(1024)
    if headers.media_type_of(head) == headers.PDF:
        return Inspected(headers.PDF, 0, 0, exif.CameraNotes())
    if headers.media_type_of(head) is None:
        raise Invalid(f"{headers.what_it_is(head)}；附件请用照片（JPEG、PNG、WebP、HEIC）或 PDF。")
    return inspect_photo(path)


def _measure(path: Path, media_type: str) -> tuple[int, int, bytes | None]:
    try:
        if media_type == headers.WEBP:
            webp = headers.read_webp(path)
            if webp is None:
                raise derivatives.Undecodable(derivatives.BROKEN)
            return webp.width, webp.height, webp.exif
        with Image.open(path, formats=derivatives.FORMATS[media_type]) as image:
            return *image.size, image.info.get("exif")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(f"照片像素过多：不超过 {MAX_PIXELS // 1_000_000} 百万像素。") from error
    except DomainError:
        raise
    except Exception as error:  # a damaged header makes Pillow's readers raise nearly anything
        raise derivatives.Undecodable(derivatives.BROKEN) from error
