"""The demo in a database of each test's own, loaded once for the run."""

import shutil
from collections.abc import AsyncIterator
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


@pytest.fixture
async def demo(demo_template: tuple[object, Path], tmp_path: Path) -> AsyncIterator[Loaded]:
    """What `mashang demo` printed; the database is a copy."""
    template, home = demo_template
    use(data=tmp_path / "data")
    shutil.copytree(home / "keys", tmp_path / "data" / "keys")
    shutil.copytree(home / "media", tmp_path / "data" / "media")
    copy_of_template(template, tmp_path)
    await ENGINE.open()
    await evidence.start(background=False)
    yield _loaded[0]
    await evidence.stop()
    await ENGINE.close()
    remove_copy()
