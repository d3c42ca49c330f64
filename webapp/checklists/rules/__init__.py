"""The four answers, and the blanks of the standard wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from webapp.labels import Labelled

BLANK = "＿＿＿"
_BLANK = re.compile(r"[＿_]{2,}")


class Result(Labelled):
    """The answer to an item. Stored in ASCII; the label is the name of the button."""

    MET = "met", "符合"
    MOSTLY = "mostly", "基本符合"
    UNMET = "unmet", "不符合"
    NA = "na", "不适用"


def count_blanks(text: str) -> int:
    """How many blanks (two or more low lines, full-width or not) stand in a wording."""
    return len(_BLANK.findall(text))


def has_blanks(text: str) -> bool:
    return _BLANK.search(text) is not None


def split_blanks(text: str) -> list[str]:
    """The pieces around the blanks, one more than there are blanks: for a row of words and input fields."""
    return _BLANK.split(text)


def fill(text: str, values: Sequence[str]) -> str:
    """The wording with its blanks filled in order; an empty value leaves its blank standing.

    ValueError in Chinese when there are more values than blanks.
    """
    pieces = split_blanks(text)
    if len(values) > len(pieces) - 1:
        raise ValueError(f"填空有 {len(pieces) - 1} 处，填了 {len(values)} 处。")
    filled = [pieces[0]]
    for number, piece in enumerate(pieces[1:]):
        value = values[number].strip() if number < len(values) else ""
        filled += [value or BLANK, piece]
    return "".join(filled)
