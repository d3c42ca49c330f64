"""The code printed under the QR code, for a label that no camera reads any more, such as K7QM-4R2P.

Seven random characters and one check character. The alphabet has 29 characters, a prime, so that weights 1
to 8 catch every wrong character and every pair of characters that changed places. It lacks 0 O 1 I L U and
S, which people mistake for something else.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from operator import mul

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
LENGTH = 8
_SEPARATORS = re.compile(r"[\s\-‐-―−_.·]+")


def new_short_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A random code of 8 characters without dash; ``choose`` is ``random.Random(seed).choice`` in a demo."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def new_short_codes(number: int) -> list[str]:
    """So many at once, not necessarily different ones, for a tenth of the work each."""
    body, found = LENGTH - 1, list[str]()
    values: list[int] = []
    while len(values) < number * body:
        # Bytes beyond the last whole multiple of 29 would favour the first characters.
        values += [byte % 29 for byte in secrets.token_bytes(number * body) if byte < 232]
    for start in range(0, number * body, body):
        some = values[start : start + body]
        check = -sum(map(mul, some, range(LENGTH, 1, -1))) % 29
        found.append("".join(map(ALPHABET.__getitem__, (*some, check))))
    return found


def show_short_code(code: str) -> str:
    """As printed, with a dash in the middle."""
    return f"{code[:4]}-{code[4:]}"


def parse_short_code(text: str) -> str:
    """The 8 characters from what was typed, or ValueError in Chinese. Case, spaces, dashes, full width are
    forgiven.
    """
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not code:
        raise ValueError("请输入二维码下方的短码。")
    for char in code:
        if char not in ALPHABET:
            raise ValueError(f"短码里没有“{char}”，请对照标签重新输入（短码不使用 0、1、I、L、O、S、U）。")
    if len(code) != LENGTH:
        raise ValueError(f"短码应为 {LENGTH} 位，输入了 {len(code)} 位。")
    if _weigh(code) % len(ALPHABET) != 0:
        raise ValueError("短码不对，有一处输错了，请对照标签重新输入。")
    return code


def _weigh(code: str) -> int:
    return sum(
        ALPHABET.index(char) * weight for char, weight in zip(code, range(LENGTH, 0, -1), strict=False)
    )


def _check_character(body: str) -> str:
    """The last place has weight 1, so it is what is missing to a multiple of 29."""
    return ALPHABET[-_weigh(body) % len(ALPHABET)]
