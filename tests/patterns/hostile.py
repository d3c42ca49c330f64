"""Input that a backtracking pattern cannot bear, made from the pattern's own pieces."""

from __future__ import annotations

import re._constants as sre
import re._parser as parser
from typing import Any

CATEGORIES = {
    sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "7", sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_SPACE: "a", sre.CATEGORY_NOT_DIGIT: "a", sre.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
# What ends a run, or fits nothing.
BREAKERS = ("", "\x01", "<", "\n", "中")


def of_set(items: Any) -> str:
    """A character that a set takes."""
    negated = items[0][0] is sre.NEGATE
    taken: set[int] = set()
    chosen = ""
    for kind, value in items:
        if kind is sre.LITERAL:
            taken.add(value)
            chosen = chosen or chr(value)
        elif kind is sre.RANGE:
            taken |= set(range(value[0], min(value[1], value[0] + 300) + 1))
            chosen = chosen or chr(value[0])
        elif kind is sre.CATEGORY:
            taken |= {ord(CATEGORIES[value])}
            chosen = chosen or CATEGORIES[value]
    if negated:
        return next((letter for letter in 'a 7x"-<中' if ord(letter) not in taken), "a")
    return chosen


def sample(tree: Any, times: int = 1) -> str:
    """A text that the pattern takes, with repeats as often as said (within their bounds)."""
    text = ""
    for kind, value in tree:
        if kind is sre.LITERAL:
            text += chr(value)
        elif kind is sre.NOT_LITERAL:
            text += "a" if value != ord("a") else "b"
        elif kind is sre.ANY:
            text += "a"
        elif kind is sre.IN:
            text += of_set(value)
        elif kind is sre.CATEGORY:
            text += CATEGORIES[value]
        elif kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            low, high, inner = value
            text += sample(inner) * min(max(low, times), int(high), 40)
        elif kind is sre.SUBPATTERN:
            text += sample(value[3], times)
        elif kind is sre.ATOMIC_GROUP:
            text += sample(value, times)
        elif kind is sre.BRANCH:
            text += sample(value[1][0], times)
    return text


def pieces(tree: Any) -> set[str]:
    """Samples of every part at every depth, and of every beginning."""
    found: set[str] = set()
    items = list(tree)
    for at, (kind, value) in enumerate(items):
        found |= {sample(items[: at + 1]), sample(items[: at + 1], 0), sample(items[at : at + 1])}
        if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            found |= pieces(value[2])
        elif kind is sre.SUBPATTERN:
            found |= pieces(value[3])
        elif kind is sre.ATOMIC_GROUP:
            found |= pieces(value)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                found |= pieces(branch)
        elif kind is sre.IN:
            found.add(of_set(value))
    return {piece for piece in found if piece}


def inputs(pattern: str | bytes, flags: int) -> list[tuple[str, str, str]]:
    """(beginning, what is repeated, end): together with a length they make a text."""
    try:
        tree = parser.parse(pattern, flags)
    except RecursionError:
        return []
    whole, found = sample(tree), pieces(tree) | {" ", "a", "7", "<", "\n"}
    beginnings = {"", *(sample(list(tree)[:at]) for at in range(1, len(tree) + 1)), whole}
    made = {(start, piece, "\x01") for start in beginnings for piece in found}
    made |= {("", piece, end) for piece in found for end in BREAKERS}
    made |= {("", a + b, "\x01") for a in found for b in found if len(found) <= 12}
    return sorted(made)


def text_of(parts: tuple[str, str, str], length: int) -> str:
    start, piece, end = parts
    return start + piece * (max(length - len(start) - len(end), 0) // len(piece)) + end
