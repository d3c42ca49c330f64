"""What is looked at in a file before a spreadsheet reader may touch it: its kind, its zip directory, its raw XML."""

import re
import zipfile
from pathlib import Path
from typing import IO

from webapp.errors import Invalid, TooLarge

MAX_UNPACKED = 200 * 1024 * 1024
MAX_STRINGS = 80 * 1024 * 1024
# Small files of repeated cells pack very well; the ratio counts only from here on.
RATIO_FROM = 20 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 2_000
CHUNK = 1 << 20
OVERLAP = 2_048
LAST_ROW = 1_048_576

DAMAGED = "文件损坏或格式不对，无法读取。请在 Excel 或 WPS 里打开，另存为 XLSX 后重新上传。"
NO_SHEET = "这不是 XLSX 或 CSV 表格。请使用下载的模板。"

# They run over what anybody sent: each begins at a "<" and ends before the next one, so that their time is linear.
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z0-9:]{1,40})")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c\s")
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3}\d{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\s[^<>]*?r=[\"'](\d{7,})")
# The longest tag of a cell, and what may stand between it and its formula.
_TAG = 400


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
    """Refuse what is no XLSX, carries macros, or would unpack beyond reason; nothing is unpacked here.

    zipfile never delivers more than the directory declares, so the declared sizes are true upper bounds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    # RuntimeError: packed in a way that zipfile does not know.
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise Invalid(DAMAGED) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Invalid(NO_SHEET)
    if "xl/vbaProject.bin" in names:
        raise Invalid("文件带有宏，请另存为不带宏的 XLSX 后重新上传。")
    if any(part.flag_bits & 1 for part in parts):
        raise Invalid("文件设有密码，请去掉密码后重新上传。")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or strings > MAX_STRINGS
        or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1))
    ):
        raise TooLarge("文件解压后过大，无法读取。请只保留需要的数据，另存后重新上传。")


def scan(raw: IO[bytes], title: str) -> int:
    """Walk a sheet's XML as bytes; refuses formulas and merged cells by name, returns the number of rows."""
    rows, tail = 0, b""
    while chunk := _read(raw):
        text = tail + chunk
        if place := _formula_in(text):
            raise Invalid(
                f"工作表“{title}”的单元格 {place} 是公式。请把公式改为数值（选择性粘贴为值）后重新上传。"
            )
        if b"mergeCell" in text and (merged := _MERGED.findall(text)):
            cells = "、".join(name.decode() for name in merged[:5])
            raise Invalid(f"工作表“{title}”有合并的单元格：{cells}。请取消合并后重新上传。")
        if any(int(number[:9]) > LAST_ROW for number in _ROW_NUMBER.findall(text)):
            raise Invalid(DAMAGED)
        rows += sum(1 for _ in _ROW.finditer(chunk)) + _across(tail, chunk)
        tail = text[-OVERLAP:]
    return rows


def _formula_in(text: bytes) -> str:
    """The cell of the first formula, "" when none is seen."""
    for formula in _FORMULA.finditer(text):
        before = text[max(0, formula.start() - _TAG) : formula.start()].rstrip()
        tag = before[before.rfind(b"<") :]
        if tag.endswith(b">") and _CELL.match(tag) and (place := _PLACE.search(tag)):
            return place[1].decode()
    return ""


def _across(tail: bytes, chunk: bytes) -> int:
    """Rows whose tag begins in one chunk and ends in the next."""
    seam = tail[-24:] + chunk[:24]
    return len(_ROW.findall(seam)) - len(_ROW.findall(tail[-24:])) - len(_ROW.findall(chunk[:24]))


def _read(raw: IO[bytes]) -> bytes:
    try:
        return raw.read(CHUNK)
    except MemoryError:
        raise
    except Exception as error:
        # zlib.error, BadZipFile and EOFError have no common ancestor, and all of them mean the same.
        raise Invalid(DAMAGED) from error
