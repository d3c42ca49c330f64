"""Photos for the tests: the real ones of tests/photos, and what Pillow makes of them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pillow_heif
from PIL import Image

PHOTOS = Path(__file__).parent.parent / "photos"
pillow_heif.register_heif_opener()


def photo(name: str) -> bytes:
    return (PHOTOS / f"{name}.jpg").read_bytes()


def encoded(form: str, name: str = "Landscape_0", edge: int = 400, **options: object) -> bytes:
    """A real photo, made smaller and saved in another format."""
    with Image.open(PHOTOS / f"{name}.jpg") as image:
        image.thumbnail((edge, edge))
        target = io.BytesIO()
        image.save(target, form, **options)
    return target.getvalue()


def camera_exif() -> bytes:
    """What a phone writes: 2026-03-05 14:30:15.25 +08:00, 30.6644° N 117.4913° E, turned by 90°, its make."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0110] = 6, "Maker", "Model 7"
    exif.get_ifd(0x8769).update({0x9003: "2026:03:05 14:30:15", 0x9011: "+08:00", 0x9291: "25"})
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 39.0, 51.84), 3: "E", 4: (117.0, 29.0, 28.68)})
    return exif.tobytes()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of some bytes whose header claims any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def webp_claiming(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + (10).to_bytes(4, "little") + b"\0\0\0\0" + canvas
    return b"RIFF" + len(body).to_bytes(4, "little") + body


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def in_chunks(data: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]
