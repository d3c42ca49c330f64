"""When does an item apply? A tiny language that administrators write: ``severe or workers>100``.

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
MAX_LENGTH = 200
MAX_DEPTH = 10
_TOKEN = re.compile(r"(>=|<=|==|[<>=()]|[a-z_]+|[0-9]+|\S)")
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
    words = unicodedata.normalize("NFKC", text).lower().strip()
    if not words:
        return _always
    if len(words) > MAX_LENGTH:
        raise ValueError(f"适用条件太长，最多 {MAX_LENGTH} 个字符。")
    parser = _Parser([match.group(1) for match in _TOKEN.finditer(words)])
    condition = parser.any_of(0)
    if parser.rest:
        raise ValueError(f"适用条件里“{parser.rest[0]}”放错了位置。")
    return condition


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
            f"适用条件里不认识“{self.rest[0]}”，可用：{'、'.join(FLAGS)}、workers>人数，用 and、or 连接。"
        )

    def _workers(self) -> Condition:
        sign = self.rest.pop(0) if self.rest else ""
        number = self.rest.pop(0) if self.rest else ""
        if sign not in _COMPARE or not _NUMBER.fullmatch(number):
            raise ValueError("适用条件里 workers 后面应为比较符号和人数，例如 workers>100。")
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
