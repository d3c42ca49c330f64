"""Prepared databases and quick copies of them, for both engines."""

import asyncio
import os
import shutil
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from webapp.db.connect import ENGINE, SQLITE
from webapp.settings import use

_current = ""


async def _cast() -> None:
    from tests import cast

    await cast.make()


def make_template(home: Path, label: str = "template", fill: Callable[[], Awaitable[Any]] = _cast) -> Any:
    """Migrate and fill a database once; returns what `copy_of_template` needs."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_prepare(home, label, fill))).result()


async def _prepare(home: Path, label: str, fill: Callable[[], Awaitable[Any]]) -> Any:
    from tests import cast
    from webapp.reference import prepare

    data = home / f"{label}-{os.getpid()}"
    use(data=data)
    (data / "keys").mkdir(parents=True)
    (data / "keys" / "seal.key").write_text(cast.KEY)
    name = f"{label}_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    if SQLITE:
        ENGINE.path = str(data / "mashang.sqlite3")
    else:
        from tests import postgres

        postgres.create_database(name)
        ENGINE.config["database"] = name
    await prepare()
    await fill()
    await ENGINE.close()
    return data if SQLITE else name


def copy_of_template(template: Any, folder: Path) -> None:
    """Point the engine to a fresh copy."""
    global _current
    if SQLITE:
        target = folder / "data" / "mashang.sqlite3"
        shutil.copyfile(template / "mashang.sqlite3", target)
        ENGINE.path = str(target)
        return
    from tests import postgres

    _current = f"test_{uuid.uuid4().hex[:12]}"
    postgres.create_database(_current, template)
    ENGINE.config["database"] = _current


def remove_copy() -> None:
    if not SQLITE:
        from tests import postgres

        postgres.drop_database(_current)
