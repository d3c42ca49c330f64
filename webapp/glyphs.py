"""What characters mean on paper: symbols of WPS, invisible ones, and the visible stand-in for one that nobody can draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

# Nothing that XML, JSON or a printed line can hold; and what only changes how its neighbours are laid out.
_NOTHING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINE = re.compile("\r\n|[\r\x85\u2028\u2029]")
# No-break spaces would tie words together until they leave the page.
_SPACE = re.compile("[\u00a0\u2007\u202f]")
# Never characters of anybody, or private to a font that is not here.
_NEVER = "".join(chr(plane * 0x10000 + end) for plane in range(1, 15) for end in (0xFFFE, 0xFFFF))
_NOBODYS = re.compile(f"[\ue000-\uf8ff\ufdd0-\ufdef\ufffc\ufffe\uffff{_NEVER}\U000f0000-\U0010ffff]")
# What Word and WPS write for the symbols of Wingdings and Symbol: U+F000 and the place in the font.
_SYMBOLS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x6C: "●",
    0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x74: "◆", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xB7: "•", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "→", 0xEF: "⇐", 0xF0: "⇒", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
} | {0x81 + at: chr(0x2460 + at) for at in range(10)} | {0x8C + at: chr(0x2776 + at) for at in range(10)}  # fmt: skip
# Where the fonts lack one of these, its nearest kin that every Chinese font has.
KIN = {
    "✓": "√", "✔": "√", "☑": "√", "✗": "×", "✘": "×", "☒": "×", "☐": "□", "❖": "◆", "▪": "■", "•": "·",
    "➢": "→", "✦": "★", "◻": "□", "◼": "■", "☞": "→",
}  # fmt: skip
_SELECTOR = re.compile("[\ufe00-\ufe0f\u180b-\u180d\U000e0100-\U000e01ef]")
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")


def legible(text: str) -> str:
    """The text with symbols of WPS as what they mean, without what cannot be seen; what is nobody's, as its code."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _NOTHING.sub("", _SPACE.sub(" ", _LINE.sub("\n", text)))
    return _NOBODYS.sub(lambda found: _meaning(found[0]), _KEYCAP.sub(r"〔\1〕", text)).strip()


def _meaning(one: str) -> str:
    return (_SYMBOLS.get(ord(one) - 0xF000, "") if "\uf000" <= one <= "\uf0ff" else "") or code(one)


def private(one: str) -> bool:
    """Whether a character is a font's own, so that nobody but that font knows what it means."""
    return len(one) == 1 and unicodedata.category(one) == "Co"


def code(cluster: str) -> str:
    """What stands on paper for a character that nobody can draw: 〔U+1F44D〕."""
    return f"〔{' '.join(f'U+{ord(one):04X}' for one in seen(cluster) or cluster)}〕"


def stood_in(text: str, missing: Collection[str]) -> str:
    """The text with something visible for each of its clusters that are missing: its kin, where that is not missing too;
    the letter and the codes of the marks that it cannot carry; the code.
    """
    if text.isascii() or not missing:
        return text
    return "".join(_instead(one, missing) if one in missing else one for one in clusters(text))


def _instead(one: str, missing: Collection[str]) -> str:
    kin = KIN.get(one.rstrip("\ufe0e\ufe0f"), "")
    if kin and kin not in missing:
        return kin
    first, rest = one[0], "".join(seen(one[1:]))
    if (
        len(one) > 1
        and "\u200d" not in one
        and unicodedata.category(first)[0] in "LN"
        and first not in missing
    ):
        return first + (code(rest) if rest else "")
    return code(one)


def seen(cluster: str) -> list[str]:
    """Those of its characters that are to be seen: no joiners, no selectors of a variant."""
    return [one for one in cluster if one not in "\u200c\u200d\u034f" and not _SELECTOR.match(one)]


def clusters(text: str) -> Iterator[str]:
    """The text in the pieces that are drawn together: a letter with its marks, joined emoji, a flag."""
    start = 0
    for at in range(1, len(text)):
        if not _joined(text, at, start):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _joined(text: str, at: int, start: int) -> bool:
    one, before = text[at], text[at - 1]
    if one < "\u0300":
        return False
    if before == "\u200d" or one in "\u200c\u200d\u0e33\u0eb3" or "\U0001f3fb" <= one <= "\U0001f3ff":
        return not before.isspace()
    if "\U0001f1e6" <= one <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff":
        return (at - start) % 2 == 1
    if "\u1100" <= one <= "\u11ff" and "\u1100" <= before <= "\u11ff":
        return True
    return unicodedata.category(one)[0] == "M" and not before.isspace()
