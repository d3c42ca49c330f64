"""What looks equal is equal: invisible characters are left out on entry, and keys are compared in their folded form."""

from __future__ import annotations

import re
import unicodedata

# They have no width and no meaning of their own: soft hyphens, marks and overrides of direction, blanks of no width.
NOTHING = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
# They shape the sign before them: joiners, selectors of a variant.
SHAPING = "\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# What they can shape: Arabic to Mongolian letters, symbols; and Han by its own selectors.
SHAPED = "\u00a9\u00ae\u0600-\u180a\u1810-\u1cff\u2049-\u2bff\u3030\u303d\u3297\u3299\ua8e0-\uabff\U0001f000-\U0001faff"
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NOTHING = re.compile(f"[{NOTHING}]")
_LOOSE = re.compile(
    f"([{SHAPED}][{SHAPING}]+)|([{HAN}][\ufe00-\ufe02\U000e0100-\U000e01ef])|([0-9#*]\ufe0f\u20e3)|[{SHAPING}]"
)
_UNSEEN = re.compile(f"[{NOTHING}{SHAPING}\u2800]")
# Signs that look alike and that NFKC keeps apart.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("【〔〖〘〚", "["), **dict.fromkeys("】〕〗〙〛", "]"),
        **dict.fromkeys("〈《«‹", "<"), **dict.fromkeys("〉》»›", ">"),
        **dict.fromkeys("‐‑‒–—―−﹣", "-"), **dict.fromkeys("·•‧∙⋅・･", "·"),
        **dict.fromkeys("“”„‟「」『』〝〞＂", '"'), **dict.fromkeys("‘’‚‛′`＇", "'"), "。": ".", "、": ",",
        "○": "〇", "◯": "〇",
    }
)  # fmt: skip


def visible(text: str) -> str:
    """The text without characters that cannot be seen; those that shape an emoji or a letter stay behind it.

    static/js/visit/record.js does the same on the phone.
    """
    if text.isascii():
        return text
    return _LOOSE.sub(lambda found: found[1] or found[2] or found[3] or "", _NOTHING.sub("", text))


def fold(text: str) -> str:
    """The key by which texts are compared: one width, one kind of each bracket, dash and quotation mark, lower case,
    without white space and what cannot be seen.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_ALIKE)
        text = unicodedata.normalize("NFKC", text.lower())
    return "".join(text.lower().split())
