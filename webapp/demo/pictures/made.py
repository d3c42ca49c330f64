"""A few pictures, cut from two photographs and stamped 演示, sealed in the storage of evidence."""

from __future__ import annotations

import hashlib
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

from webapp.evidence.pictures import derivatives
from webapp.evidence.rules import PhotoKind
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of
from webapp.settings import PROJECT

SOURCES = Path(__file__).parent / "photos"
SIZE = (960, 720)
FONTS = (
    str(PROJECT / "static/vendor/fonts/NotoSansSC-Bold.ttf"),
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)


@dataclass(frozen=True)
class Sheet:
    """How to make one picture: source, the part of it (shares of its sides), colour, brightness, what it says."""

    kind: PhotoKind
    source: str
    part: tuple[float, float, float, float]
    colour: float
    light: float
    caption: str


SHEETS = (
    Sheet(PhotoKind.SIGN, "landscape.jpg", (0.0, 0.0, 0.6, 0.6), 1.0, 1.0, "警示标识 1"),
    Sheet(PhotoKind.SIGN, "portrait.jpg", (0.0, 0.0, 1.0, 0.5), 1.2, 1.0, "警示标识 2"),
    Sheet(PhotoKind.SIGN, "landscape.jpg", (0.4, 0.3, 1.0, 0.9), 0.6, 1.1, "警示标识 3"),
    Sheet(PhotoKind.PPE, "portrait.jpg", (0.0, 0.4, 1.0, 0.9), 1.0, 1.0, "防护用品 1"),
    Sheet(PhotoKind.PPE, "landscape.jpg", (0.2, 0.0, 0.8, 0.6), 1.3, 0.9, "防护用品 2"),
    Sheet(PhotoKind.BEFORE, "landscape.jpg", (0.0, 0.2, 0.8, 1.0), 0.2, 0.7, "整改前 1"),
    Sheet(PhotoKind.BEFORE, "portrait.jpg", (0.0, 0.2, 1.0, 0.7), 0.2, 0.75, "整改前 2"),
    Sheet(PhotoKind.BEFORE, "landscape.jpg", (0.3, 0.0, 1.0, 0.7), 0.3, 0.65, "整改前 3"),
    Sheet(PhotoKind.AFTER, "landscape.jpg", (0.0, 0.2, 0.8, 1.0), 1.3, 1.15, "整改后 1"),
    Sheet(PhotoKind.AFTER, "portrait.jpg", (0.0, 0.2, 1.0, 0.7), 1.3, 1.15, "整改后 2"),
    Sheet(PhotoKind.PAPERS, "portrait.jpg", (0.1, 0.1, 0.9, 0.5), 0.0, 1.4, "证明材料"),
    Sheet(PhotoKind.OTHER, "landscape.jpg", (0.1, 0.1, 0.9, 0.9), 0.5, 0.9, "现场"),
)


@dataclass(frozen=True)
class Picture:
    """What a row of Photo says of its file."""

    sha256: str
    size: int
    width: int
    height: int


def _font(size: int) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    """A font that has Chinese characters, or Pillow's own without."""
    for name in FONTS:
        if Path(name).is_file():
            return ImageFont.truetype(name, size), True
    return ImageFont.load_default(size), False


def draw(sheet: Sheet) -> bytes:
    """The JPEG of one sheet, the same bytes on every run with the same fonts and the same Pillow."""
    with Image.open(SOURCES / sheet.source) as source:
        width, height = source.size
        left, top, right, bottom = sheet.part
        part = source.convert("RGB").crop(
            (int(left * width), int(top * height), int(right * width), int(bottom * height))
        )
    picture = ImageEnhance.Color(part.resize(SIZE, Image.Resampling.BICUBIC)).enhance(sheet.colour)
    picture = ImageEnhance.Brightness(picture).enhance(sheet.light)
    pen = ImageDraw.Draw(picture, "RGBA")
    big, chinese = _font(120)
    small, _ = _font(40)
    stamp, caption = ("演示", f"演示照片 · {sheet.caption}") if chinese else ("DEMO", "DEMO")
    pen.text((SIZE[0] - 40, 20), stamp, font=big, fill=(200, 30, 30, 200), anchor="ra",
             stroke_width=3, stroke_fill=(255, 255, 255, 200))  # fmt: skip
    pen.rectangle((0, SIZE[1] - 76, SIZE[0], SIZE[1]), fill=(0, 0, 0, 150))
    pen.text((24, SIZE[1] - 68), caption, font=small, fill=(255, 255, 255, 255))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


def seal_all() -> dict[PhotoKind, list[Picture]]:
    """Draw all sheets, seal them and make their thumbnails; blocks (use a thread). Pictures by what they show."""
    store = evidence().store
    found: dict[PhotoKind, list[Picture]] = {}
    for sheet in SHEETS:
        data = draw(sheet)
        sha256 = hashlib.sha256(data).hexdigest()
        with tempfile.NamedTemporaryFile(dir=store.incoming, prefix="incoming-", delete=False) as file:
            file.write(data)
        store.put(Path(file.name), key_of(sha256))
        thumbnail = derivatives.make(derivatives.THUMBNAIL, io.BytesIO(data))
        store.put_derived(derivatives.THUMBNAIL, key_of(sha256), thumbnail)
        found.setdefault(sheet.kind, []).append(Picture(sha256, len(data), *SIZE))
    return found
