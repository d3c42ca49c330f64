"""The tree of areas, read off the code."""

from collections.abc import Mapping
from typing import TypeVar

Owner = TypeVar("Owner")

LENGTHS = (2, 4, 6, 9)
LEVELS = {2: "省", 4: "市", 6: "县", 9: "乡镇"}


def ancestors(code: str) -> list[str]:
    """The codes above `code`, widest first, itself last."""
    return [code[:length] for length in LENGTHS if length < len(code)] + [code]


def owner_of(code: str, owners: Mapping[str, Owner]) -> Owner | None:
    """Whose an area is: of what was given out (code: owner) the longest prefix of its code decides; None when none is."""
    return next((owners[one] for one in reversed(ancestors(code)) if one in owners), None)


def child_length(code: str) -> int | None:
    """How long the codes right below are; None at the lowest level."""
    longer = [length for length in LENGTHS if length > len(code)]
    return longer[0] if longer else None


def end_of(prefix: str) -> str:
    """The first code after everything that begins with `prefix`: prefix <= code < end_of(prefix)."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
