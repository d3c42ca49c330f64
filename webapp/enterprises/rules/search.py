"""The search column: folded names, pinyin initials and the credit code (SQLite folds ASCII only)."""

from __future__ import annotations

from webapp.folding import fold
from webapp.pinyin import initials, spellings

__all__ = ["fold", "initials", "search_text"]
# As long as the column of enterprises.
SEARCHED = 700


def search_text(name: str, code: str = "", workplace: str = "", most: int = SEARCHED) -> str:
    """What is stored in the search column, fields separated by a space so that no match spans two of them.

    Behind name and initials the initials with other usual readings of polyphones, as many as `most` signs have room for.
    """
    (named, *others), (placed, *more) = spellings(name), spellings(workplace)
    found = " ".join(part for part in (fold(name), named, fold(code), fold(workplace), placed) if part)
    for other in (*others, *more):
        if len(found) + 1 + len(other) > most:
            break
        found += f" {other}"
    return found
