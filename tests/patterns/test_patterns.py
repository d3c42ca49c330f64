"""No pattern of the code takes quadratic time over input: each is tried on text made from its own pieces."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patterns.found import Found, patterns

pytestmark = pytest.mark.only_on("sqlite")
PROJECT = Path(__file__).parents[2]


def slow(wanted: dict[str, Found]) -> dict[str, str]:
    """Those that are not linear, with the input that shows it; measured in a process that can be given up."""
    told = {
        where: (
            text.decode("latin-1") if isinstance(text, bytes) else text,
            flags,
            isinstance(text, bytes),
            ways,
        )
        for where, (text, flags, ways) in wanted.items()
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.patterns.timing"], input=json.dumps(told), capture_output=True, text=True,
        cwd=PROJECT, timeout=1200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = dict(json.loads(line) for line in done.stdout.splitlines())
    assert set(found) == set(told)
    return {where: reason for where, reason in found.items() if reason}


def test_every_pattern_of_the_code_is_linear() -> None:
    found = patterns()
    assert len(found) > 50
    assert slow(found) == {}


QUADRATIC: dict[str, Found] = {
    "rows": Found(rb"<(?:\w+:)?row\s[^>]*?r=[\"'](\d{7,})", 0, ("search",)),
    "formulas": Found(
        rb"<(?:\w+:)?c\s[^>]*?r=[\"']([A-Z]+\d+)[\"'][^>]*>\s*<(?:\w+:)?f[\s>/]", 0, ("search",)
    ),
    "merged": Found(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]+)", 0, ("search",)),
    "instructions": Found(r"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"", 0, ("search",)),
    "the end of a line": Found(r"\s+$", 0, ("search",)),
    "addresses": Found(r"[^@\s]+@[^@\s]+\.[^@\s]+", 0, ("search",)),
    "nested": Found(r"(a+)+b", 0, ("search",)),
}


def test_the_measure_finds_those_that_are_not() -> None:
    assert set(slow(QUADRATIC)) == set(QUADRATIC)
