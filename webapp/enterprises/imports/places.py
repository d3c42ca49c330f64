"""The areas within somebody's reach by the names that people use for them: 殷汇镇, 贵池区殷汇镇, 殷汇. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations

from webapp.areas.rules import ancestors

SHORTEST = 6  # digits: counties and townships are places of enterprises
_ENDS = ("街道", "镇", "乡", "区", "县", "市")
Codes = dict[str, None]


def bare(name: str) -> str:
    """A name as it is compared: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split()).removesuffix("办事处")


def area_text(text: str) -> str:
    """What is looked up for a cell: the code it begins with, without the zeros that fill it up, else the whole name."""
    line = bare(text)
    digits = line[: len(line) - len(line.lstrip("0123456789"))]
    if not digits:
        return line
    if len(digits) == 12:
        digits = digits[:9]  # a village's code begins with that of its township
    for longer in (9, 6, 4):
        if len(digits) == longer:
            digits = digits.removesuffix("0" * (3 if longer == 9 else 2))
    return digits


class Places:
    """Names within reach, each with the codes of all who have it."""

    def __init__(self, rows: Iterable[Mapping[str, str]], names: Mapping[str, str]) -> None:
        """`rows`: code, full_name; `names`: those of the areas and of what lies above them, by code."""
        self.full: dict[str, str] = {}
        self.exact: dict[str, Codes] = {}
        self.short: dict[str, Codes] = {}
        for row in rows:
            code = row["code"]
            if len(code) < SHORTEST:
                continue
            self.full[code] = row["full_name"]
            above = [bare(names[one]) for one in ancestors(code)[:-1] if one in names]
            own = bare(names[code])
            for many in range(len(above) + 1):
                for some in combinations(above, many):
                    self.exact.setdefault("".join(some) + own, {})[code] = None
            if (stem := _stem(own)) != own:
                self.short.setdefault(stem, {})[code] = None
                if above and (county := _stem(above[-1])) != above[-1]:
                    self.exact.setdefault(county + own, {})[code] = None

    def named(self, typed: str) -> dict[str, str]:
        """{code: full name} of those whom a name may mean."""
        found = self.exact.get(typed) or self.short.get(typed) or {}
        return {code: self.full[code] for code in found}


def _stem(name: str) -> str:
    for end in _ENDS:
        if name.endswith(end) and len(name) - len(end) >= 2:
            return name.removesuffix(end)
    return name
