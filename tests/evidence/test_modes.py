"""Pictures of every kind that scanners and screens make: no thumbnail is white or black that the picture is not."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from webapp.evidence.pictures.derivatives import DISPLAY, THUMBNAIL, make
from webapp.evidence.pictures.modes import flattened

WIDE, HIGH = 700, 500
LEFT, RIGHT = 60, 190


def halves(mode: str, left: object, right: object) -> Image.Image:
    """Left and right half of two colours, larger than the display copy's smallest step."""
    image = Image.new(mode, (WIDE, HIGH), left)  # type: ignore[arg-type]
    image.paste(Image.new(mode, (WIDE // 2, HIGH), right), (WIDE // 2, 0))  # type: ignore[arg-type]
    return image


def seen(image: Image.Image, form: str = "PNG", **options: object) -> tuple[tuple[int, ...], tuple[int, ...]]:
    file = io.BytesIO()
    image.save(file, form, **options)
    with Image.open(io.BytesIO(make(THUMBNAIL, file))) as made:
        assert made.mode == "RGB"
        assert max(made.size) == 240
        left, right = made.getpixel((60, 80)), made.getpixel((180, 80))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    return left, right


def near(colour: tuple[int, ...], *wanted: int) -> bool:
    expected = wanted * 3 if len(wanted) == 1 else wanted
    return all(abs(one - other) <= 6 for one, other in zip(colour, expected, strict=True))


@pytest.mark.parametrize("bits", [16, 12])
def test_a_scanned_x_ray_in_sixteen_bits_of_grey(bits: int) -> None:
    """Many scanners use twelve of the sixteen bits, which would be all black."""
    scale = (1 << bits) // 256
    left, right = seen(halves("I;16", LEFT * scale, 255 * scale))
    assert near(left, LEFT)
    assert near(right, 255)


def test_deep_grey_with_a_transparent_value() -> None:
    left, right = seen(halves("I;16", 0, RIGHT * 257), transparency=0)
    assert near(left, 255)
    assert near(right, RIGHT)


@pytest.mark.parametrize(
    ("mode", "left", "right", "clear"),
    [("P", 0, 1, 0), ("P", 0, 1, b"\x00\xff"), ("L", LEFT, RIGHT, LEFT), ("RGB", (10, 20, 30), (RIGHT,) * 3, (10, 20, 30)),
     ("1", 0, 1, 0)],
)  # fmt: skip
def test_what_is_transparent_becomes_white(mode: str, left: object, right: object, clear: object) -> None:
    image = halves(mode, left, right)
    if mode == "P":
        image.putpalette([10, 20, 30, RIGHT, RIGHT, RIGHT])
    first, second = seen(image, transparency=clear)
    assert near(first, 255)
    assert near(second, 255 if mode == "1" else RIGHT)


def test_a_palette_without_transparency_keeps_its_colours() -> None:
    image = halves("P", 0, 1)
    image.putpalette([10, 20, 30, RIGHT, RIGHT, RIGHT])
    left, right = seen(image)
    assert near(left, 10, 20, 30)
    assert near(right, RIGHT)


def test_layers_of_grey_and_colour_lie_on_white() -> None:
    assert all(map(near, seen(halves("LA", (0, 0), (RIGHT, 255))), (255, RIGHT)))
    assert all(map(near, seen(halves("RGBA", (0, 0, 0, 0), (RIGHT, RIGHT, RIGHT, 255))), (255, RIGHT)))
    half = seen(halves("RGBA", (0, 0, 0, 128), (0, 0, 0, 255)))
    assert all(map(near, half, (127, 0)))


def test_one_bit_and_print_colours() -> None:
    assert all(map(near, seen(halves("1", 0, 1)), (0, 255)))
    left, right = seen(halves("CMYK", (0, 0, 0, 195), (0, 0, 0, 65)), "JPEG", quality=95)
    assert near(left, LEFT)
    assert near(right, RIGHT)


@pytest.mark.parametrize(("mode", "top"), [("F", 1.0), ("F", 255.0), ("I", 65535), ("I;16", 65535)])
def test_deep_grey_of_any_number(mode: str, top: float) -> None:
    shade = top * 2 / 3
    image = Image.new(mode, (4, 4), shade if mode == "F" else int(shade))
    pixel = flattened(image, top).getpixel((1, 1))
    assert isinstance(pixel, tuple)
    assert near(pixel, 170)


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (1601, 1601), (241, 4801)])
def test_no_edge_is_lost_or_added(size: tuple[int, int]) -> None:
    file = io.BytesIO()
    Image.new("RGBA", size, (RIGHT, 0, 0, 255)).save(file, "PNG")
    for kind in (THUMBNAIL, DISPLAY):
        with Image.open(io.BytesIO(make(kind, file))) as made:
            corner = made.getpixel((made.width - 1, made.height - 1))
            assert isinstance(corner, tuple)
            assert near(corner, RIGHT, 0, 0)
