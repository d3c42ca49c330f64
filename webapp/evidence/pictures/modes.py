"""Pictures of unusual kinds (transparent, 16 bits of grey, palettes, one bit) as small RGB on white.

A strip at a time: converted as a whole, such a picture would take its memory twice or three times.
"""

from __future__ import annotations

from typing import Any

from PIL import Image

USUAL = ("RGB", "L", "CMYK", "YCbCr")
_STRIP = 256
_DEEP = 65536


def needs_flattening(image: Image.Image) -> bool:
    """Whether it is of such a kind."""
    return image.mode not in USUAL or "transparency" in image.info


def small_and_flat(image: Image.Image, edge: int) -> Image.Image:
    """In RGB on white, reduced to not less than `edge` pixels on the long edge."""
    image.load()
    factor = max(1, max(image.size) // edge)
    white = _white_at(image)
    height = factor * max(1, _STRIP // factor)
    small = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)), "white")
    for top in range(0, image.height, height):
        strip = image.crop((0, top, image.width, min(top + height, image.height)))
        flat = flattened(strip, white)
        small.paste(flat.reduce(factor) if factor > 1 else flat, (0, top // factor))
    small.info = {name: value for name, value in image.info.items() if name != "transparency"}
    return small


def flattened(image: Image.Image, white: float = 0) -> Image.Image:
    """A picture in RGB on white; `white`: which value of deep grey is shown as white."""
    seen = _known(image)
    if image.mode == "F":
        return image.point(lambda value: value * (255 / white) + 0.5).convert("L").convert("RGB")
    if image.mode.startswith("I"):
        return _grey(image, white, seen).convert("RGB")
    if seen is not None or image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        if image.mode in ("PA", "La"):
            image = image.convert("LA") if image.mode == "La" else image
        clear = image.convert("RGBA")
        flat = Image.new("RGB", clear.size, "white")
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    return image.convert("RGB")


def _known(image: Image.Image) -> Any:
    """Which colour is transparent, None for none; of 16 bits a channel the decoder keeps the upper eight."""
    seen = image.info.get("transparency")
    if isinstance(seen, tuple) and image.mode == "RGB" and max(seen) > 255:
        seen = tuple(value >> 8 for value in seen)
        image.info["transparency"] = seen
    return seen


def _white_at(image: Image.Image) -> float:
    """Scanners write 12 bits into 16: the value of white is that of the fewest bits that hold every pixel."""
    if not image.mode.startswith(("I", "F")):
        return 0
    highest = image.getextrema()[1]
    top = float(highest) if isinstance(highest, (int, float)) else 1.0
    if image.mode == "F":
        return max(top, 1.0) if top > 1 else 1.0
    bits = max(8, int(top).bit_length())
    return float((1 << (16 if 14 < bits <= 16 else bits)) - 1)


def _grey(image: Image.Image, white: float, clear: Any) -> Image.Image:
    """Eight bits of deep grey; convert() would clip it to white."""
    deep = image.convert("I")
    if white >= _DEEP:
        return deep.point(lambda value: value * (255 / white)).convert("L")
    table = [min(255, round(value * 255 / white)) for value in range(_DEEP)]
    if isinstance(clear, int) and 0 <= clear < _DEEP:
        table[clear] = 255
    return deep.point(table, "L")
