"""The cast of the tests in a served database, and signing them in as people do.

Run as a program (`python -m tests.browser.people`) it puts the cast into the database of the environment.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests import cast
from tests.browser.server import Server


def fill(server: Server) -> dict[str, int]:
    """Put the cast into the server's migrated database; returns the ids by name (their tokens are in tests.cast)."""
    told = server.ran("tests.browser.people")
    ids: dict[str, int] = json.loads(told.splitlines()[-1])
    return ids


@contextmanager
def served(
    folder: Path, put: Callable[[Server], Any] = fill, **settings: str
) -> Iterator[tuple[Server, Any]]:
    """A server that `put` has filled, and what that returned; gone with the block."""
    server = Server(folder, **settings)
    try:
        ids = put(server)
        server.start()
        yield server, ids
    finally:
        server.remove()


def sign_in(page: Page, server: Server, username: str, url: str = "") -> None:
    """Through the login form; `url`: of a proxy in front of the server."""
    url = url or server.url
    page.goto(f"{url}/login?next=/q")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(cast.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{url}/q")


def until(page: Page, says: Callable[[], bool]) -> None:
    """Until it is true; the page's events are heard meanwhile."""
    for _ in range(400):
        if says():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come to pass")


async def _fill() -> dict[str, int]:
    from webapp.db.connect import ENGINE

    await ENGINE.open()
    try:
        await cast.make()
    finally:
        await ENGINE.close()
    return cast.ids()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_fill())))
