"""Pictures as paper needs them: upright, in sRGB, no larger than print resolves; signatures and seals with their holes."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from webapp.errors import Invalid
from webapp.evidence.pictures import derivatives
from webapp.evidence.pictures.budget import BUDGET, PLAIN

# 80 mm at 300 dpi is 945 pixels; what is a little larger is not worth encoding anew.
ENOUGH = 1700
DRAWN = ("PNG", "WEBP")
# A signature pad or a scanned seal; more pixels than this nobody needs on 42 mm.
MOST_DRAWN = 4_000_000
_ORIENTATION = 0x0112
BROKEN = "印章或签名的图片无法识别，请使用 PNG 图片。"


@dataclass(frozen=True)
class Ready:
    """A picture that typst, Word and browsers show the right way up; `ending` jpg or png."""

    data: bytes
    ending: str
    width: int
    height: int


def photo(data: bytes) -> Ready | None:
    """A photo ready for paper; None when it cannot be shown (a placeholder stands there then)."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            small = max(image.size) <= ENOUGH and image.mode == "RGB"
            # Delivered files were decoded when they came in; here it is enough that the picture has an end.
            whole = data.rstrip(b"\0").endswith(b"\xff\xd9")
            upright = "exif" not in image.info or image.getexif().get(_ORIENTATION, 1) == 1
            if small and whole and upright and "icc_profile" not in image.info:
                return Ready(data, "jpg", *image.size)
    except Exception:  # noqa: S110 - no JPEG: the decoder below says what it is
        pass
    try:
        made = derivatives.make(derivatives.DISPLAY, io.BytesIO(data))
    except Invalid:
        return None
    with Image.open(io.BytesIO(made)) as image:
        return Ready(made, "jpg", *image.size)


def drawing(data: bytes, edge: int = 900) -> Ready:
    """A signature or a seal with its transparency, cut to what is drawn. Raises Invalid in words."""
    try:
        with Image.open(io.BytesIO(data), formats=[*DRAWN, "JPEG"]) as image:
            if image.width * image.height > MOST_DRAWN:
                raise Invalid(BROKEN)
            with BUDGET.spend(2 * PLAIN * image.width * image.height):
                return _cut(image.convert("RGBA"), edge)
    except Invalid:
        raise
    except Exception as error:  # decoders fed with garbage raise nearly anything
        raise Invalid(BROKEN) from error


def _cut(seen: Image.Image, edge: int) -> Ready:
    box = seen.getchannel("A").getbbox()
    seen = seen.crop(box) if box else seen
    seen.thumbnail((edge, edge))
    target = io.BytesIO()
    seen.save(target, "PNG")
    return Ready(target.getvalue(), "png", *seen.size)


def cost_together(files: Mapping[str, bytes]) -> int:
    """What typst takes to decode all pictures of a paper, of which it keeps every one until the paper is done."""
    pixels = 0
    for name, data in files.items():
        if name.endswith((".jpg", ".png")):
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
                pixels += image.width * image.height
    return PLAIN * pixels


def ready(pictures: Mapping[str, bytes], photos: set[str], signatures: set[str]) -> dict[str, Ready]:
    """Every picture that a document shows, by its hash; what cannot be shown is left out. Blocks: decodes."""
    made: dict[str, Ready] = {}
    for name in photos | signatures:
        data = pictures.get(name)
        if data is None:
            continue
        one = drawing(data) if name in signatures else photo(data)
        if one is not None:
            made[name] = one
    return made


def wanted(content: Mapping[str, object]) -> tuple[set[str], set[str]]:
    """The hashes of the photos and of the signatures in a content."""
    photos = {one["hash"] for one in _rows(content, "photos")}
    return photos, {one["image"] for one in _rows(content, "signatures") if one["image"]}


def _rows(content: Mapping[str, object], name: str) -> list[dict[str, str]]:
    rows = content[name]
    return rows if isinstance(rows, list) else []
