"""docs/draws.md says enough: its thirty lines check a package, and refuse another."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.draws.packages import made
from webapp.audit.rules import canonical
from webapp.settings import PROJECT

pytestmark = pytest.mark.only_on("sqlite")


def test_the_program_of_the_document(tmp_path: Path) -> None:
    found = re.search(
        r"```python\n(.*?)```", (PROJECT / "docs/draws.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert found
    program, file = tmp_path / "check.py", tmp_path / "package.json"
    program.write_text(found[1], encoding="utf-8")
    for seed, lie, says in ((1, None, "ok"), (2, None, "ok"), (1, "seed", "seed"), (1, "rank", "drawn")):
        p = made(seed)
        if lie == "seed":
            p["seed"] = "0" * 64
        elif lie:
            p["result"]["entries"][0]["rank"] = "0" * 64
        file.write_bytes(canonical(p))
        run = subprocess.run(
            [sys.executable, str(program), str(file)], capture_output=True, text=True, check=False
        )
        assert says in run.stdout + run.stderr.splitlines()[-1] if lie else run.stdout == "ok\n"
