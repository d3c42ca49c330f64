"""A plugin of pytest-xdist: which tests stay together on one worker. `scripts.suite` loads it.

By the file's name, not by pytest-xdist's own groups: those are written into a test's id, where pytest 9.2 no longer reads
them, and every worker started a server and a Chromium for every file of tests in the browser.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Files whose server, Chromium or filled database is made once for all their tests.
TOGETHER = ("tests/browser/", "tests/demo/test_province.py", "tests/tooling/test_bench.py")


class Files(LoadScopeScheduling):
    """The tests of such a file are one piece of work, every other test is one of its own."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.split("::")[0] if nodeid.startswith(TOGETHER) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Files:
    return Files(config, log)
