"""The search column: lower-cased names, pinyin initials and the credit code (SQLite folds ASCII only)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RUNS = re.compile("[\x00-\x7f]+|[^\x00-\x7f]+")
_MARKS = re.compile("[^0-9A-Za-z]+")


def fold(text: str) -> str:
    """The form in which both the column and the query are compared: NFKC, lower case, no white space."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.lower().split())


def initials(text: str) -> str:
    """Pinyin initials, lower case, polyphones read in their phrase (重庆 is cq); Latin letters and digits
    stay.

    What has no reading (𠮷 in some fonts, emoji, punctuation) is left out.
    """
    return _initials(fold(text))


def _initials(folded: str) -> str:
    runs = _RUNS.findall(folded)
    return "".join(_MARKS.sub("", run) if run.isascii() else _letters_of_run(run) for run in runs)


@lru_cache(maxsize=2_000)
def _letters_of_run(run: str) -> str:
    """Of what stands between Latin letters, digits and marks; pypinyin reads phrase by phrase, and so do we."""
    # Its dictionary takes 57 MB, and a server that only receives inspections never asks for it.
    from pypinyin.seg.simpleseg import seg

    return "".join(map(_letters_of_phrase, seg(run)))


@lru_cache(maxsize=20_000)
def _letters_of_phrase(phrase: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return _MARKS.sub("", "".join(lazy_pinyin(phrase, style=Style.FIRST_LETTER)))


def search_text(name: str, code: str = "", workplace: str = "") -> str:
    """What is stored in the search column, fields separated by a space so that no match spans two of them."""
    named, placed = fold(name), fold(workplace)
    parts = (named, _initials(named), fold(code), placed, _initials(placed))
    return " ".join(part for part in parts if part)
