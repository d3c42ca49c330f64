"""Answers with the bytes of a photo, for the owner's room to give after its own permission check.

Bytes under an id never change: a browser keeps derivatives, and asks each time whether it still may show them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import BinaryIO

from litestar import Response
from litestar.response import Stream

from webapp.errors import DomainError, NotFound, Unavailable
from webapp.evidence.intake import in_io_thread
from webapp.evidence.pictures.derivatives import DISPLAY, THUMBNAIL
from webapp.evidence.pictures.watermark import burnt, item_of, lines_of
from webapp.evidence.queries import Row
from webapp.evidence.rules import Derived
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of

# Kept by the browser, but asked for each time: permission is checked on every request.
CHECKED = "private, no-cache"
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
}
_CHUNK = 256 * 1024


async def thumbnail_response(photo: Row) -> Response[bytes]:
    """At most 240 px; made now when the worker has not come to it. NotFound in words when there is none."""
    return await _derivative(THUMBNAIL, photo)


async def display_response(photo: Row) -> Response[bytes]:
    """At most 1600 px, made at the first view."""
    return await _derivative(DISPLAY, photo)


async def sealed_response(photo: Row) -> Stream:
    """The delivered file 送达件 as it came, as an attachment and never shown in place."""
    file = await _open(photo)
    name = f"{photo['id']}.{_ENDINGS.get(photo['media_type'], 'bin')}"
    return Stream(
        _pieces(file),
        media_type=photo["media_type"],
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-length": str(photo["size"]),
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
            "cache-control": "private, no-cache",
        },
    )


async def watermarked_response(photo: Row, enterprise: str, item: str = "") -> Response[bytes]:
    """The display copy with enterprise, item, time, position and inspector burnt in, as a download."""
    shown = await shown_copy(DISPLAY, photo)
    lines = await lines_of(photo, enterprise, item or item_of(photo))
    marked = await in_io_thread(burnt, shown, lines)
    return Response(
        marked,
        media_type="image/jpeg",
        headers={
            "content-disposition": f'attachment; filename="{photo["id"]}-watermarked.jpg"',
            "cache-control": CHECKED,
            "x-content-type-options": "nosniff",
        },
    )


async def shown_copy(kind: str, photo: Row) -> bytes:
    """The bytes of a derivative. NotFound in words when there is none."""
    if photo["derived"] not in (Derived.WAITING.value, Derived.READY.value):
        raise NotFound(photo["failure"] or "这是文件，没有可显示的图像，请下载查看。")
    try:
        return await evidence().copies.get(kind, key_of(photo["sha256"]))
    except FileNotFoundError as error:
        raise NotFound("原始文件缺失，请联系管理员。") from error
    except Unavailable:
        raise
    except DomainError as error:
        raise NotFound(str(error)) from error


async def _derivative(kind: str, photo: Row) -> Response[bytes]:
    return Response(
        await shown_copy(kind, photo),
        media_type="image/jpeg",
        headers={
            "cache-control": CHECKED,
            "etag": f'"{kind}-{photo["sha256"]}"',
            "x-content-type-options": "nosniff",
        },
    )


async def _open(photo: Row) -> BinaryIO:
    try:
        return await in_io_thread(evidence().store.open, key_of(photo["sha256"]))
    except FileNotFoundError as error:
        gone = photo["failure"] if photo["derived"] == Derived.GONE.value else ""
        raise NotFound(gone or "原始文件缺失，请联系管理员。") from error


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while piece := await in_io_thread(file.read, _CHUNK):
            yield piece
    finally:
        file.close()
