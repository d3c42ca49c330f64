"""Looking at pages: rendered by poppler, glyphs compared with the font's own."""

import io
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps, ImageStat

from webapp import fonts

DPI = 150


def pages(path: Path) -> list[Image.Image]:
    """Each page of a PDF in grey."""
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", path, path.with_suffix("")], check=True)
    found = sorted(path.parent.glob(f"{path.stem}-*.pgm"))
    return [Image.open(io.BytesIO(one.read_bytes())) for one in found]


def text(path: Path) -> list[str]:
    """The text of each page."""
    done = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def where(path: Path, word: str) -> list[tuple[int, tuple[int, int, int, int]]]:
    """(page, box in pixels of pages()) of each place where the word stands."""
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True)
    found = []
    for at, page in enumerate(ET.fromstring(done.stdout).iter("{http://www.w3.org/1999/xhtml}page")):
        for one in page:
            if one.text == word:
                sides = [float(one.get(name, "0")) for name in ("xMin", "yMin", "xMax", "yMax")]
                box = tuple(round(side * DPI / 72) for side in sides)
                found.append((at, (box[0], box[1], box[2], box[3])))
    return found


def read(image: Image.Image, count: int, alphabet: str, bold: bool = False) -> str:
    """The characters that a line of `count` equally wide glyphs looks most like, by the reference font."""
    references = {one: _ink(_drawn(one, bold)) for one in alphabet}
    width = image.width / count
    cells = [image.crop((round(at * width), 0, round((at + 1) * width), image.height)) for at in range(count)]
    return "".join(_nearest(references, _ink(cell)) for cell in cells)


def _nearest(references: dict[str, Image.Image], cell: Image.Image) -> str:
    return min(references, key=lambda one: _far(references[one], cell))


def _far(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def _ink(image: Image.Image) -> Image.Image:
    """What is drawn, cut out and brought to one size."""
    drawn = ImageOps.invert(image.convert("L"))
    return drawn.crop(drawn.getbbox() or (0, 0, 1, 1)).resize((48, 48))


def _drawn(character: str, bold: bool) -> Image.Image:
    faces = fonts.faces()
    family = faces.title[0] if bold else faces.body[0]
    mine = [one for one in faces.found.fonts() if one.family == family and one.path]
    face = min(mine, key=lambda one: abs(one.weight - (700 if bold else 400)))
    image = Image.new("L", (160, 160), 255)
    ImageDraw.Draw(image).text(
        (20, 0), character, font=ImageFont.truetype(str(face.path), 96, face.index), fill=0
    )
    return image
