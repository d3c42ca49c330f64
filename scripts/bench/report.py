"""One JSON line per figure: {"name", "value", "unit", "aim", "beside"}."""

import json
import statistics
from collections.abc import Sequence


def say(name: str, value: float, unit: str, aim: str = "", beside: str = "") -> None:
    """Print one figure at once, so that a run that is broken off has said what it knew."""
    rounded = round(value, 3) if abs(value) < 100 else round(value, 1)
    print(
        json.dumps(
            {"name": name, "value": rounded, "unit": unit, "aim": aim, "beside": beside}, ensure_ascii=False
        ),
        flush=True,
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
