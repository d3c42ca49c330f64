"""Reading lists as offices really have them: the head below titles, synonyms, several sheets, merged cells, totals.

    with open_list(path, COLUMNS, learned=..., needed=("name",)) as found:
        if not found.clear: ...                 # nobody can say which column is which: found.described() says what there is
        for number, row in found.rows(): ...    # row: {key: text}; a text that is Spoiled has a cause
        found.described()                       # what was left out, by name

`open_sheet` of webapp.web.sheets is for files that follow our template to the letter. Call it in a thread.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webapp.errors import Invalid, TooLarge
from webapp.web.lists.cells import Spoiled, text_in
from webapp.web.lists.head import LOOKED_AT, Head, Texts, Words, find_head, guess_head
from webapp.web.lists.rows import STEP, Merged, left_out, shown_rows
from webapp.web.sheets import MAX_BYTES, MAX_ROWS, Column, Row, in_words
from webapp.web.sheets.formats import XlsxSheet, guarded, open_book, open_csv
from webapp.web.sheets.scan import Facts, kind_of

MOST_NAMED = 30
CSV = ""


@dataclass
class Part:
    """One sheet that is read: its name ("" for CSV), its head, what its XML says."""

    name: str
    head: Head
    facts: Facts
    source: Any
    samples: list[Texts] = field(default_factory=list)


@dataclass
class List:
    """An opened list. `left`: rows that are no entries, once they have been walked over."""

    words: Words
    parts: list[Part]
    passed: list[str]
    clear: bool
    total: int
    max_rows: int
    left: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """(number, {key: text}) of every entry; shown_row() makes the number a place in the file again."""
        count = 0
        for at, part in enumerate(self.parts):
            for number, row in self._rows_of(part, at):
                count += 1
                if count > self.max_rows:
                    raise TooLarge(f"表格超过 {self.max_rows} 行，请分成几个文件。")
                yield at * STEP + number, row

    def _rows_of(self, part: Part, at: int) -> Iterator[Row]:
        merged = Merged(part.facts.merged, self.words.columns)
        kinds = {key: self.words.columns[key].kind for key in part.head.keys.values()}
        for number, cells in in_words(part.source()):
            if number <= part.head.last:
                continue
            texts = {
                place: text_in(cells[place], kinds[key])
                for place, key in part.head.keys.items()
                if place < len(cells)
            }
            filled = any(texts.values())
            merged.fill(number, texts, part.head.keys)
            if not filled:
                continue
            row: dict[str, str] = dict.fromkeys(kinds, "")
            for place, key in part.head.keys.items():
                if text := texts.get(place, ""):
                    row[key] = row[key] + text if row[key] and not isinstance(text, Spoiled) else text
            why = left_out(cells, row, part.head, self.words, merged.wide(number))
            if why is None:
                yield number, row
            elif why and len(self.left) < MOST_NAMED:
                self.left.append(f"{shown_rows(at * STEP + number, self.names)}（{why}）")

    @property
    def names(self) -> list[str]:
        """The names of the sheets, when there are several."""
        return [part.name for part in self.parts] if len(self.parts) > 1 else []

    def described(self) -> dict[str, Any]:
        """What people are told about the file, as it is kept beside the result."""
        hidden = [
            shown_rows(at * STEP + number, self.names)
            for at, part in enumerate(self.parts)
            for number in part.facts.hidden[:MOST_NAMED]
            if number > part.head.last
        ]
        return {
            "sheets": self.names,
            "passed": self.passed[:MOST_NAMED],
            "unused": _once(text for part in self.parts for text in part.head.unused)[:MOST_NAMED],
            "doubled": _once(text for part in self.parts for text in part.head.doubled),
            "hidden": hidden[:MOST_NAMED],
            "left": self.left,
            "columns": list(self._columns().values())[: MOST_NAMED * 4],
        }

    def _columns(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for part in self.parts:
            for place, heading in part.head.headings.items():
                sample = next(
                    (texts[place] for _, texts in part.samples if place < len(texts) and texts[place]), ""
                )
                one = found.setdefault(heading, {"heading": heading, "key": "", "sample": sample[:40]})
                one["key"] = one["key"] or part.head.keys.get(place, "")
        return found


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


@contextmanager
def open_list(
    path: Path,
    columns: Sequence[Column],
    *,
    learned: Mapping[str, str],
    needed: Sequence[str] = ("name",),
    ours: Collection[str] = (),
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> Iterator[List]:
    """Open an XLSX or CSV file. Raises Invalid or TooLarge with a sentence when it cannot be read at all.

    `needed`: without these columns a sheet is no such list; `ours`: sheets of our template that hold no entries.
    """
    size = path.stat().st_size
    if size == 0:
        raise Invalid("文件是空的。")
    if size > max_bytes:
        raise TooLarge(f"文件超过 {max_bytes // 1024 // 1024} MB，请分成几个文件。")
    words = Words(columns, learned)
    with ExitStack() as stack:
        parts, passed = [], []
        guesses: list[Part] = []
        for name, shown, facts, source in _sheets(path, stack):
            if name in ours:
                continue
            if not shown:
                passed.append(f"{name}（隐藏的工作表）")
                continue
            part, sure = _looked_at(name, facts, source, words)
            if part is None:
                continue
            if sure and not part.head.doubled and set(needed) <= set(part.head.keys.values()):
                parts.append(part)
            else:
                guesses.append(part)
        clear = bool(parts)
        passed += [part.name for part in guesses if clear and part.name]
        parts = parts or guesses
        if not parts:
            raise Invalid("文件里没有找到列名。请在第一行写上列名，或使用下载的模板。")
        total = sum(max(part.facts.rows - 1, 0) for part in parts)
        if total > max_rows:
            raise TooLarge(f"表格有 {total} 行，最多 {max_rows} 行，请分成几个文件。")
        yield List(words, parts, passed, clear, total, max_rows)


def _looked_at(name: str, facts: Facts, source: Any, words: Words) -> tuple[Part | None, bool]:
    """The sheet with its head, and whether the head was recognised; None for a sheet without anything like one."""
    first: list[Texts] = []
    for number, cells in in_words(source()):
        first.append((number, [text_in(cell, "date") for cell in cells]))
        if len(first) == LOOKED_AT + 1:
            break
    head = find_head(first[:LOOKED_AT], words)
    found = head or guess_head(first[:LOOKED_AT], words)
    if found is None:
        return None, False
    return Part(name, found, facts, source, [row for row in first if row[0] > found.last]), head is not None


def _sheets(path: Path, stack: ExitStack) -> Iterator[tuple[str, bool, Facts, Any]]:
    if kind_of(path) != "xlsx":
        total, _ = guarded(lambda: open_csv(path, stack))
        yield CSV, True, Facts(rows=total), lambda: open_csv(path, stack)[1]
        return
    for sheet in open_book(path, stack):
        yield sheet.title, sheet.shown, _facts(sheet), sheet.cells


def _facts(sheet: XlsxSheet) -> Facts:
    return sheet.facts if sheet.shown else Facts()
