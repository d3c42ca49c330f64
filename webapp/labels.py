"""Enums that carry the word people read beside the value that is stored."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A closed list of words: ASCII in the database and in requests, Chinese on screens and in spreadsheets.

    >>> class Colour(Labelled):
    ...     RED = "red", "红"
    >>> Colour("red").label
    '红'
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) of every member, in the order they are written down, for a select box."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def parse(cls, text: str, name: str = "") -> Self:
        """The member whose value or label was typed; ValueError with a Chinese sentence that lists the
        labels.
        """
        wanted = unicodedata.normalize("NFKC", text).strip()
        for member in cls:
            if wanted == member.label or wanted.lower() == member.value:
                return member
        known = "、".join(member.label for member in cls)
        raise ValueError(f"{name}“{wanted[:20]}”不在可选范围内，可填：{known}。")
