"""Scores. Values, thresholds, veto and rounding belong to the checklist version (handbook: [K], to be
replaced).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from webapp.checklists.rules import Result
from webapp.labels import Labelled

Values = Mapping[Result, Decimal | None]
DEFAULT_VALUES: Values = {
    Result.MET: Decimal(1),
    Result.MOSTLY: Decimal("0.5"),
    Result.UNMET: Decimal(0),
    Result.NA: None,
}


class Verdict(Labelled):
    PASSED = "passed", "达标"
    NEARLY = "nearly", "基本达标"
    FAILED = "failed", "不达标"


@dataclass(frozen=True)
class ScoringRule:
    """``values``: share of an item's weight per answer, 0..1, None is not counted. ``pass_at`` and
    ``nearly_at``: percent, compared with the rounded score, so that what is shown is what is judged.
    ``veto``: a key item that is answered, counted and not met (基本符合 is not met unless
    ``veto_spares_mostly``) makes it 不达标.
    """

    values: Values = field(default_factory=lambda: dict(DEFAULT_VALUES))
    pass_at: Decimal = Decimal(90)
    nearly_at: Decimal = Decimal(80)
    veto: bool = True
    veto_spares_mostly: bool = False
    places: int = 1

    def __post_init__(self) -> None:
        for result in Result:
            value = self.values.get(result)
            if value is not None and not (value.is_finite() and 0 <= value <= 1):
                raise ValueError(f"“{result.label}”的分值应在 0 至 1 之间。")
        if self.values.get(Result.MET) is None or self.values.get(Result.UNMET) is None:
            raise ValueError("“符合”和“不符合”必须有分值。")
        for name, bound in (("达标", self.pass_at), ("基本达标", self.nearly_at)):
            if not (bound.is_finite() and 0 <= bound <= 100):
                raise ValueError(f"“{name}”的分数线应在 0 至 100 之间。")
        if self.nearly_at > self.pass_at:
            raise ValueError("“基本达标”的分数线不能高于“达标”。")
        if not 0 <= self.places <= 4:
            raise ValueError("小数位数应在 0 至 4 之间。")

    def to_json(self) -> dict[str, object]:
        """Plain data for a JSON column; decimals as text."""
        return {
            "values": {
                result.value: None if (value := self.values.get(result)) is None else str(value)
                for result in Result
            },
            "pass_at": str(self.pass_at),
            "nearly_at": str(self.nearly_at),
            "veto": self.veto,
            "veto_spares_mostly": self.veto_spares_mostly,
            "places": self.places,
        }

    @classmethod
    def from_json(cls, data: object) -> ScoringRule:
        """The rule from to_json's data; what is absent has its default. ValueError in Chinese."""
        if not isinstance(data, dict):
            raise ValueError("评分规则应为一组名称和值。")
        if unknown := set(data) - set(cls.__dataclass_fields__):
            raise ValueError(f"评分规则里不认识“{min(map(str, unknown))}”。")
        given = data.get("values", {})
        if not isinstance(given, dict) or set(given) - {result.value for result in Result}:
            raise ValueError("评分规则的分值应按四种答案填写。")
        values = {
            result: _decimal(given[result.value], f"“{result.label}”的分值")
            if result.value in given
            else default
            for result, default in DEFAULT_VALUES.items()
        }
        places = data.get("places", 1)
        if isinstance(places, bool) or not isinstance(places, int):
            raise ValueError("小数位数应为整数。")
        return cls(
            values,
            _decimal(data.get("pass_at", "90"), "“达标”的分数线") or Decimal(0),
            _decimal(data.get("nearly_at", "80"), "“基本达标”的分数线") or Decimal(0),
            _flag(data.get("veto", True)),
            _flag(data.get("veto_spares_mostly", False)),
            places,
        )


@dataclass(frozen=True)
class Scored:
    """One item: its answer (None: not answered yet), weight (0 or more), and its own values where it has
    any.
    """

    result: Result | None
    weight: Decimal = Decimal(1)
    key: bool = False
    values: Values | None = None


@dataclass(frozen=True)
class Score:
    """``percent`` is None when nothing counts; ``verdict`` is None then, and while something is
    unanswered.
    """

    counts: dict[Result, int]
    unanswered: int
    points: Decimal
    possible: Decimal
    percent: Decimal | None
    vetoed: int
    verdict: Verdict | None


def score(items: Iterable[Scored], rule: ScoringRule) -> Score:
    """The score of an inspection; 不适用 leaves the denominator."""
    counts = dict.fromkeys(Result, 0)
    unanswered, vetoed = 0, 0
    points, possible = Decimal(0), Decimal(0)
    for item in items:
        if item.result is None:
            unanswered += 1
            continue
        counts[item.result] += 1
        value = (item.values or rule.values).get(item.result)
        if value is None:
            continue
        points += value * item.weight
        possible += item.weight
        spared = item.result is Result.MET or (rule.veto_spares_mostly and item.result is Result.MOSTLY)
        vetoed += item.key and not spared
    percent = None
    if possible > 0:
        percent = (100 * points / possible).quantize(Decimal(1).scaleb(-rule.places), ROUND_HALF_UP)
    verdict = None if percent is None or unanswered else _verdict(percent, vetoed, rule)
    return Score(counts, unanswered, points, possible, percent, vetoed, verdict)


def _verdict(percent: Decimal, vetoed: int, rule: ScoringRule) -> Verdict:
    if (rule.veto and vetoed) or percent < rule.nearly_at:
        return Verdict.FAILED
    return Verdict.PASSED if percent >= rule.pass_at else Verdict.NEARLY


def _decimal(value: object, name: str) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{name}应为数字。")
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{name}应为数字。") from None


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("一票否决应为是或否。")
    return value
