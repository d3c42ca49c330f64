"""Writing XLSX files that are safe to open: no text of ours can become a formula."""

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import ALL_TEMP_FILES, WorksheetWriter

from webapp.clock import local
from webapp.web.text import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = (1 << 20) - 1  # below the head, in one sheet
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


class Book:
    """An XLSX written as its rows come, in the memory of one row; until save() they lie in files beside the target.

    begin(), append() and save() block: use a thread. close() ends it in any case and leaves nothing of what was not saved.
    """

    def __init__(self, target: Path | io.BytesIO) -> None:
        self._target = target
        self._book = Workbook(write_only=True)
        self._headings: Sequence[str] = ()
        self._widths: Sequence[int] = ()
        self._sheet: Any = None
        self._name, self._part, self._room = "", 0, 0

    def begin(self, name: str, headings: Sequence[str], widths: Sequence[int] = ()) -> None:
        """A sheet with a bold, frozen head; `widths` in characters, in the order of columns."""
        self._name, self._headings, self._widths, self._part = name, headings, widths, 1
        self._add(name[:31])

    def append(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows to the sheet begun last, and to further ones of its kind when it is full."""
        for row in rows:
            if not self._room:
                self._part += 1
                self._add(f"{self._name[:26]} {self._part}")
            self._room -= 1
            self._sheet.append([_cell(self._sheet, value) for value in row])

    def save(self) -> None:
        """Write the file."""
        self._book.save(self._target)

    def close(self) -> None:
        """Remove what has not been saved."""
        for sheet in self._book.worksheets:
            if sheet._writer and sheet._writer.out in ALL_TEMP_FILES:
                with suppress(Exception):  # of a row that was not finished
                    sheet.close()
                sheet._writer.cleanup()

    def _add(self, name: str) -> None:
        self._sheet = sheet = self._book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for place, heading in enumerate(self._headings):
            width = self._widths[place] if place < len(self._widths) else max(12, len(heading) * 2 + 4)
            sheet.column_dimensions[get_column_letter(place + 1)].width = width
        if isinstance(self._target, Path):
            # openpyxl would take the folder of the system, which may be memory.
            rows = f"{self._target}.{len(self._book.worksheets)}"
            ALL_TEMP_FILES.append(rows)
            sheet._writer = WorksheetWriter(sheet, rows)
            sheet._writer.write_top()
        sheet.append([_head(sheet, heading) for heading in self._headings])
        self._room = MOST_ROWS


def write_xlsx(
    target: Path | io.BytesIO,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    more: Sequence[Table] = (),
) -> None:
    """Write a sheet (and `more` of them); see Book.begin().

    A text that begins like a formula is written as a text with a quote prefix, so that it stays one when edited.
    """
    book = Book(target)
    try:
        book.begin(title, headings, widths)
        book.append(rows)
        for name, head, body in more:
            book.begin(name, head)
            book.append(body)
        book.save()
    finally:
        book.close()


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
