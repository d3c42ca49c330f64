"""PostgreSQL is restarted while people work: they are asked to try again, and nothing is lost or doubled."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.browser import people
from tests.browser.server import Server
from tests.upkeep.served import load, wait_until
from tests.upkeep.test_drills import done, nothing_lost


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A database server that is nobody else's."""
    started: dict[str, Any] = {}
    original = subprocess.Popen

    class Watched(original):  # type: ignore[type-arg,misc]
        def __init__(self, command: Any, **more: Any) -> None:
            super().__init__(command, **more)
            if Path(str(command[0])).name == "postgres":
                started.update(command=command, more=more, process=self)

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", Watched)
        started["url"] = postgres._start()
    started["popen"] = original
    yield started
    started["process"].terminate()
    started["process"].wait()


def restart(own: dict[str, Any], signal: int) -> None:
    own["process"].send_signal(signal)
    own["process"].wait()
    more = {**own["more"], "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    own["process"] = own["popen"](own["command"], **more)


def test_the_database_restarts_under_load(own: dict[str, Any], tmp_path: Path) -> None:
    server = Server.__new__(Server)
    server.__dict__.update(Server(tmp_path / "first").__dict__)
    server.environment["MASHANG_DATABASE_URL"] = f"{own['url']}/postgres"
    server.cli("migrate")
    made = people.fill(server)
    server.start()
    with load(server, made) as phones:
        wait_until(lambda: all(phone.receipts for phone in phones))
        for signal in (2, 3):  # fast: sessions are ended; immediate: as after a crash
            before = done(phones)
            restart(own, signal)
            wait_until(lambda before=before: done(phones) > before + 60)
    assert server.stop() == 0
    nothing_lost(server, phones)
    refused = [one for phone in phones for one in phone.refused]
    assert refused
    assert all("429" in one and "正忙" in one for one in refused)
    assert "问题 0 个" in server.cli("audit", "verify")
    assert os.environ["MASHANG_TEST_DB"] == "postgres"
    postgres.drop_database(str(server.database))
