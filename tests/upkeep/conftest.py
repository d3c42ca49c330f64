"""A served application with the cast in it, one for a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import people
from tests.browser.server import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path / "first")
    yield one
    one.remove()


@pytest.fixture
def made(server: Server) -> dict[str, int]:
    return people.fill(server)
