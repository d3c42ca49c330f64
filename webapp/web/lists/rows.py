"""The rows of a list: which are no entries, what merged cells mean for them, and where each stands. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.web.lists.cells import MERGED, Spoiled, text_in
from webapp.web.lists.head import Head, Words
from webapp.web.sheets import Column
from webapp.web.sheets.scan import Span

# More than a sheet has rows: a row of the third sheet is 2 * STEP and its own number.
STEP = 2_000_000
WIDE = 3
_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|累计)[:：]?[\d.,]{0,20}[家户个人]?|共[\d]{1,7}[家户个](?:企业|单位|用人单位)?"
)
_SIGNED = re.compile(
    "(?:单位|部门)?(?:填表|审核|制表|填报|审批|复核|统计|报送|上报|负责|填写|经办)"
    "(?:人|人员|单位|部门|机构|日期|时间|负责人)?(?:[(（][^()（）]{0,20}[)）])?(?:[:：].{0,200})?"
)
_NOTE = re.compile("(?:备注|注|说明|填表说明|注意|注意事项)[0-9]{0,2}[:：].{0,2000}", re.DOTALL)


def shown_rows(number: int, sheets: Sequence[str]) -> str:
    """A row's number as people say it, with its sheet where there are several."""
    at, row = divmod(number, STEP)
    return f"“{sheets[at]}”第 {row} 行" if at < len(sheets) else f"第 {row} 行"


class Merged:
    """Merged cells of a sheet, while its rows are walked downwards."""

    def __init__(self, spans: Sequence[Span], columns: Mapping[str, Column]) -> None:
        self.columns = columns
        self.starts: dict[int, list[Span]] = {}
        self.across: set[int] = set()
        for span in spans:
            if span.bottom > span.top:
                self.starts.setdefault(span.top, []).append(span)
            if span.right - span.left + 1 >= WIDE:
                self.across.add(span.top)
        self.waiting = sorted(self.starts, reverse=True)
        self.active: dict[int, tuple[int, str]] = {}

    def wide(self, number: int) -> bool:
        """Does a cell of this row stand over several columns?"""
        return number in self.across

    def fill(self, number: int, texts: dict[int, str], keys: Mapping[int, str]) -> None:
        """A merged cell counts for all of its rows; a number of several rows counts for none."""
        while self.waiting and self.waiting[-1] <= number:
            for span in self.starts[self.waiting.pop()]:
                if span.left in keys and span.bottom >= number:
                    text = texts.get(span.left, "") if span.top == number else ""
                    self.active[span.left] = (span.bottom, text)
        for place, (bottom, text) in list(self.active.items()):
            if number > bottom:
                del self.active[place]
                continue
            if text and texts.get(place, "") in {"", text}:
                texts[place] = text if self.columns[keys[place]].spread else Spoiled(text, MERGED)


def left_out(
    cells: Sequence[Any], row: Mapping[str, str], head: Head, words: Words, wide: bool
) -> str | None:
    """Why a row is no entry ("" for the head once more), None when it is one."""
    name = row.get("name", "")
    if name and sum(1 for key, text in row.items() if text and _means(words, text, key)) >= 2:
        return ""
    texts = (text for cell in cells if (text := text_in(cell, "date")))
    first = next(texts, "")
    for text in (first, name):
        bare = "".join(text.split())
        if _TOTAL.fullmatch(bare) or _SIGNED.fullmatch(bare):
            return bare[:20]
    if not next(texts, "") and (wide or _NOTE.fullmatch(first)) and len(head.keys) > 1:
        return " ".join(first.split())[:20]
    return None


def _means(words: Words, text: str, key: str) -> bool:
    found = words.meaning(text) if len(text) <= 30 else None
    return found is not None and found[0] == key
