"""A package verifies in Python and in JavaScript, and one changed character fails in both at the same step."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.draws.packages import made
from webapp.audit.rules import canonical
from webapp.draws.rules.verifying import STEPS, failing, verify

HERE = Path(__file__).parent
pytestmark = pytest.mark.only_on("sqlite")


def in_node(contents: list[bytes]) -> list[list[list[object]]]:
    asked = "\n".join(b64encode(one).decode() for one in contents)
    run = subprocess.run(
        ["node", str(HERE / "verify.mjs")], input=asked, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def in_python(content: bytes) -> list[list[object]]:
    return [[step.code, step.held] for step in verify(content)]


def test_random_draws_verify_in_both() -> None:
    contents = [canonical(made(seed)) for seed in range(40)]
    assert [failing(verify(one)) for one in contents] == [None] * 40
    assert in_node(contents) == [in_python(one) for one in contents]


def test_one_changed_character_fails_in_both_at_the_same_step() -> None:
    """Every kind of place: hashes, names, numbers, brackets, digits of Chinese characters."""
    chance = Random(15)
    contents = []
    for seed in range(12):
        text = canonical(made(seed)).decode()
        for _ in range(60):
            at = chance.randrange(len(text))
            other = chance.choice(
                [sign for sign in '0123456789abcdef#|".,:{}[]-eE +\\甲\ufeff\x00' if sign != text[at]]
            )
            contents.append((text[:at] + other + text[at + 1 :]).encode())
    said = [in_python(one) for one in contents]
    assert in_node(contents) == said
    failed = Counter(next((code for code, held in steps if held is False), "none") for steps in said)
    assert failed["none"] == 0
    assert len(failed) >= 8, failed


def test_every_step_can_fail() -> None:
    """A liar who mends the hash beside what was changed is caught a step later."""
    lies = {
        "pool": ("objects", 0, "stratum"), "objects": ("objects", 0, "name"), "people": ("people", 0, "bureau"), "method": ("method", "by"),
        "commitment": ("title",), "number": ("number", "text"), "seed": ("seed",), "drawn": ("result", "entries", 0, "rank"),
        "teams": ("result", "entries", 0, "people", 0), "result": ("result", "at"), "supplements": ("supplements", 0, "reason"),
    }  # fmt: skip
    assert [code for code, _, _ in STEPS] == list(lies)
    whole = next(
        seed for seed in range(99) if made(seed)["number"]["witnesses"] and made(seed)["supplements"]
    )
    contents = []
    for path in lies.values():
        p = made(whole)
        *way, last = path
        part = p
        for name in way:
            part = part[name]
        part[last] = part[last][:-1] + ("0" if part[last][-1] != "0" else "1")
        contents.append(canonical(p))
    found = [failing(verify(one)) for one in contents]
    assert [one and one.code for one in found] == list(lies)
    assert in_node(contents) == [in_python(one) for one in contents]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff\xfe", b"null", b"NaN", b"[" * 100_000, b"\xef\xbb\xbf{}", b'{"format": 1}']
)
def test_what_is_no_package(content: bytes) -> None:
    step = failing(verify(content))
    assert step and step.code == "format"
