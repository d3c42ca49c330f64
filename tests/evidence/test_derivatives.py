"""Thumbnails and display copies: upright, small, without anything that the camera wrote."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from tests.evidence.pictures import PDF, PHOTOS, camera_exif, encoded, photo
from webapp.evidence.pictures import derivatives
from webapp.evidence.pictures.derivatives import DISPLAY, LONG_EDGE, THUMBNAIL, Undecodable, make

KINDS = [THUMBNAIL, DISPLAY]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of the two pictures at 24 × 24 pixels, 0 to 255."""
    small = [image.convert("RGB").resize((24, 24), Image.Resampling.BOX) for image in (one, other)]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["Landscape_6", "Portrait_3", "Portrait_8"])
def test_every_photo_is_shown_upright(kind: str, name: str) -> None:
    scene = name.split("_", maxsplit=1)[0]
    made, upright = opened(make(kind, PHOTOS / f"{name}.jpg")), opened(photo(f"{scene}_0"))
    assert (made.width > made.height) == (upright.width > upright.height)
    assert unlike(made, upright) < 8
    # The measure can tell: the same picture on its head is far away.
    assert unlike(made.transpose(Image.Transpose.ROTATE_180), upright) > 20


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_orientations(kind: str, orientation: int) -> None:
    """A picture is turned and mirrored so that the orientation undoes it."""
    undo = derivatives._UPRIGHT.get(orientation)
    with Image.open(PHOTOS / "Portrait_0.jpg") as upright:
        stored = upright
        if undo is not None:
            inverse = {Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270}
            inverse |= {value: key for key, value in inverse.items()}
            stored = upright.transpose(inverse.get(undo, undo))
        exif = Image.Exif()
        exif[0x0112] = orientation
        file = io.BytesIO()
        stored.save(file, "JPEG", exif=exif)
        made = opened(make(kind, file))
        assert unlike(made, upright) < 8
        assert made.size[0] < made.size[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_of_the_camera_survives(kind: str, form: str) -> None:
    options: dict[str, object] = {"exif": camera_exif()}
    if form == "JPEG":
        options |= {"comment": b"secret", "xmp": b"<x:xmpmeta>secret</x:xmpmeta>"}
    options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = make(kind, io.BytesIO(encoded(form, edge=1700, **options)))
    made = opened(data)
    assert (made.format, made.mode) == ("JPEG", "RGB")
    assert max(made.size) == LONG_EDGE[kind]
    assert set(made.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for word in (b"Exif", b"Maker", b"Model", b"secret", b"ICC_PROFILE", b"http"):
        assert word not in data


def test_small_pictures_are_not_blown_up() -> None:
    assert max(opened(make(DISPLAY, io.BytesIO(encoded("JPEG", edge=90)))).size) == 90


def test_transparency_becomes_white() -> None:
    for mode, colour in (("RGBA", (0, 0, 0, 0)), ("LA", (0, 0))):
        file = io.BytesIO()
        Image.new(mode, (50, 50), colour).save(file, "PNG")
        assert opened(make(THUMBNAIL, file)).getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK"])
def test_other_colour_modes(mode: str) -> None:
    """A grey of two thirds stays about that grey."""
    grey = {"1": 255, "L": 170, "P": 170, "I;16": 170 * 257, "CMYK": (85, 85, 85, 0)}[mode]
    file = io.BytesIO()
    image = Image.new("L", (50, 50), 170).convert("P") if mode == "P" else Image.new(mode, (50, 50), grey)
    image.save(file, "JPEG" if mode == "CMYK" else "PNG")
    pixel = opened(make(THUMBNAIL, file)).getpixel((25, 25))
    assert isinstance(pixel, tuple)
    assert all(abs(value - (255 if mode == "1" else 170)) < 6 for value in pixel)


def test_a_wide_colour_space_becomes_srgb() -> None:
    """A profile whose red and green changed places stands for any that is not sRGB."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"\0s\0R\0G\0B", b"\0o\0d\0d\0!")
    profile = profile.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    plain, wide = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (50, 50), (90, 120, 60)).save(plain, "PNG")
    Image.new("RGB", (50, 50), (90, 120, 60)).save(wide, "PNG", icc_profile=profile)
    assert unlike(opened(make(THUMBNAIL, plain)), opened(make(THUMBNAIL, wide))) > 5
    broken = io.BytesIO()
    Image.new("RGB", (50, 50), (90, 120, 60)).save(broken, "PNG", icc_profile=b"no profile at all")
    assert unlike(opened(make(THUMBNAIL, plain)), opened(make(THUMBNAIL, broken))) < 1


def test_of_many_frames_the_first() -> None:
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    for form in ("PNG", "WEBP"):
        file = io.BytesIO()
        frames[0].save(file, form, save_all=True, append_images=frames[1:], lossless=True)
        pixel = opened(make(THUMBNAIL, file)).getpixel((30, 30))
        assert isinstance(pixel, tuple)
        assert pixel[0] > 200
        assert pixel[2] < 50


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [photo("Portrait_0")[:100_000], PDF, b"", b"\xff\xd8\xff" + bytes(500)])
def test_what_does_not_decode_is_said_in_words(kind: str, data: bytes) -> None:
    with pytest.raises(Undecodable, match="重新拍摄"):
        make(kind, io.BytesIO(data))


def test_a_missing_file_is_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        make(THUMBNAIL, tmp_path / "none")
