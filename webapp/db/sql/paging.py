"""Keyset paging: a page is asked for by the key of the last row seen, never by an offset."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

PAGE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the cursor (an opaque text) of the next page, None at the end."""

    rows: list[T]
    cursor: str | None = None

    def __bool__(self) -> bool:
        return bool(self.rows)


def encode(*key: Any) -> str:
    """A cursor from the sort key of the last row (JSON values; dates and ids as text)."""
    return base64.urlsafe_b64encode(json.dumps(key, default=str).encode()).decode().rstrip("=")


def decode(cursor: str | None, length: int) -> list[Any] | None:
    """The sort key in a cursor, or None when there is none or it is not one of ours."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None
    return key if isinstance(key, list) and len(key) == length else None


def cut(rows: list[dict[str, Any]], *columns: str, size: int = PAGE) -> Page[dict[str, Any]]:
    """Make a page of `size` out of at most size + 1 rows; `columns` are the sort key."""
    if len(rows) <= size:
        return Page(rows)
    rows = rows[:size]
    return Page(rows, encode(*(rows[-1][column] for column in columns)))
