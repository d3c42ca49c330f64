"""Writing XLSX files that are safe to open: no text of ours can become a formula."""

import io
import math
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from webapp.clock import local
from webapp.web.text import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = (1 << 20) - 1  # below the head, in one sheet
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
# Texts that look like numbers, links or formulas stay texts.
_LITERALLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """An XLSX written as its rows come, in the memory of one row; until save() they lie in a folder beside the target.

    begin(), append() and save() block: use a thread. close() ends it in any case and leaves nothing of what was not saved.
    """

    def __init__(self, target: Path | io.BytesIO) -> None:
        # Not the system's temporary folder, which may be in memory.
        folder = target.parent if isinstance(target, Path) else None
        self._folder = tempfile.TemporaryDirectory(dir=folder, prefix="sheets.")
        kept = {"constant_memory": True, "tmpdir": self._folder.name}
        self._book = Workbook(target, {**_LITERALLY, **kept})
        self._formats = {
            name: self._book.add_format(how)
            for name, how in {
                "head": {"bold": True, "bg_color": "#E1EEEC", "valign": "top", "text_wrap": True},
                "date": {"num_format": "yyyy-mm-dd"},
                "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
                "text": {"num_format": "@"},
                "quoted": {"quote_prefix": True},
            }.items()
        }
        self._headings: Sequence[str] = ()
        self._widths: Sequence[int] = ()
        self._texts = False
        self._sheet: Any = None
        self._name, self._part, self._room, self._row = "", 0, 0, 0

    def begin(
        self, name: str, headings: Sequence[str], widths: Sequence[int] = (), *, texts: bool = False
    ) -> None:
        """A sheet with a bold, frozen head; `widths` in characters, in the order of columns.

        `texts`: what somebody types into its columns stays a text (05662000000 keeps its zero).
        """
        self._name, self._headings, self._widths, self._texts, self._part = name, headings, widths, texts, 1
        self._add(name[:31])

    def offer(self, choices: Mapping[int, str | Sequence[str]], rows: int) -> None:
        """Drop-downs for the first `rows` rows of the sheet begun last: {column: words, or "=Sheet!$A$2:$A$9"}.

        Something else may be typed all the same: what it means is judged when the file comes back.
        """
        for column, source in choices.items():
            how = {"validate": "list", "source": source, "show_error": False}
            self._sheet.data_validation(1, column, rows, column, how)

    def append(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows to the sheet begun last, and to further ones of its kind when it is full."""
        for row in rows:
            if not self._room:
                self._part += 1
                self._add(f"{self._name[:26]} {self._part}")
            self._room -= 1
            self._row += 1
            for place, value in enumerate(row):
                self._write(place, value)

    def save(self) -> None:
        """Write the file."""
        self._book.close()

    def close(self) -> None:
        """Remove what has not been saved."""
        for sheet in self._book.worksheets():
            with suppress(Exception):  # closed already
                sheet.row_data_fh.close()
        self._folder.cleanup()

    def _add(self, name: str) -> None:
        self._sheet = sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(self._headings):
            width = self._widths[place] if place < len(self._widths) else max(12, len(heading) * 2 + 4)
            sheet.set_column(place, place, width, self._formats["text"] if self._texts else None)
        for place, heading in enumerate(self._headings):
            sheet.write_string(0, place, clean(heading), self._formats["head"])
        self._room, self._row = MOST_ROWS, 0

    def _write(self, place: int, value: Any) -> None:
        at, sheet, formats = (self._row, place), self._sheet, self._formats
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(*at, value)
        elif isinstance(value, int | float) and math.isfinite(value):
            sheet.write_number(*at, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(*at, local(value).replace(tzinfo=None), formats["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(*at, value, formats["date"])
        else:
            # A cell takes 32,767 characters.
            text = clean(str(value))[:32_000]
            if text:
                style = "quoted" if text.startswith(_DANGEROUS) else "text" if self._texts else None
                sheet.write_string(*at, text, formats[style] if style else None)


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
