"""Thumbnail and display copy: decoded and encoded anew, upright, sRGB, without any metadata.

Everything here blocks and belongs into a thread; Pillow lets go of the interpreter while it decodes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms

from webapp.errors import Invalid
from webapp.evidence.pictures import exif, headers
from webapp.evidence.pictures.budget import BUDGET, cost_of
from webapp.evidence.pictures.modes import needs_flattening, small_and_flat

MAX_PIXELS = 50_000_000
# Pillow warns above this number and raises above twice as much; a warning is a refusal here.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
pillow_heif.register_heif_opener()

THUMBNAIL, DISPLAY = "thumbnail", "display"
LONG_EDGE = {THUMBNAIL: 240, DISPLAY: 1600}
FORMATS = {headers.JPEG: ["JPEG"], headers.PNG: ["PNG"], headers.WEBP: ["WEBP"], headers.HEIC: ["HEIF"]}
BROKEN = "照片不完整或已损坏，无法显示，请重新拍摄或选择。"

_ALL_FORMATS = [name for names in FORMATS.values() for name in names]
_QUALITY = 80
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Undecodable(Invalid):
    """The bytes are no picture that can be shown."""


def make(kind: str, source: Path | BinaryIO) -> bytes:
    """A JPEG of at most LONG_EDGE[kind] pixels on its long edge. Raises Undecodable in words."""
    edge = LONG_EDGE[kind]
    with _in_words(), Image.open(source, formats=_ALL_FORMATS) as image:
        with BUDGET.spend(cost_of(image, edge)):
            small = _small(image, edge)
        method = _UPRIGHT.get(exif.camera_notes(image.info.get("exif")).orientation)
        if method is not None:  # FLIP_LEFT_RIGHT is 0
            small = small.transpose(method)
        small.info.clear()  # the encoder would copy a comment from here
        target = io.BytesIO()
        small.save(target, "JPEG", quality=_QUALITY)
        return target.getvalue()


def is_large(kind: str, source: Path | BinaryIO) -> bool:
    """Whether it has to wait for its turn among the large pictures; by its header alone."""
    with _in_words(), Image.open(source, formats=_ALL_FORMATS) as image:
        return BUDGET.is_large(cost_of(image, LONG_EDGE[kind]))


def _small(image: Image.Image, edge: int) -> Image.Image:
    seen = small_and_flat(image, edge) if needs_flattening(image) else image
    # thumbnail() asks the JPEG decoder for the smallest of its scales (1 to 1/8) that is large enough.
    seen.thumbnail((edge, edge), Image.Resampling.BICUBIC, reducing_gap=1.0)
    small = _as_srgb(seen)
    # Of a large picture nothing stays but the copy.
    return small.copy() if small is image else small


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno is not None:  # the disk's, not the picture's
            raise
        raise Undecodable(BROKEN) from error
    except Exception as error:  # decoders fed with garbage raise nearly anything
        raise Undecodable(BROKEN) from error


def check(source: Path | BinaryIO) -> None:
    """Read the picture to its end (a JPEG at an eighth). Raises Undecodable when it is cut off or damaged."""
    with _in_words(), Image.open(source, formats=_ALL_FORMATS) as image:
        if image.format == "JPEG":
            image.draft("RGB", (1, 1))
        with BUDGET.spend(cost_of(image, 1)):
            image.load()


def _as_srgb(image: Image.Image) -> Image.Image:
    """A picture in RGB: the camera's colour space becomes sRGB."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            camera = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(camera):
                srgb = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(image, camera, srgb, outputMode="RGB")
                if converted is not None:
                    return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile costs some colour, not the photo
    return image.convert("RGB")
