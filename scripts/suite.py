"""Runs the tests on one kind of database after the other: python -m scripts.suite sqlite postgres

A test in the browser that fails is run once more when the others have ended, without neighbours. Passing then counts, and
the run ends with a line that names such tests, since most of them were faults of the product that only a busy machine shows.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSER = "tests/browser/"
# Three workers for two cores, since browsers make them wait.
WORKERS = os.environ.get("TEST_WORKERS", "3")
TOGETHER = ("-p", "scripts.scheduling", "-n", WORKERS, "--dist", "loadscope", "-q", "tests")
FAILED = 1  # pytest's exit code when tests failed; others say that it could not run them


def run(kind: str, *arguments: str) -> tuple[int, list[str]]:
    """pytest's exit code, and the ids of the tests that failed."""
    with tempfile.TemporaryDirectory(prefix="mashang-suite-") as cache:
        command = [sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}", *arguments]
        # Every worker, server and command would compile all modules and tests anew where Python may keep nothing.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        code = subprocess.run(command, env=environment | {"MASHANG_TEST_DB": kind}).returncode
        noted = Path(cache, "v", "cache", "lastfailed")
        failed = json.loads(noted.read_text()) if noted.exists() else {}
    return code, sorted(failed)


def twice(kind: str) -> tuple[int, list[str]]:
    """The exit code on one kind of database, and the tests that passed only alone."""
    code, failed = run(kind, *TOGETHER)
    if code != FAILED or not failed or not all(one.startswith(BROWSER) for one in failed):
        return code, []
    print(f"\nonce more, alone: {' '.join(failed)}", flush=True)
    code, _ = run(kind, "-q", *failed)
    return code, failed


def main(kinds: list[str]) -> int:
    """The exit code: that of the first kind of database on which the tests failed."""
    late: list[str] = []
    code = 0
    for kind in kinds:
        code, failed = twice(kind)
        late += [f"{one} ({kind})" for one in failed]
        if code:
            break
    if late and not code:
        print(f"\nneeded a second run: {' '.join(late)}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
