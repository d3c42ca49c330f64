"""Numbers as people write them into lists: counts, degrees, telephones, and the words for a status. Pure."""

import re
import unicodedata

from webapp.enterprises.rules import Status

MOST_PHONE = 40
# 约50, 120人, 1,200: what was counted. 50多 and 50-60 are no number.
_PEOPLE = re.compile(
    "(?:约|大约|约为)?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:[.]0{1,6})?(?:人|名|位)?(?:左右)?"
)
_DIALLED = re.compile("[0-9+() ,;/-]{1,100}")
_WHOLE_PHONE = re.compile("1[3-9][0-9]{9}|[48]00[0-9]{7}|0[0-9]{9,10}")
STATUS_WORDS = {
    "正常": "在产",
    "正常生产": "在产",
    "生产": "在产",
    "生产中": "在产",
    "停工": "停产",
    "停业": "停产",
}


def one_line(text: str, name: str, most: int) -> str:
    line = " ".join(text.split())
    if len(line) > most:
        raise ValueError(f"{name}不能超过 {most} 个字，现在有 {len(line)} 个。")
    return line


def whole(text: str, name: str) -> int:
    found = _PEOPLE.fullmatch(unicodedata.normalize("NFKC", "".join(text.split())))
    if found is None:
        raise ValueError(f"{name}“{text[:20]}”不是整数。")
    value = int(found[1].replace(",", ""))
    if not 0 <= value <= 10_000_000:
        raise ValueError(f"{name}应在 0 与 10000000 之间。")
    return value


def degrees(text: str, name: str, bound: int) -> float:
    try:
        value = float(unicodedata.normalize("NFKC", text).rstrip("°度"))
    except ValueError:
        raise ValueError(f"{name}“{text[:20]}”不是数字。") from None
    if not -bound <= value <= bound:
        raise ValueError(f"{name}应在 -{bound} 与 {bound} 之间。")
    return value


def phone(text: str) -> str:
    half = unicodedata.normalize("NFKC", text)
    line = one_line(half if _DIALLED.fullmatch(half) else text, "联系电话", MOST_PHONE)
    # 05662000000 that was a number for a while: area codes have a zero in front, other numbers are shorter.
    if line.isascii() and line.isdigit() and 9 < len(line) < 12 and not _WHOLE_PHONE.fullmatch(line):
        raise ValueError(f"联系电话“{line}”可能少了开头的 0，或少了一位；请核对后重新填写。")
    return line


def status(text: str) -> str:
    return Status.parse(STATUS_WORDS.get(text.strip(), text), "状态").value
