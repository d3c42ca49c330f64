"""Ids for reports whose form was made by the server: UUIDv7, as a phone makes them."""

import secrets
from uuid import UUID

from webapp.clock import now


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562): milliseconds, then 74 random bits."""
    milliseconds = int(now().timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return UUID(int=value & ~(0xF << 76 | 0x3 << 62) | 7 << 76 | 2 << 62)
