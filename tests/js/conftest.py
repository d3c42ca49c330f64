"""The rules of the phone that need no browser, run by Node (rules.mjs)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Ask = Callable[..., Any]


@pytest.fixture(name="phone", scope="module")
def phone_rules() -> Iterator[Ask]:
    with subprocess.Popen(
        ["node", str(HERE / "rules.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdin and node.stdout

        def ask(call: str, *args: Any) -> Any:
            assert node.stdin and node.stdout
            node.stdin.write(json.dumps({"call": call, "args": args}) + "\n")
            node.stdin.flush()
            return json.loads(node.stdout.readline())["said"]

        yield ask
        node.stdin.close()
        assert node.wait() == 0
