"""Text from outside, made safe to store: nothing that cannot be seen, no halves of characters, one form of a letter."""

import re
import unicodedata

from webapp.folding import visible

# Control characters but tab and line feed; surrogates come out of JSON escapes and no database takes them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text in NFC without unstorable and invisible characters, line ends as \\n, without blanks around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", visible(_UNSTORABLE.sub("", text))).strip()


_HALVES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text without halves of characters, which a JSON escape can bring in and no encoding takes out again."""
    return _HALVES.sub("", text)
