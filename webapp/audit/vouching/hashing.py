"""The short hashes by which events vouch for rows: one for each column, under the key that is not in the database.

48 bits each: whoever changes a value without the key hits the right hash once in 3 · 10^14 tries, and cannot try, since
only the application can compute one. A hash covers table, key and column, so that none fits elsewhere.

The text in `event.vouched` is a list of [table, [columns], {key: hashes}], a row's hashes written one behind the other
in the order of the columns; [table, null, [keys]] tells of rows that were deleted.
"""

import json
from binascii import b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b, sha256
from typing import Any
from uuid import UUID

SIZE = 6  # bytes
LETTERS = 8  # of base64
PART = "+"  # before the name of a part, which stands among the columns


def _told(value: Any) -> str:
    """A value with its kind; the same on whatever day it is read from the same kind of database."""
    kind = type(value)
    if kind is str:
        return f"s{value}"
    if value is None:
        return "-"
    if kind is bool:
        return "b1" if value else "b0"
    if kind is int:
        return f"i{value}"
    if kind is float:
        return f"f{value!r}"
    if isinstance(value, datetime):
        return f"t{value.timestamp()!r}"
    if isinstance(value, UUID):  # asyncpg returns a subclass of uuid.UUID
        return f"u{value.int}"
    if isinstance(value, bytes | bytearray | memoryview):
        return f"x{sha256(bytes(value)).hexdigest()}"
    return f"o{value}"


# A row of many: a list of JSON, in which no text can pass for the end of its value and the beginning of the next.
_encoded = json.JSONEncoder(separators=(",", ":"), default=_told).encode


class Hashes:
    """What computes them, under the key."""

    def __init__(self, key: bytes) -> None:
        self._key = sha256(b"vouched\0" + key).digest()

    def _begun(self, *names: str) -> blake2b:
        made = blake2b(key=self._key, digest_size=SIZE)
        made.update("\0".join((*names, "")).encode())
        return made

    def row(self, table: str, key: str, columns: Sequence[str], row: Mapping[str, Any]) -> str:
        """The hashes of the columns, in their order."""
        begun, found = self._begun(table, key), bytearray()
        for name in columns:
            made = begun.copy()
            made.update(f"{name}\0{_told(row[name])}".encode(errors="surrogatepass"))
            found += made.digest()
        return _letters(found)

    def together(self, table: str, key: str, columns: Sequence[str]) -> "Together":
        """A hash over many rows, given one by one."""
        return Together(self._begun(table, key, PART), columns)


class Together:
    def __init__(self, begun: blake2b, columns: Sequence[str]) -> None:
        self._hash, self._columns = begun, columns

    def add(self, row: Mapping[str, Any]) -> None:
        self._hash.update(_encoded([row[name] for name in self._columns]).encode())

    def end(self) -> str:
        return _letters(self._hash.digest())


def _letters(digests: bytes | bytearray) -> str:
    return b2a_base64(digests, newline=False).decode()


def split(columns: Iterable[str], hashes: str) -> dict[str, str]:
    """The hashes of a row by column."""
    return {name: hashes[at * LETTERS : (at + 1) * LETTERS] for at, name in enumerate(columns)}
