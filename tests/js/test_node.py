"""Runs what Node can test of the browser's modules: the pure ones."""

import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_modules_that_need_no_browser() -> None:
    files = [str(path) for path in sorted(HERE.glob("*.test.mjs"))]
    run = subprocess.run(["node", "--test", *files], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
