"""What is looked at in a file before a spreadsheet reader may touch it: its kind, its zip directory, its raw XML."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from webapp import archives
from webapp.archives import Guard
from webapp.errors import Invalid, TooLarge

MAX_UNPACKED = 200 * 1024 * 1024
MAX_STRINGS = 80 * 1024 * 1024
CHUNK = 1 << 20
OVERLAP = 2_048
LAST_ROW = 1_048_576

GUARD = Guard(
    thing="表格",
    again="请在 Excel 或 WPS 里打开，另存为 XLSX 后重新上传。",
    smaller="请只保留需要的数据，另存后重新上传。",
    members=2_000,
    total=MAX_UNPACKED,
    most=lambda name: MAX_STRINGS if name.lower().endswith("sharedstrings.xml") else MAX_UNPACKED,
)
DAMAGED = GUARD.says(archives.DAMAGED)
WORKBOOK = "xl/workbook.xml"
NO_SHEET = "这不是 XLSX 或 CSV 表格。请使用下载的模板。"

STRICT = "这是“Strict Open XML 电子表格”，系统读不了。请在 Excel 里另存为“Excel 工作簿（*.xlsx）”后重新上传。"
MOST_MERGED = 50_000

# It runs over what anybody sent: each tag begins at a "<" and ends before the next one, so that its time is linear.
_TAGS = re.compile(rb"<(?:\w{1,20}:)?(row|v|is|f|mergeCell|c)((?:\s[^<>]*)?)>")
_HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\sr=[\"'](\d{1,12})[\"']")
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3}\d{1,7})[\"']")
_RANGE = re.compile(rb"\sref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")


class Span(NamedTuple):
    """Merged cells: the first and last column (from 0), the first and last row (from 1)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def name(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass
class Facts:
    """What a sheet's XML says that its values do not: `rows` that hold anything, which are hidden, what is merged."""

    rows: int = 0
    hidden: list[int] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)
    formula: str = ""


def kind_of(path: Path) -> str:
    """ "xlsx" or "csv", by content; Invalid with what it is instead."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("这是旧版 .xls 文件，或设有密码。请另存为不设密码的 XLSX 后重新上传。")
    if start.startswith(b"PK"):
        return "xlsx"
    if b"\0" in start or start.startswith((b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"{\\rtf")):
        raise Invalid(NO_SHEET)
    if start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Invalid(NO_SHEET)
    return "csv"


def check_zip(path: Path) -> None:
    """Refuse what is no XLSX, carries macros, or would unpack beyond reason; but for a few bytes nothing is unpacked here."""
    with GUARD.opened(path) as archive:
        names = archive.members
        if "[Content_Types].xml" not in names or WORKBOOK not in names:
            raise Invalid(NO_SHEET)
        # Another namespace for the same words; Excel offers it as a kind of file of its own.
        if b"http://purl.oclc.org/ooxml/spreadsheetml" in archive.start(WORKBOOK, 4096):
            raise Invalid(STRICT)
    if "xl/vbaProject.bin" in names:
        raise Invalid("文件带有宏，请另存为不带宏的 XLSX 后重新上传。")


def scan(raw: IO[bytes]) -> Facts:
    """Walk a sheet's XML as bytes; a row of formatted blank cells counts for nothing."""
    facts, tail, row, counted, cell = Facts(), b"", 0, True, b""
    while chunk := _read(raw):
        text = tail + chunk
        cut = text.rfind(b"<", max(0, len(text) - OVERLAP))
        tail = b"" if cut < 0 or b">" in text[cut:] else text[cut:]
        for tag, more in _TAGS.findall(text[: len(text) - len(tail)]):
            if tag == b"c":
                cell = more
            elif tag == b"row":
                number = _NUMBER.search(more)
                row, counted = int(number[1]) if number else row + 1, False
                if row > LAST_ROW:
                    raise Invalid(DAMAGED)
                if _HIDDEN.search(more):
                    facts.hidden.append(row)
            elif tag == b"mergeCell":
                if found := _RANGE.search(more):
                    facts.merged.append(
                        Span(_place(found[1]), int(found[2]), _place(found[3]), int(found[4]))
                    )
                if len(facts.merged) > MOST_MERGED:
                    raise TooLarge("表格里合并的单元格太多，无法读取。请取消合并后重新上传。")
            elif not more.endswith(b"/"):
                facts.rows += not counted
                counted = True
                if tag == b"f" and not facts.formula:
                    place = _PLACE.search(cell)
                    facts.formula = place[1].decode() if place else "?"
    return facts


def letters(place: int) -> str:
    """The letters of a column that is counted from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _place(name: bytes) -> int:
    place = 0
    for letter in name:
        place = place * 26 + letter - 64
    return place - 1


def _read(raw: IO[bytes]) -> bytes:
    with GUARD.words():
        return raw.read(CHUNK)
