"""What a header says: type, size, time, place; and what is refused before anybody decodes it."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.evidence.pictures import camera_exif, encoded, photo, png_claiming, webp_claiming
from webapp.errors import Invalid, TooLarge
from webapp.evidence.intake import Inspected
from webapp.evidence.intake import inspect_photo as by_its_header
from webapp.evidence.pictures import derivatives, headers
from webapp.evidence.pictures.exif import CameraNotes, camera_notes

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}


def inspect_photo(path: Path) -> Inspected:
    """As verbs.keep() does: what does not look whole is decoded."""
    seen = by_its_header(path)
    if not seen.whole:
        derivatives.check(path)
    return seen


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "photo"


@pytest.mark.parametrize("form", FORMATS)
def test_type_size_and_camera_notes_of_every_format(file: Path, form: str) -> None:
    file.write_bytes(encoded(form, exif=camera_exif()))
    seen = inspect_photo(file)
    assert seen.media_type == FORMATS[form]
    assert {seen.width, seen.height} == {400, 267}
    assert seen.notes.taken_at == datetime(2026, 3, 5, 6, 30, 15, 250_000, tzinfo=UTC)
    assert (seen.notes.latitude, seen.notes.longitude) == (30.6644, 117.4913)
    # libheif turns the picture itself; Pillow's HEIC reader therefore says 1.
    assert seen.notes.orientation == (1 if form == "HEIF" else 6)


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False}])
def test_plain_webp(file: Path, options: dict[str, object]) -> None:
    file.write_bytes(encoded("WEBP", **options))
    assert (inspect_photo(file).width, inspect_photo(file).height) == (400, 267)


def test_the_real_photos(file: Path) -> None:
    expected = {"Landscape_0": 1, "Landscape_6": 6, "Portrait_0": 1, "Portrait_3": 3, "Portrait_8": 8}
    for name, orientation in expected.items():
        file.write_bytes(photo(name))
        assert inspect_photo(file).notes == CameraNotes(orientation=orientation)


def test_time_without_an_offset_is_beijing_time() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:05 14:30:15"
    assert camera_notes(exif.tobytes()).taken_at == datetime(2026, 3, 5, 6, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "2026-03-05", "", "2026:02:30 10:00:00", "    :  :"]
)
@pytest.mark.parametrize("offset", ["+08:00", "+99:99", "", "CST"])
def test_garbage_times_are_tolerated(taken: str, offset: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: taken, 0x9011: offset})
    assert camera_notes(exif.tobytes()).taken_at is None


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (117.0, 0.0, 0.0)},
        {1: "N", 2: (30.0,), 3: "E"},
        {3: "E", 4: (117.0, 0.0, 0.0)},
    ],
)
def test_garbage_positions_are_left_out(gps: dict[int, object]) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(gps)
    assert camera_notes(exif.tobytes()).latitude is None
    assert camera_notes(exif.tobytes()).longitude is None


def test_south_and_west_are_negative() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (30.0, 30.0, 0.0), 3: "W", 4: (70.0, 15.0, 0.0)})
    notes = camera_notes(exif.tobytes())
    assert (notes.latitude, notes.longitude) == (-30.5, -70.25)


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_no_exif_block_raises(block: bytes) -> None:
    camera_notes(block)
    camera_notes(b"Exif\0\0MM\0*\0\0\0\x08" + block)


@pytest.mark.parametrize(
    "data", [png_claiming(60_000, 60_000), png_claiming(8000, 6251), webp_claiming(16_383, 16_383)]
)
def test_bombs_are_refused_before_memory_is_taken(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(TooLarge, match="像素"):
        inspect_photo(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_webp_takes_four_times_the_memory_and_may_have_half_the_pixels(file: Path) -> None:
    file.write_bytes(webp_claiming(6000, 4001))
    with pytest.raises(TooLarge, match="24 百万像素，或改用 JPEG"):
        inspect_photo(file)


def test_fifty_megapixels_are_taken(file: Path) -> None:
    Image.new("1", (8000, 6250)).save(file, "PNG")
    assert inspect_photo(file).width == 8000


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_was_cut_off_is_refused(file: Path, form: str, share: float) -> None:
    whole = encoded(form, edge=1000)
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Invalid, match="不完整"):
        inspect_photo(file)


def test_a_jpeg_without_its_end_marker_that_decodes_is_taken(file: Path) -> None:
    """Some cameras forget the marker; the picture is whole."""
    file.write_bytes(photo("Portrait_0").removesuffix(b"\xff\xd9") + b"trailer of a camera")
    assert inspect_photo(file).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.4 x", "PDF"),
        (b"GIF89a" + bytes(20), "GIF"),
        (b"PK\x03\x04" + bytes(20), "Office"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "视频"),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "视频或不支持"),
        (b"hello", "看不出这个文件是什么格式"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "看不出"),
    ],
)
def test_what_is_no_photo_is_named(file: Path, data: bytes, word: str) -> None:
    file.write_bytes(data)
    with pytest.raises(Invalid, match=f"{word}.*不是照片"):
        inspect_photo(file)


HEADS = [encoded(form, edge=60) for form in FORMATS]


@given(st.sampled_from(HEADS), st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_files_are_taken_or_refused_in_words(file: Path, head: bytes, data: st.DataObject) -> None:
    damaged = bytearray(head)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(damaged)
    said = ""
    try:
        inspect_photo(file)
    except (Invalid, TooLarge) as error:
        said = error.sentence
    assert not said or "。" in said


def test_brands_in_any_place_make_a_heic() -> None:
    assert headers.media_type_of(b"\0\0\0\x1cftypmif1\0\0\0\0mif1miafheic") == headers.HEIC
