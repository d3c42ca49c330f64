"""统一社会信用代码 (GB 32100-2015): 18 characters, the last one a check digit."""

from __future__ import annotations

import re
import unicodedata
from operator import mul

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# The last place has weight 1, so that the sum of a right code is a multiple of 31.
ALL_WEIGHTS = (*WEIGHTS, 1)
_SEPARATORS = re.compile(r"[\s\-‐-―−]+")
_USUAL = re.compile("[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}")
_VALUES = {char: value for value, char in enumerate(ALPHABET)}


def check_digit(body: str) -> str:
    """The 18th character for the first 17."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def make_credit_code(body: str) -> str:
    """A valid code from its first 17 characters, for demonstrations; ValueError when these cannot begin a
    code.
    """
    return parse_credit_code(body.upper() + check_digit(body.upper()))


def parse_credit_code(text: str) -> str:
    """The code as it is stored (18 capitals and digits), or ValueError with the reason in Chinese.

    Spaces, dashes, lower case and full-width characters are forgiven. The message never says what the check
    digit ought to be: somebody who mistyped another character would be led to a valid code of a stranger.
    """
    if _USUAL.fullmatch(text) and sum(map(mul, map(_VALUES.__getitem__, text), ALL_WEIGHTS)) % 31 == 0:
        return text
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not code:
        raise ValueError("请填写统一社会信用代码。")
    if len(code) != 18:
        raise ValueError(f"统一社会信用代码应为 18 位，填了 {len(code)} 位。")
    for place, char in enumerate(code, start=1):
        if char not in ALPHABET:
            raise ValueError(
                f"统一社会信用代码第 {place} 位“{char}”不是允许的字符"
                "（只有数字和大写字母，不使用 I、O、S、V、Z）。"
            )
    if not (code[2:8].isascii() and code[2:8].isdigit()):
        raise ValueError("统一社会信用代码第 3 至 8 位是登记机关的行政区划码，应全为数字。")
    if not _check_digit_fits(code):
        raise ValueError("统一社会信用代码的校验位不对，请对照营业执照逐位核对。")
    return code


def _check_digit_fits(code: str) -> bool:
    """python-stdnum where it can; it refuses the letter-first codes of other registers, which the standard
    has.
    """
    if code[:8].isdigit():
        try:
            uscc.validate(code)
        except ValidationError:
            return False
        return True
    return code[17] == check_digit(code[:17])
