"""Refuses what htmx 4 no longer understands, in templates and scripts, with the checker that htmx ships."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent
CHECKER = PROJECT / "node_modules/htmx.org/dist/scripts/upgrade-check.py"


def main() -> int:
    scripts = sorted(str(path.relative_to(PROJECT)) for path in (PROJECT / "static").glob("js/**/*.js"))
    paths = ["templates", *scripts]
    return subprocess.run(
        [sys.executable, str(CHECKER), "--no-color", *paths], cwd=PROJECT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
