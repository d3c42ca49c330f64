"""The search column: lower-cased names, pinyin initials and the credit code (SQLite folds ASCII only)."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The form in which both the column and the query are compared: NFKC, lower case, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def initials(text: str) -> str:
    """Pinyin initials, lower case, polyphones read in their phrase (重庆 is cq); Latin letters and digits
    stay.

    What has no reading (𠮷 in some fonts, emoji, punctuation) is left out.
    """
    # Its dictionary takes 57 MB, and a server that only receives inspections never asks for it.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(fold(text), style=Style.FIRST_LETTER)
    return "".join(char for part in letters for char in part if char.isascii() and char.isalnum())


def search_text(name: str, code: str = "", workplace: str = "") -> str:
    """What is stored in the search column, fields separated by a space so that no match spans two of them."""
    parts = (
        fold(name),
        initials(name),
        fold(code),
        fold(workplace),
        initials(workplace),
    )
    return " ".join(part for part in parts if part)
