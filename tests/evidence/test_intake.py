"""Receiving: streamed, limited, hashed, and nothing left behind."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar.datastructures import UploadFile

from tests.evidence.pictures import PDF, encoded, in_chunks, photo
from webapp.errors import DomainError, Invalid, TooLarge, Unavailable
from webapp.evidence.intake import MAX_BYTES, chunks_of, inspect_attachment, inspect_photo, receive, sweep


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def written(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


async def test_a_photo_arrives_whole_and_hashed(tmp_path: Path) -> None:
    data = photo("Landscape_6") * 5  # more than one batch
    received = await receive(in_chunks(data), tmp_path)
    assert received.path.read_bytes() == data
    assert (received.size, received.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    received.discard()
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("data", "error", "word"),
    [(b"", Invalid, "空"), (b"x" * (MAX_BYTES + 1), TooLarge, "15 MB")],
    ids=["empty", "one byte too many"],
)
async def test_refused_in_words(tmp_path: Path, data: bytes, error: type[DomainError], word: str) -> None:
    with pytest.raises(error, match=word):
        await receive(in_chunks(data), tmp_path)
    assert names(tmp_path) == []


async def test_exactly_fifteen_megabytes_are_taken(tmp_path: Path) -> None:
    assert (await receive(in_chunks(b"x" * MAX_BYTES), tmp_path)).size == MAX_BYTES


async def test_too_large_is_not_written_and_read_to_its_end(tmp_path: Path) -> None:
    """The browser reads the answer only when it could send everything."""
    seen, largest = 0, 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal seen, largest
        for _ in range(40):
            seen += 1
            largest = max(largest, written(tmp_path))
            yield b"x" * 1_000_000

    with pytest.raises(TooLarge):
        await receive(endless(), tmp_path)
    assert seen == 40
    assert largest <= MAX_BYTES


class HungUpError(Exception):
    """What the server's stream raises when the client goes away."""


async def test_a_client_that_hangs_up_leaves_nothing(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 700_000
        raise HungUpError

    with pytest.raises(HungUpError):
        await receive(broken(), tmp_path)
    assert names(tmp_path) == []


async def test_a_cancelled_upload_leaves_nothing(tmp_path: Path) -> None:
    began, never = asyncio.Event(), asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield b"x" * 700_000
        began.set()
        await never.wait()

    task = asyncio.create_task(receive(stuck(), tmp_path))
    await began.wait()
    assert len(names(tmp_path)) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert names(tmp_path) == []


async def test_a_disk_without_room_is_said_in_words(tmp_path: Path) -> None:
    """The kernel refuses to let files of this process grow: the same path as a full disk."""
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(Unavailable, match="已满"):
            await receive(in_chunks(b"x" * 3_000_000), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert names(tmp_path) == []


async def test_many_at_once_each_get_their_own_bytes(tmp_path: Path) -> None:
    bodies = [bytes([number]) * 900_000 for number in range(32)]
    all_received = await asyncio.gather(*(receive(in_chunks(body), tmp_path) for body in bodies))
    expected = [hashlib.sha256(body).hexdigest() for body in bodies]
    assert [received.sha256 for received in all_received] == expected


async def test_a_file_of_a_form(tmp_path: Path) -> None:
    upload = UploadFile("image/jpeg", "a.jpg", photo("Portrait_0"))
    received = await receive(chunks_of(upload), tmp_path)
    assert received.sha256 == hashlib.sha256(photo("Portrait_0")).hexdigest()
    await upload.close()


def test_leftovers_of_a_crash_are_swept(tmp_path: Path) -> None:
    (tmp_path / "incoming-abc").write_bytes(b"half a photo")
    (tmp_path / "incoming-now").write_bytes(b"another process is at it")
    (tmp_path / "other").write_bytes(b"not ours")
    for name in ("incoming-abc", "other"):
        os.utime(tmp_path / name, (0, 0))
    assert sweep(tmp_path) == 1
    assert sorted(names(tmp_path)) == ["incoming-now", "other"]


def test_attachments_may_be_photos_or_pdf(tmp_path: Path) -> None:
    pdf, picture, text = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    pdf.write_bytes(PDF)
    picture.write_bytes(encoded("PNG"))
    text.write_bytes(b"just words")
    assert inspect_attachment(pdf).media_type == "application/pdf"
    assert inspect_attachment(picture).media_type == "image/png"
    with pytest.raises(Invalid, match="附件请用照片"):
        inspect_attachment(text)
    with pytest.raises(Invalid, match="这是 PDF，不是照片"):
        inspect_photo(pdf)
