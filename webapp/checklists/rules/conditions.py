"""When does an item apply? A tiny language that administrators write in Chinese, 严重危害 或者 劳动者人数>100, kept and
understood also as ``severe or workers>100``.

    condition := all ("or" all)*      all := single ("and" single)*
    single := "not" single | "(" condition ")" | flag | "workers" (> >= < <= =) number

Facts may be unknown; the answer is then None unless the known ones decide (Kleene's logic). An inspector may
answer an item that does not apply anyway.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

FLAGS = ("severe", "has_project", "toxic", "acute", "radiation")
# Longer words first: none of them is part of one behind it.
WORDS = {
    "has_project": "有建设项目", "severe": "严重危害", "toxic": "使用有毒物品", "acute": "可能急性中毒", "radiation": "有放射危害",
    "workers": "劳动者人数", "and": "并且", "or": "或者", "not": "不是",
}  # fmt: skip
SIGNS = {"不少于": ">=", "不超过": "<=", "多于": ">", "少于": "<"}
MAX_LENGTH = 200
MAX_DEPTH = 10
_TOKEN = re.compile(r"(>=|<=|==|[<>=()]|[a-z_]+|[0-9]+|\S)")
_CLOSE = re.compile(r" ?([<>]=?|==?) ?")
_NUMBER = re.compile(r"[0-9]{1,7}")
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "==": operator.eq,
}


@dataclass(frozen=True)
class Facts:
    """What is known of an enterprise; None is not known."""

    severe: bool | None = None
    workers: int | None = None
    has_project: bool | None = None
    toxic: bool | None = None
    acute: bool | None = None
    radiation: bool | None = None


Condition = Callable[[Facts], bool | None]


@lru_cache(maxsize=5000)
def applies(text: str, facts: Facts) -> bool | None:
    """Does an item with this condition apply? ValueError as parse_condition."""
    return parse_condition(text)(facts)


def parse_condition(text: str) -> Condition:
    """The condition as a function of the facts; an empty text always applies. ValueError in Chinese, nothing
    else.
    """
    words = _as_tokens(text)
    if not words:
        return _always
    if len(words) > MAX_LENGTH:
        raise ValueError(f"适用条件太长，最多 {MAX_LENGTH} 个字符。")
    parser = _Parser([match.group(1) for match in _TOKEN.finditer(words)])
    condition = parser.any_of(0)
    if parser.rest:
        raise ValueError(f"适用条件里“{parser.rest[0]}”放错了位置。")
    return condition


def in_words(text: str) -> str:
    """The condition in plain Chinese, which parse_condition reads as well; what cannot be read stays as it is."""
    try:
        parse_condition(text)
    except ValueError:
        return text
    signs = {sign: word for word, sign in SIGNS.items()} | {"=": "等于", "==": "等于"}
    said = [signs.get(token, WORDS.get(token, token)) for token in _TOKEN.findall(_as_tokens(text))]
    return " ".join(said).replace("( ", "（").replace(" )", "）")


def as_kept(text: str) -> str:
    """The condition as it is kept, whichever way it was written; what cannot be read stays as it is."""
    try:
        parse_condition(text)
    except ValueError:
        return text
    joined = " ".join(_TOKEN.findall(_as_tokens(text)))
    return _CLOSE.sub(r"\1", joined).replace("( ", "(").replace(" )", ")")


def _as_tokens(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).lower().strip()
    for token, word in WORDS.items():
        words = words.replace(word, f" {token} ")
    for word, sign in {**SIGNS, "等于": "="}.items():
        words = words.replace(word, sign)
    return " ".join(words.split())


def _always(facts: Facts) -> bool:
    return True


class _Parser:
    """Recursive descent over the tokens; ``rest`` is what has not been read."""

    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def any_of(self, depth: int) -> Condition:
        parts = [self.all_of(depth)]
        while self._take("or"):
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else lambda facts: _any([part(facts) for part in parts])

    def all_of(self, depth: int) -> Condition:
        parts = [self.single(depth)]
        while self._take("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else lambda facts: _all([part(facts) for part in parts])

    def single(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise ValueError(f"适用条件的括号套得太深，最多 {MAX_DEPTH} 层。")
        if self._take("not"):
            inner = self.single(depth + 1)
            return lambda facts: _not(inner(facts))
        if self._take("("):
            inner = self.any_of(depth + 1)
            if not self._take(")"):
                raise ValueError("适用条件缺少右括号。")
            return inner
        if self._take("workers"):
            return self._workers()
        if self.rest and self.rest[0] in FLAGS:
            flag = self.rest.pop(0)
            return lambda facts: getattr(facts, flag)
        if not self.rest:
            raise ValueError("适用条件不完整，末尾少了内容。")
        raise ValueError(
            f"适用条件里不认识“{self.rest[0]}”，可用：{'、'.join(WORDS[flag] for flag in FLAGS)}、劳动者人数多于 100，用“并且”“或者”“不是”连接。"
        )

    def _workers(self) -> Condition:
        sign = self.rest.pop(0) if self.rest else ""
        number = self.rest.pop(0) if self.rest else ""
        if sign not in _COMPARE or not _NUMBER.fullmatch(number):
            raise ValueError("适用条件里“劳动者人数”后面应为比较和人数，例如：劳动者人数多于 100。")
        compare, bound = _COMPARE[sign], int(number)
        return lambda facts: None if facts.workers is None else compare(facts.workers, bound)

    def _take(self, token: str) -> bool:
        if self.rest and self.rest[0] == token:
            self.rest.pop(0)
            return True
        return False


def _any(values: list[bool | None]) -> bool | None:
    return True if True in values else (None if None in values else False)


def _all(values: list[bool | None]) -> bool | None:
    return False if False in values else (None if None in values else True)


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value
