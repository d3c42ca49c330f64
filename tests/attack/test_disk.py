"""A disk that takes no more: said in words, nothing half stored, and well again when there is room.

A served process may write no file any more (RLIMIT_FSIZE, lowered and raised while it runs), which its writes
meet as a full disk. On PostgreSQL the database is another process: only files are refused there.
"""

import os
import resource
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.attack.world import PHOTO
from tests.browser import people
from tests.browser.server import Server
from tests.cast import PASSWORD
from tests.inspections.visits import STARTED, uuid7

SQLITE = os.environ.get("MASHANG_TEST_DB") != "postgres"
JSON = {"accept": "application/json"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path)
    one.cli("migrate")
    one.start()
    yield one
    one.remove()


def room(server: Server, most: int) -> None:
    assert server.process is not None
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, hard))


def files(folder: Path) -> set[str]:
    return {str(path) for path in (folder / "data" / "media").rglob("*") if path.is_file()}


def test_a_full_disk_costs_nothing_but_time(server: Server, tmp_path: Path) -> None:
    made = people.fill(server)
    with httpx.Client(base_url=server.url, headers=JSON, timeout=30) as client:
        signed = client.post("/login", data={"username": "inspector", "password": PASSWORD})
        assert signed.status_code == 303
        visit, photo = f"/inspections/{uuid7()}", uuid4()
        opening = {"enterprise": made["A"], "kind": "routine", "started_at": STARTED}
        assert client.put(visit, json=opening).status_code == 201
        before = files(tmp_path)
        room(server, 0)
        refused = client.put(f"{visit}/photos/{photo}?kind=other", content=PHOTO)
        assert refused.status_code == 429, refused.text
        assert "满" in refused.json()["error"]
        assert "retry-after" in refused.headers
        assert "x-entry-stored" not in refused.headers
        if SQLITE:
            refused = client.put(f"{visit}/answers/5.1", json={"result": "unmet", "base": 0})
            assert refused.status_code == 429, refused.text
            assert "x-entry-stored" not in refused.headers
        health = client.get("/health")
        assert health.status_code == 503
        assert health.json()["storage"] != "ok"
        assert files(tmp_path) == before
        page = client.get(visit, headers={"accept": "text/html"})  # what is there can be read all the while
        assert page.status_code == 200
        room(server, resource.RLIM_INFINITY)
        assert client.get("/health").status_code == 200
        assert client.put(f"{visit}/photos/{photo}?kind=other", content=PHOTO).status_code == 201
        assert client.put(f"{visit}/answers/5.1", json={"result": "unmet", "base": 0}).status_code in {
            200,
            201,
        }
        kept = client.get(f"{visit}/photos/{photo}/file")
        assert kept.content == PHOTO
