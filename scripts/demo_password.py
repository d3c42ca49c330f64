"""Refuse a MASHANG_DEMO_PASSWORD that cannot be used, before anything is set up: with nothing but Python's own library."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> int:
    """1 with a sentence for a password that is set and cannot be used."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older one
        return 0  # the set-up says that
    from webapp.accounts.rules import password_problem

    password = os.environ.get("MASHANG_DEMO_PASSWORD", "")
    problem = password_problem(password) if password else ""
    if problem:
        print(f"MASHANG_DEMO_PASSWORD 不能用：{problem}", file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
