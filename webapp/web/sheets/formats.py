"""Opening XLSX and CSV files as rows of values; webapp.web.sheets and webapp.web.lists are what rooms use."""

import csv
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.escape import unescape

from webapp.errors import DomainError, Invalid, TooLarge
from webapp.web.sheets.scan import DAMAGED, Facts, check_zip, letters, scan

MAX_COLUMNS = 100
Cells = Iterator[tuple[int, list[Any]]]


@dataclass
class XlsxSheet:
    """A sheet of an opened workbook; `facts` walks over its bytes, `cells` over its values, as often as is asked."""

    sheet: Any
    archive: zipfile.ZipFile
    part: str

    @property
    def title(self) -> str:
        return str(self.sheet.title)

    @property
    def shown(self) -> bool:
        return bool(self.sheet.sheet_state == "visible")

    @cached_property
    def facts(self) -> Facts:
        with self.archive.open(self.part) as raw:
            return scan(raw)

    def cells(self) -> Iterator[tuple[int, list[Any]]]:
        """(row number, openpyxl's cells) of the rows in which anything stands."""
        # What a file says of its own size is not believed; one column more than allowed, to see it.
        self.sheet.reset_dimensions()
        for number, cells in enumerate(self.sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
            if all(cell.value is None for cell in cells):
                continue
            if len(cells) > MAX_COLUMNS and cells[MAX_COLUMNS].value is not None:
                raise TooLarge(f"第 {number} 行超过 {MAX_COLUMNS} 列，请使用下载的模板。")
            yield number, list(cells)


def open_book(path: Path, stack: ExitStack) -> list[XlsxSheet]:
    """The sheets of an XLSX, in their order."""
    check_zip(path)
    # Opened here, since openpyxl leaves its own file open when it gives up.
    file = stack.enter_context(path.open("rb"))
    reader = guarded(lambda: _load(file))
    stack.callback(reader.wb.close)
    parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    sheets = [XlsxSheet(sheet, reader.archive, parts[sheet.title]) for sheet in reader.wb.worksheets]
    if not sheets:
        raise Invalid("文件里没有工作表。")
    return sheets


def open_xlsx(path: Path, wanted: str, stack: ExitStack, rows: int | None = None) -> tuple[int, Cells]:
    """(how many rows, the rows) of the sheet called `wanted`, or of the only one.

    `rows`: what an earlier look at the very same file has counted; it is not looked at again then.
    """
    sheets = open_book(path, stack)
    names = [sheet.title for sheet in sheets]
    if len(names) > 1 and wanted not in names:
        listed = "、".join(name[:20] for name in names[:20])
        raise Invalid(f"文件里有 {len(names)} 个工作表（{listed}），没有名为“{wanted}”的。请使用下载的模板。")
    sheet = sheets[names.index(wanted)] if wanted in names else sheets[0]
    if rows is None:
        facts = sheet.facts
        if facts.formula:
            raise Invalid(
                f"工作表“{sheet.title}”的单元格 {facts.formula} 是公式。请把公式改为数值（选择性粘贴为值）后重新上传。"
            )
        if facts.merged:
            cells = "、".join(span.name for span in facts.merged[:5])
            raise Invalid(f"工作表“{sheet.title}”有合并的单元格：{cells}。请取消合并后重新上传。")
        rows = facts.rows
    return rows, _xlsx_rows(sheet)


def _load(file: Any) -> Any:
    with warnings.catch_warnings():
        # Styles and extensions that openpyxl leaves out do not matter to the values.
        warnings.simplefilter("ignore")
        reader = ExcelReader(file, read_only=True, data_only=False, keep_links=False)
        reader.read()
        return reader


def _xlsx_rows(sheet: XlsxSheet) -> Cells:
    for number, cells in sheet.cells():
        row: list[Any] = []
        for place, cell in enumerate(cells):
            if cell.value is not None and cell.data_type == "f":
                raise Invalid(f"单元格 {letters(place)}{number} 是公式，请改为数值后重新上传。")
            row.append(decoded(cell.value))
        yield number, row


def decoded(value: Any) -> Any:
    """The value; a text without the escapes of the format (_x000D_), which openpyxl leaves in."""
    return unescape(value) if isinstance(value, str) and "_x" in value else value


def open_csv(path: Path, stack: ExitStack) -> tuple[int, Cells]:
    """(how many lines, the rows), in UTF-8 or GB 18030, by comma, tab or semicolon."""
    encoding = _encoding_of(path)
    file = stack.enter_context(path.open(encoding=encoding, newline=""))
    # A title above the head has none of them.
    start = "".join(line[:5_000] for line in islice(file, 15))
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
