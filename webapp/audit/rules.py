"""The canonical form of events and the arithmetic of the chain."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785

START = "0" * 64
MOST_EXACT = 2**53
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
FIELDS = ("at", "person", "name", "action", "thing", "thing_id", "enterprise", "bureau", "before", "after")


def plain(value: Any) -> Any:
    """The same value in JSON's own types: times as ISO 8601 in UTC, ids, dates and decimals as text."""
    kind = type(value)
    if kind is str or value is None or kind is bool or kind is float:
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MOST_EXACT:
        return str(value)
    return value


class _Rare(Exception):
    """A number or a key that json writes in another way than RFC 8785."""


def canonical(value: Any) -> bytes:
    """RFC 8785 JSON of `value`.

    json writes it in C; what json would write differently (numbers with exponents, keys beyond ASCII) goes to rfc8785.
    """
    try:
        return _ENCODE(_exact(value)).encode()
    except (_Rare, UnicodeEncodeError):
        return rfc8785.dumps(plain(value))


def _exact(value: Any) -> Any:
    """As plain, with whole floats as integers, as RFC 8785 writes them; raises _Rare."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict:
        for key in value:
            if type(key) is not str or not key.isascii():
                raise _Rare
        return {key: _exact(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [_exact(item) for item in value]
    if kind is float:
        if value.is_integer():
            if abs(value) <= MOST_EXACT:
                return int(value)
        elif 1e-4 <= abs(value) < 1e16:
            return value
        raise _Rare
    return plain(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def mac(key: bytes, label: str, content: bytes) -> str:
    """HMAC-SHA-256 under `key`, separated by purpose, 64 hex digits."""
    return hmac.digest(key, label.encode() + b"\0" + content, "sha256").hex()


def event_mac(key: bytes, event: dict[str, Any]) -> str:
    """What only the application can write beside an event; one that vouches for no row is as it was without `vouched`."""
    said = {field: event[field] for field in FIELDS}
    if event.get("vouched") is not None:
        said["vouched"] = event["vouched"]
    return mac(key, "event", canonical(said))


def begun_event_mac(key: bytes) -> hmac.HMAC:
    """What event_mac begins with; a copy of it, given the canonical form of an event, has its mac."""
    return hmac.new(key, b"event\0", hashlib.sha256)


def link(key: bytes, previous: str, number: int, event: int, event_mac: str) -> str:
    """The next link of the chain."""
    return mac(key, "seal", f"{previous}:{number}:{event}:{event_mac}".encode())
