"""文号: 地区简称 + 卫 + 执法类别 + 执法性质 +〔年份〕+ 序号 (卫生行政执法文书规范 4), by a bureau's pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLACES = ("简称", "类别", "性质", "年", "序号")
_PLACE = re.compile(r"\{([^{}]*)\}")
_ALLOWED = re.compile(r"[\w〔〕\[\]（）()\-—－·/第号]*")
WITH_YEAR = "{简称}卫{类别}{性质}〔{年}〕{序号}号"


@dataclass(frozen=True)
class Pattern:
    """`digits`: the least width of the serial, filled with zeros."""

    text: str
    category: str = "职"
    nature: str = ""
    digits: int = 1


def problem(pattern: Pattern) -> str:
    """Why the pattern cannot be used, "" when it can."""
    names = _PLACE.findall(pattern.text)
    unknown = sorted(set(names) - set(PLACES))
    if unknown:
        return (
            f"不认识的占位：{'、'.join(unknown)}。可用的是 {'、'.join('{' + one + '}' for one in PLACES)}。"
        )
    if names.count("序号") != 1:
        return "要有一个 {序号}，而且只有一个。"
    if names.count("年") != 1:
        return "要有一个 {年}，每年重新从 1 编号。"
    if not _ALLOWED.fullmatch(_PLACE.sub("", pattern.text)):
        return "编号里只用汉字、字母、数字、括号、〔〕和连接号。"
    if re.search(r"\d\{序号\}|\{序号\}\d|\{序号\}\{年\}|\{年\}\{序号\}", pattern.text):
        return "{序号} 前后要隔开，不能紧挨数字或 {年}。"
    return ""


def stem(pattern: Pattern, short_name: str, year: int) -> str:
    """The number with {} for its serial: two kinds with the same stem share one row of numbers."""
    values = {
        "简称": short_name,
        "类别": pattern.category,
        "性质": pattern.nature,
        "年": str(year),
        "序号": "{}",
    }
    return _PLACE.sub(lambda match: values[match[1]], pattern.text)


def number(pattern: Pattern, short_name: str, year: int, serial: int) -> str:
    """南卫职改〔2026〕12号."""
    return stem(pattern, short_name, year).replace("{}", f"{serial:0{pattern.digits}d}")


def needs_short_name(pattern: Pattern) -> bool:
    return "{简称}" in pattern.text
