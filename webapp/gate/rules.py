"""What a scan may hold."""

import re

# Tokens are URL-safe base64; the host is left open, because labels outlive a change of address.
TOKEN = re.compile(r"(?:^|/)q/([A-Za-z0-9_-]{8,40})/?(?:[?#]|$)")
LONGEST = 500


def token_in(text: str) -> str | None:
    """The token in what a camera read (an address of ours, old or new), None when it holds none.

    >>> token_in("https://old.example.cn/app/q/abcdefgh-1234?from=wx")
    'abcdefgh-1234'
    """
    found = TOKEN.search(text.strip()[:LONGEST])
    return found.group(1) if found else None
