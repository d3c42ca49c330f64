"""Reading spreadsheets that come from people: XLSX and CSV, refused in words when unsafe (sheets_write writes them).

    with open_sheet(path, COLUMNS, sheet="用人单位") as sheet:      # raises Invalid or TooLarge with a sentence
        for number, row in sheet.rows(): ...                        # row: {key: text}, "" for an empty cell

Everything here works in the calling thread: call it through asyncio.to_thread.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from webapp.errors import DomainError, Invalid, TooLarge
from webapp.web.sheets.formats import open_csv, open_xlsx
from webapp.web.sheets.scan import DAMAGED, kind_of
from webapp.web.text import clean

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_CELL = 10_000

Row = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Column:
    """A column of a table that is read: its key in the program and its heading in the file.

    For webapp.web.lists: `kind` text, code (identifies something), number or date; a merged cell counts for all of its
    rows where `spread`; `joined`: several columns of a file together are this one (市, 县, 乡镇).
    """

    key: str
    heading: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    kind: str = "text"
    spread: bool = True
    joined: bool = False


@dataclass
class Sheet:
    """An opened sheet whose headings fit: `total` is about how many rows there are; `rows` can be walked once."""

    total: int
    keys: dict[int, str]
    cells: Iterator[tuple[int, list[Any]]]
    max_rows: int = MAX_ROWS
    missing: tuple[str, ...] = field(default=())

    def rows(self) -> Iterator[Row]:
        """(row number in the file, {key: text}) of every row that is not empty."""
        count = 0
        for number, cells in self.cells:
            row = {
                key: text_of(cells[place]) if place < len(cells) else "" for place, key in self.keys.items()
            }
            if not any(row.values()):
                continue
            count += 1
            if count > self.max_rows:
                raise TooLarge(f"表格超过 {self.max_rows} 行，请分成几个文件。")
            yield number, row


@contextmanager
def open_sheet(
    path: Path,
    columns: Sequence[Column],
    *,
    sheet: str = "",
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    checked: int | None = None,
) -> Iterator[Sheet]:
    """Open an XLSX or CSV file (told apart by content) and check all that can be checked before reading rows.

    Raises Invalid or TooLarge with a sentence: not a spreadsheet, a zip bomb, formulas, merged cells, several sheets
    none of which is called `sheet`, headings that are missing or unknown, too many rows or columns.
    `checked`: the `total` of the same file when it was opened before, which spares a walk over its bytes.
    """
    size = path.stat().st_size
    if size == 0:
        raise Invalid("文件是空的。")
    if size > max_bytes:
        raise TooLarge(f"文件超过 {max_bytes // 1024 // 1024} MB，请分成几个文件。")
    with ExitStack() as stack:
        if kind_of(path) == "xlsx":
            total, cells = open_xlsx(path, sheet, stack, None if checked is None else checked + 1)
        else:
            total, cells = open_csv(path, stack)
        if total - 1 > max_rows:
            raise TooLarge(f"表格有 {total - 1} 行，最多 {max_rows} 行，请分成几个文件。")
        cells = in_words(cells)
        _, first = next(cells, (0, []))
        keys, missing = _headings([text_of(cell) for cell in first], columns)
        yield Sheet(max(total - 1, 0), keys, cells, max_rows, missing)


def read_rows(
    path: Path,
    *,
    columns: Sequence[Column],
    sheet: str = "",
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Row]:
    """The rows of a file, read as they are asked for; raises as open_sheet does."""
    with open_sheet(path, columns, sheet=sheet, max_rows=max_rows, max_bytes=max_bytes) as opened:
        yield from opened.rows()


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without .0, dates as 2026-11-21, yes and no in words."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value[: MAX_CELL + 1])
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return clean(str(value)[: MAX_CELL + 1])


def _headings(found: list[str], columns: Sequence[Column]) -> tuple[dict[int, str], tuple[str, ...]]:
    """({place: key}, headings that are left out); an asterisk at a heading marks a required column."""
    known = {name: column.key for column in columns for name in (column.heading, *column.aliases)}
    names = ["".join(name.split()).strip("*＊") for name in found]
    unknown = [name for name in names if name and name not in known]
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    keys = {place: known[name] for place, name in enumerate(names) if name in known}
    missing = [column.heading for column in columns if column.required and column.key not in keys.values()]
    says = [
        f"缺少：{'、'.join(missing)}。" if missing else "",
        f"不认识：{'、'.join(name[:20] for name in unknown[:10])}。" if unknown else "",
        f"重复：{'、'.join(name[:20] for name in doubled[:10])}。" if doubled else "",
    ]
    if any(says):
        raise Invalid(f"第一行的列名与模板不一致。{''.join(says)}请使用下载的模板。")
    return keys, tuple(column.heading for column in columns if column.key not in keys.values())


def in_words(rows: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
    """The same rows; what the parsers raise about broken files becomes a sentence."""
    try:
        yield from rows
    except (DomainError, MemoryError):
        raise
    except Exception as error:
        # openpyxl, expat and csv raise all sorts of errors over broken files, and all of them mean the same.
        raise Invalid(DAMAGED) from error
