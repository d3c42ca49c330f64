"""A copy of a photo with what it is evidence of burnt into its lower edge. The delivered file is never touched."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from webapp import fonts
from webapp.accounts.tables import Person
from webapp.clock import local
from webapp.errors import Unavailable
from webapp.evidence.pictures.budget import BUDGET, PLAIN
from webapp.evidence.rules import PhotoKind, taken_at
from webapp.glyphs import KIN, clusters, legible, seen, stood_in

NO_FONT = "服务器上没有中文字体，暂时不能生成水印副本。请下载原始文件，或请管理员安装中文字体后重试。"
# Of the picture's short side; 22 pixels stay readable when a small picture is printed.
SIZE, SMALLEST, MOST_LINES = 1 / 26, 14, 12
NOBODYS = "\ufdd0"  # a character of no script: fonts draw it as what they lack


def burnt(picture: bytes, lines: Sequence[str]) -> bytes:
    """A JPEG of this JPEG with the lines in a dark band below the middle; blocks. Unavailable without a font."""
    face = fonts.chinese_file()
    if face is None:
        raise Unavailable(NO_FONT)
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened, BUDGET.spend(_cost(opened)):
        return _burnt(opened.convert("RGB"), face, lines)


def _cost(image: Image.Image) -> int:
    return 3 * PLAIN * image.width * image.height  # as it is opened, as it is drawn upon, and the band


def _burnt(image: Image.Image, face: tuple[str, int], lines: Sequence[str]) -> bytes:
    size = max(SMALLEST, round(min(image.size) * SIZE))
    font = ImageFont.truetype(face[0], size, index=face[1])
    pad, step = size // 2, round(size * 1.4)
    wrapped = [part for line in lines for part in _wrapped(line, font, image.width - 2 * pad)][:MOST_LINES]
    height = min(image.height, step * len(wrapped) + 2 * pad)
    band = Image.new("RGBA", (image.width, height), (0, 0, 0, 150))
    pen = ImageDraw.Draw(band)
    for at, line in enumerate(wrapped):
        pen.text((pad, pad + at * step), line, font=font, fill=(255, 255, 255, 255))
    image.paste(band, (0, image.height - height), band)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=88)
    return target.getvalue()


async def lines_of(photo: dict[str, Any], enterprise: str, item: str) -> list[str]:
    """Enterprise, item, time, position, inspector and the sealed file's hash, as they are known."""
    person = await Person.select(Person.name, Person.badge).where(Person.id == photo["person"]).first() or {}
    badge = f"（{person['badge']}）" if person.get("badge") else ""
    taken = taken_at(photo)
    when = (
        f"{local(taken):%Y-%m-%d %H:%M:%S}"
        if taken
        else f"{local(photo['received_at']):%Y-%m-%d %H:%M:%S}（上传）"
    )
    return [
        f"单位：{enterprise}",
        f"事项：{item}",
        f"时间：{when}",
        f"位置：{_position(photo)}",
        f"拍摄：{person.get('name', '')}{badge}",
        f"原件SHA-256：{photo['sha256']}",
    ]


def item_of(photo: dict[str, Any]) -> str:
    """What the photo belongs to, by its target, and what it shows."""
    kind, _, key = photo["target"].partition(":")
    place = {
        "item": f"检查项 {key}",
        "slot": key.partition(":")[2].replace("/", "、"),
        "finding": "问题",
        "after": "当场整改后",
        "recheck": "复查",
    }
    shown = PhotoKind(photo["kind"]).label
    told = place.get(kind, "现场")
    return f"{told}（{shown}）" if told and told != shown else shown


def _position(photo: dict[str, Any]) -> str:
    if photo["latitude"] is None or photo["longitude"] is None:
        return "未记录"
    near = f"，误差约 {round(photo['accuracy'])} 米" if photo["accuracy"] is not None else ""
    return f"{photo['latitude']:.5f}，{photo['longitude']:.5f}{near}"


def _wrapped(line: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The line in pieces that fit."""
    text = "".join(seen(legible(line)))
    pieces, rest = [], " ".join(stood_in(text, _missing(text, font)).split())
    while rest:
        fits = next((at for at in range(len(rest), 1, -1) if font.getlength(rest[:at]) <= width), 1)
        pieces.append(rest[:fits])
        rest = rest[fits:]
    return pieces


def _missing(text: str, font: ImageFont.FreeTypeFont) -> set[str]:
    """What this one font, the only one that Pillow takes, draws as its empty box: characters, and clusters with them."""
    box = bytes(font.getmask(NOBODYS))
    tried = {*text, *KIN.values()}
    lost = {one for one in tried if not one.isspace() and bytes(font.getmask(one)) == box}
    return lost | {one for one in clusters(text) if lost.intersection(one)}
