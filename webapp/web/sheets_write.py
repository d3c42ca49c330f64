"""Writing XLSX files that are safe to open: no text of ours can become a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from webapp.clock import local
from webapp.web.text import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def write_xlsx(
    target: Path | io.BytesIO,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    more: Sequence[Table] = (),
) -> None:
    """Write a sheet (and `more` of them) with a bold, frozen head; `widths` in characters, in the order of columns.

    A text that begins like a formula is written as a text with a quote prefix, so that it stays one when edited.
    """
    book = Workbook(write_only=True)
    for name, head, body in [(title, headings, rows), *more]:
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for place, heading in enumerate(head):
            width = widths[place] if place < len(widths) and name == title else max(12, len(heading) * 2 + 4)
            sheet.column_dimensions[get_column_letter(place + 1)].width = width
        sheet.append([_head(sheet, heading) for heading in head])
        for row in body:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(target)


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, clean(text))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E1EEEC")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return local(value).replace(tzinfo=None)
    if value is None or isinstance(value, bool | int | float | date):
        return value
    # A cell takes 32,767 characters.
    text = clean(str(value))[:32_000]
    if not text.startswith(_DANGEROUS):
        return text
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
