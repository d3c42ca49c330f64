"""Opening XLSX and CSV files as rows of values; webapp.web.sheets is what rooms use."""

import csv
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from webapp.errors import DomainError, Invalid, TooLarge
from webapp.web.sheets_scan import DAMAGED, check_zip, scan

MAX_COLUMNS = 100
Cells = Iterator[tuple[int, list[Any]]]


class Unmeasured(ReadOnlyWorksheet):  # type: ignore[misc]
    """A sheet of which openpyxl does not ask how large it is: where that is not written, it would read all of it."""

    def _get_size(self) -> None:
        return


class Reader(ExcelReader):  # type: ignore[misc]
    """openpyxl's reader of values, for sheets that are walked once."""

    def read_worksheets(self) -> None:
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                self.wb._sheets.append(Unmeasured(self.wb, sheet.name, relation.target, self.shared_strings))


def open_xlsx(path: Path, wanted: str, stack: ExitStack, rows: int | None = None) -> tuple[int, Cells]:
    """(how many rows, the rows) of the sheet called `wanted`, or of the only one.

    `rows`: what an earlier look at the very same file has counted; it is not looked at again then.
    """
    check_zip(path)
    # Opened here, since openpyxl leaves its own file open when it gives up.
    file = stack.enter_context(path.open("rb"))
    book = guarded(lambda: _load(file))
    stack.callback(book.close)
    names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise Invalid("文件里没有工作表。")
    if len(names) > 1 and wanted not in names:
        listed = "、".join(name[:20] for name in names[:20])
        raise Invalid(f"文件里有 {len(names)} 个工作表（{listed}），没有名为“{wanted}”的。请使用下载的模板。")
    sheet = book[wanted] if wanted in names else book.worksheets[0]
    if rows is None:
        with sheet._get_source() as raw:
            rows = scan(raw, sheet.title)
    source = stack.enter_context(sheet._get_source())
    parser = WorkSheetParser(
        source,
        sheet._shared_strings,
        data_only=False,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    return rows, _xlsx_rows(parser)


def _load(file: Any) -> Any:
    with warnings.catch_warnings():
        # Styles and extensions that openpyxl leaves out do not matter to the values.
        warnings.simplefilter("ignore")
        reader = Reader(file, read_only=True, data_only=False, keep_links=False)
        reader.read()
        return reader.wb


def _xlsx_rows(parser: Any) -> Cells:
    for number, cells in parser.parse():
        row: list[Any] = []
        for cell in cells:
            value = cell["value"]
            if value is None:
                continue
            place = cell["column"]
            if cell["data_type"] == "f":
                raise Invalid(f"单元格 {get_column_letter(place)}{number} 是公式，请改为数值后重新上传。")
            if place > MAX_COLUMNS:
                raise TooLarge(f"第 {number} 行超过 {MAX_COLUMNS} 列，请使用下载的模板。")
            row.extend([None] * (place - len(row)))
            row[place - 1] = value
        if row:
            yield number, row


def open_csv(path: Path, stack: ExitStack) -> tuple[int, Cells]:
    """(how many lines, the rows), in UTF-8 or GB 18030, by comma, tab or semicolon."""
    encoding = _encoding_of(path)
    file = stack.enter_context(path.open(encoding=encoding, newline=""))
    start = file.readline()
    file.seek(0)
    delimiter = max(",\t;", key=start.count)
    with path.open("rb") as raw:
        total = sum(chunk.count(b"\n") for chunk in iter(lambda: raw.read(1 << 20), b"")) + 1
    return total, _csv_rows(csv.reader(file, delimiter=delimiter))


def _encoding_of(path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid("文件的文字编码无法识别，请另存为 XLSX，或 UTF-8 编码的 CSV。")


def _csv_rows(reader: Any) -> Cells:
    for row in reader:
        if len(row) > MAX_COLUMNS:
            raise TooLarge(f"第 {reader.line_num} 行超过 {MAX_COLUMNS} 列，请使用下载的模板。")
        yield reader.line_num, row


def guarded(work: Callable[[], Any]) -> Any:
    """Do it; what the parsers raise about broken files becomes a sentence."""
    try:
        return work()
    except (DomainError, MemoryError):
        raise
    except Exception as error:
        # openpyxl, expat and csv raise all sorts of errors over broken files, and all of them mean the same.
        raise Invalid(DAMAGED) from error
