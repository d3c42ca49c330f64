"""Looking into the database of a served application from outside, on both kinds of database."""

import asyncio
import hashlib
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from tests import postgres
from tests.browser.server import Server
from tests.upkeep.phone import Phone

SQLITE = os.environ.get("MASHANG_TEST_DB") != "postgres"
Rows = dict[str, list[tuple[Any, ...]]]


def query(server: Server, question: str) -> list[tuple[Any, ...]]:
    """Rows of a question in SQL."""
    if SQLITE:
        with closing(sqlite3.connect(folder(server) / "mashang.sqlite3", timeout=30)) as connection:
            return [tuple(row) for row in connection.execute(question).fetchall()]
    address = server.environment["MASHANG_DATABASE_URL"]

    async def ask() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(address)
        try:
            return [tuple(row) for row in await connection.fetch(question)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def everything(server: Server) -> Rows:
    """Every row of every table, but for what backup itself writes down, and leases, which are not restored."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if SQLITE
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    found = {
        name: sorted(query(server, f'SELECT * FROM "{name}"'), key=repr) for (name,) in query(server, names)
    }
    found.pop("lease")
    found["mark"] = [row for row in found["mark"] if row[0] != "backup"]
    return found


def folder(server: Server) -> Path:
    return Path(server.environment["MASHANG_DATA"])


def sealed(server: Server) -> dict[str, bytes]:
    """Every sealed file by its hash; its bytes really have that hash."""
    root = folder(server) / "media" / "sealed"
    found = {"".join(path.parts[-2:]): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert all(hashlib.sha256(data).hexdigest() == sha256 for sha256, data in found.items())
    return found


def beside(server: Server, place: Path) -> Server:
    """Another installation, empty, on the same kind of database."""
    other = Server.__new__(Server)
    other.__dict__.update(server.__dict__)
    other.environment = {**server.environment, "MASHANG_DATA": str(place / "data")}
    other.log, other._process = place / "server.log", None
    place.mkdir(parents=True, exist_ok=True)
    if not SQLITE:
        other.database = f"beside_{uuid.uuid4().hex}"
        other.environment["MASHANG_DATABASE_URL"] = postgres.create_database(other.database)
    return other


def items_of(server: Server) -> list[str]:
    """The codes of the checklist that visits use."""
    return [code for (code,) in query(server, "SELECT code FROM checklist_item ORDER BY position")]


@contextmanager
def load(
    server: Server, people: dict[str, int], phones: int = 2, *, url: str = "", verify: Any = True
) -> Iterator[list[Phone]]:
    """Phones that work until the end of the block; what went wrong in one is raised there."""
    crowd = [
        Phone(url or server.url, people["A"], name, verify) for name in ("inspector", "colleague")[:phones]
    ]
    items, wrong = items_of(server), list[BaseException]()

    def run(phone: Phone) -> None:
        try:
            phone.sign_in()
            phone.work(people["colleague" if phone.username == "inspector" else "inspector"], items)
        except BaseException as error:  # raised in the test's own thread below
            told = [line for line in server.log.read_text().splitlines() if "shown as" in line]
            error.add_note("\n".join(told[-1:]).replace("\\n", "\n"))
            wrong.append(error)
        finally:
            phone.client.close()

    threads = [threading.Thread(target=run, args=(phone,), daemon=True) for phone in crowd]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        for phone in crowd:
            phone.stopping.set()
        for thread in threads:
            thread.join(90)
        if wrong:
            raise wrong[0]


def wait_until(says: Any, seconds: float = 60) -> None:
    """Until it is true."""
    pause = threading.Event()
    for _ in range(int(seconds * 50)):
        if says():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come to pass")
