"""Runs tests many times beside two busy processes: python -m scripts.flaky 20 tests/browser/test_story.py

Ends with a line per test that failed, and how often; the exit code is 1 then.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.suite import run

BUSY = 2


@contextmanager
def neighbours() -> Iterator[None]:
    """Processes that take a core each."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


def main(kind: str, times: int, only: list[str]) -> int:
    failures: Counter[str] = Counter()
    with neighbours():
        for number in range(1, times + 1):
            print(f"run {number} of {times}", flush=True)
            code, failed = run(kind, "-q", *only)
            failures.update(failed or ([f"pytest ended with {code}"] if code else []))
    for name, count in failures.most_common():
        print(f"failed {count} of {times}: {name}")
    print(f"{times} runs, {sum(failures.values())} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
