"""The demo in a database of each test's own, loaded once for the run."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import HOME
from tests.databases import copy_of_template, make_template, remove_copy
from webapp.db.connect import ENGINE
from webapp.demo.load import load
from webapp.demo.loaded import Loaded
from webapp.evidence import service as evidence
from webapp.settings import settings, use

TODAY = date(2026, 11, 20)
PASSWORD = "demo-password-for-tests"

_loaded: list[Loaded] = []


async def _load() -> None:
    use(demo_password=PASSWORD)
    loaded = await load(today=TODAY)
    assert loaded is not None
    _loaded.append(loaded)


@pytest.fixture(scope="session")
def demo_template() -> tuple[object, Path]:
    template = make_template(HOME, "demo", _load)
    return template, settings().data


@asynccontextmanager
async def copied(made: tuple[object, Path], folder: Path) -> AsyncIterator[None]:
    """The application works on a copy of the database and of the files beside it, for as long as the block."""
    template, home = made
    use(data=folder / "data")
    for name in ("keys", "media"):
        shutil.copytree(home / name, folder / "data" / name)
    copy_of_template(template, folder)
    await ENGINE.open()
    await evidence.start(background=False)
    yield
    await evidence.stop()
    await ENGINE.close()
    remove_copy()


@pytest.fixture
async def demo(demo_template: tuple[object, Path], tmp_path: Path) -> AsyncIterator[Loaded]:
    """What `mashang demo` printed; the database is a copy."""
    async with copied(demo_template, tmp_path):
        yield _loaded[0]
