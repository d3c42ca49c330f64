"""A cell of a list as text, or as what Excel has made of it and why it cannot be used. Pure."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.web.sheets import text_of
from webapp.web.sheets.formats import decoded

# A spreadsheet keeps fifteen digits of a number.
EXACT = 10**15

_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_POWER = re.compile(r"[+-]?\d(?:\.\d{1,20})?E[+-]?\d{1,3}")
_HASHES = re.compile("#{3,300}")
_DATES = re.compile(
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{1,2}:\d\d(?::\d\d)?)?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d\d"
)
_QUOTED = re.compile(r'="([^"]{0,300})"')
_ESCAPED_ENDS = re.compile(r"_x000([9ad])_", re.IGNORECASE)
_ZEROS = re.compile("0{2,40}")

FORMULA = "是公式，请改为数值（复制后选择性粘贴为值）"
POWER = "是科学计数法，原来的数字已经看不出来；请把这一列设为文本格式，重新填写"
DATE = "被 Excel 当成了日期；请把这一列设为文本格式，重新填写"
LOGICAL = "是逻辑值，不是文字"
MERGED = "是与别的行合并的单元格，分不清是谁的；请取消合并，分别填写"
DIGITS = "被 Excel 改成了数字，后几位已经丢失；请把这一列设为文本格式，重新填写"


class Spoiled(str):
    """What a cell shows that cannot be believed, and why (the sentence goes on behind its column's name)."""

    __slots__ = ("cause",)
    cause: str

    def __new__(cls, shown: str, cause: str) -> "Spoiled":
        made = super().__new__(cls, shown or " ")
        made.cause = cause
        return made


def text_in(cell: Any, kind: str) -> str:
    """The text of a cell (openpyxl's, or a text of a CSV file) for a column of this kind; perhaps Spoiled."""
    if isinstance(cell, str):
        return understood(_ESCAPED_ENDS.sub(" ", cell), kind)
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Spoiled("公式", FORMULA)
    if cell.data_type == "e":
        return Spoiled(str(value), f"是错误值 {value}")
    if isinstance(value, str):
        return understood(decoded(value), kind)
    if isinstance(value, bool):
        return Spoiled(text_of(value), LOGICAL)
    if isinstance(value, datetime | date | time | timedelta):
        shown = text_of(value)
        return shown if kind == "date" else Spoiled(shown, f"{DATE}（{shown}）")
    if abs(value) >= EXACT:
        return Spoiled(f"{value:.5E}", DIGITS)
    text = text_of(value)
    # 05662000000 is shown with its zero where the format has as many of them.
    return text.zfill(len(cell.number_format)) if _ZEROS.fullmatch(cell.number_format) else text


def understood(text: str, kind: str) -> str:
    """A text without what spreadsheets put around it, Spoiled where it is what one of them made of something else."""
    text = text_of(text)
    if text.startswith('="') and (quoted := _QUOTED.fullmatch(text)):
        text = quoted[1].strip()
    if text.startswith("'") and text[1:2].isdigit():
        text = text[1:]
    if len(text) > 40 or not text:
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    if _ERROR.fullmatch(plain.upper()) or _HASHES.fullmatch(plain):
        return Spoiled(text, f"是错误值 {text}")
    if _POWER.fullmatch(plain.upper()) and ("." in plain or "+" in plain):
        return Spoiled(text, f"“{text}”{POWER}")
    if kind != "date" and _DATES.fullmatch(plain.lower()):
        return Spoiled(text, f"“{text}”{DATE}")
    return text
