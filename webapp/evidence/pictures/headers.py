"""What a file says about itself in its first bytes and in its frame: no pixel is decoded here.

The client's words (file name, Content-Type) are not asked: the type comes from the content alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

JPEG, PNG, WEBP, HEIC, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"
PHOTO_TYPES = (JPEG, PNG, WEBP, HEIC)

# ISO 14496-12 brands of still HEVC pictures. AVIF uses the same box and is not taken.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_OTHERS = {
    b"PK\x03\x04": "Office 文档或压缩包",
    b"GIF8": "GIF 动图",
    b"BM": "BMP 位图",
    b"\xd0\xcf\x11\xe0": "Office 文档",
    b"II*\x00": "TIFF 图像",
    b"MM\x00*": "TIFF 图像",
}


def media_type_of(head: bytes) -> str | None:
    """The media type by the first bytes (1024 are enough), None when it is not one of ours."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        end = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[8:12]} | {head[at : at + 4] for at in range(16, end - 3, 4)}
        return HEIC if brands & _HEIC_BRANDS else None
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    return None


def what_it_is(head: bytes) -> str:
    """The beginning of the sentence that refuses a file: what people call it, where that can be told."""
    if media_type_of(head) == PDF:
        return "这是 PDF"
    if head[4:8] == b"ftyp":
        return "这是视频或不支持的图像格式"
    name = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), "")
    return f"这是 {name}" if name else "看不出这个文件是什么格式"


@dataclass(frozen=True)
class WebP:
    """Canvas in pixels, and the Exif block when there is one."""

    width: int
    height: int
    exif: bytes | None


def read_webp(path: Path) -> WebP | None:
    """The header of a WebP file; None when it makes no sense.

    Pillow would hand the file to libwebp, which reserves the canvas before anybody has looked at its size.
    """
    width = height = 0
    exif: bytes | None = None
    with path.open("rb") as file:
        file.seek(12)
        while len(head := file.read(8)) == 8:
            length = int.from_bytes(head[4:], "little")
            start = file.tell()
            body = file.read(min(length, 65536) if head[:4] == b"EXIF" else 10)
            if head[:4] == b"VP8X" and len(body) == 10:
                width = int.from_bytes(body[4:7], "little") + 1
                height = int.from_bytes(body[7:10], "little") + 1
            elif head[:4] == b"VP8L" and not width and len(body) >= 5:
                bits = int.from_bytes(body[1:5], "little")
                width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
            elif head[:4] == b"VP8 " and not width and len(body) == 10:
                width = int.from_bytes(body[6:8], "little") & 0x3FFF
                height = int.from_bytes(body[8:10], "little") & 0x3FFF
            elif head[:4] == b"EXIF":
                exif = body
            file.seek(start + length + length % 2)
    return WebP(width, height, exif) if width and height else None


def looks_complete(path: Path, media_type: str) -> bool:
    """Whether the file's own frame reaches its end; False means "decode it to be sure", not "broken"."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if media_type == JPEG:
            return _jpeg_ends(file)
        if media_type == PNG:
            file.seek(max(0, size - 4096))
            return b"IEND" in file.read()
        if media_type == WEBP:
            return int.from_bytes(file.read(8)[4:], "little") + 8 <= size
        return _boxes_fit(file, size)


def _jpeg_ends(file: BinaryIO) -> bool:
    """Walk the segments to the first scan; inside of it FF D9 can only be the end of the picture."""
    file.seek(2)
    while len(head := file.read(4)) == 4 and head[0] == 0xFF:
        file.seek(int.from_bytes(head[2:], "big") - 2, 1)
        if head[1] == 0xDA:
            return b"\xff\xd9" in file.read()
    return False


def _boxes_fit(file: BinaryIO, size: int) -> bool:
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length == 0:
            return True
        if length < 8:
            return False
        at += length
    return at == size
