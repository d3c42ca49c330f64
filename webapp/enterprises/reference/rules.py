"""Texts of sign groups: `+` joins what is demanded together, `/` or 或 what serves instead, brackets are notes."""

from __future__ import annotations

import re

_NOTE = re.compile(r"（[^（）]*）")


def names_in(text: str) -> list[str]:
    """The names that stand in a text of signs or equipment, without repetition."""
    names = (name.strip() for name in re.split(r"[+/或]", _NOTE.sub("", text)))
    return list(dict.fromkeys(name for name in names if name))
