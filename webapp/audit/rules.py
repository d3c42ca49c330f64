"""The canonical form of events and the arithmetic of the chain."""

import hashlib
import hmac
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785

START = "0" * 64
FIELDS = ("at", "person", "name", "action", "thing", "thing_id", "enterprise", "bureau", "before", "after")


def plain(value: Any) -> Any:
    """The same value in JSON's own types: times as ISO 8601 in UTC, ids, dates and decimals as text."""
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
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    return value


def canonical(value: Any) -> bytes:
    """RFC 8785 JSON of `value`."""
    return rfc8785.dumps(plain(value))


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def mac(key: bytes, label: str, content: bytes) -> str:
    """HMAC-SHA-256 under `key`, separated by purpose, 64 hex digits."""
    return hmac.new(key, label.encode() + b"\0" + content, hashlib.sha256).hexdigest()


def event_mac(key: bytes, event: dict[str, Any]) -> str:
    """What only the application can write beside an event."""
    return mac(key, "event", canonical({field: event[field] for field in FIELDS}))


def link(key: bytes, previous: str, number: int, event: int, event_mac: str) -> str:
    """The next link of the chain."""
    return mac(key, "seal", f"{previous}:{number}:{event}:{event_mac}".encode())
