"""python -m tests.patterns.timing: reads {where: [pattern, flags, bytes?, ways]} as JSON, says whose time grows too fast."""

from __future__ import annotations

import json
import re
import signal
import sys
from time import process_time
from typing import Any

from tests.patterns.hostile import inputs, text_of

LENGTHS = (10_000, 20_000, 40_000)
# Seconds of the processor. Below it no growth is measured: a quadratic pattern needs far more at 40 kB …
FLOOR = 0.02
# … and a linear one never so many.
PATIENCE = 2.0
# Four times the text takes four times as long, or sixteen times when it is quadratic.
MOST = 9.0


class TooLong(Exception):
    pass


def give_up(*_: Any) -> None:
    raise TooLong


def taken(pattern: re.Pattern[Any], way: str, parts: tuple[str, str, str], length: int) -> float:
    """Processor time of one use; what does not end in PATIENCE took so long."""
    made: Any = text_of(parts, length)
    if isinstance(pattern.pattern, bytes):
        made = made.encode("latin-1", "replace")
    # By processor time, so that a busy machine changes nothing; `re` looks for signals while it works.
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    begun = process_time()
    try:
        if way == "sub":
            pattern.sub(made[:0], made)
        elif way == "search":
            for _ in pattern.finditer(made):
                pass
        else:
            getattr(pattern, way)(made)
    except TooLong:
        return PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return process_time() - begun


def judge(text: str, flags: int, binary: bool, ways: list[str]) -> str:
    """ "" when the pattern is linear, else what shows that it is not."""
    pattern = re.compile(text.encode("latin-1") if binary else text, flags)
    for parts in inputs(pattern.pattern, flags):
        for way in ways:
            longest = taken(pattern, way, parts, LENGTHS[-1])
            if longest >= PATIENCE:
                return f"{way} on {parts!r}: more than {PATIENCE:.0f} s"
            if longest < FLOOR:
                continue
            times = [min(taken(pattern, way, parts, length) for _ in range(3)) for length in LENGTHS]
            if times[-1] > FLOOR and times[-1] > MOST * times[0]:
                return f"{way} on {parts!r}: {[f'{one * 1000:.0f} ms' for one in times]}"
    return ""


def main() -> None:
    signal.signal(signal.SIGVTALRM, give_up)
    for where, told in json.load(sys.stdin).items():
        print(json.dumps([where, judge(*told)]), flush=True)


if __name__ == "__main__":
    main()
