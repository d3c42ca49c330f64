"""What a scan may hold, and how often a short code may be guessed."""

import re
from datetime import timedelta

# Tokens are URL-safe base64; the host is left open, because labels outlive a change of address.
TOKEN = re.compile(r"(?:^|/)q/([A-Za-z0-9_-]{8,40})/?(?:[?#].*)?$")
LONGEST = 500

GUESS_WINDOW = timedelta(minutes=15)
GUESSES = 30


def token_in(text: str) -> str | None:
    """The token in what a camera read (an address of ours, old or new), None when it holds none.

    >>> token_in("https://old.example.cn/app/q/abcdefgh-1234?from=wx")
    'abcdefgh-1234'
    """
    found = TOKEN.search(text.strip()[:LONGEST])
    return found.group(1) if found else None


def guessed_from(address: str) -> str:
    """The key under which wrong short codes of an address are counted, apart from its wrong passwords."""
    return f"qr:{address}"[:60]
