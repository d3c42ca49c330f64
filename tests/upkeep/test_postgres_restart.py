"""PostgreSQL is restarted while people work: they are asked to try again, and nothing is lost or doubled."""

import signal as signals
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

FAST, AS_AFTER_A_CRASH = signals.SIGINT, signals.SIGQUIT


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
    started["process"].send_signal(FAST)
    started["process"].wait()


def restart(own: dict[str, Any], how: int) -> None:
    own["process"].send_signal(how)
    own["process"].wait()
    more = {**own["more"], "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    own["process"] = own["popen"](own["command"], **more)


def test_the_database_restarts_under_load(own: dict[str, Any], tmp_path: Path) -> None:
    server = Server(tmp_path / "first")
    server.environment["MASHANG_DATABASE_URL"] = f"{own['url']}/postgres"
    try:
        drill(server, own)
    finally:
        server.remove()


def drill(server: Server, own: dict[str, Any]) -> None:
    server.cli("migrate")
    made = people.fill(server)
    server.start()
    with load(server, made) as phones:
        wait_until(lambda: all(phone.receipts for phone in phones))
        for how in (FAST, AS_AFTER_A_CRASH):
            before = done(phones)
            restart(own, how)
            wait_until(lambda before=before: done(phones) > before + 60)
    server.stop()
    nothing_lost(server, phones)
    refused = [one for phone in phones for one in phone.refused]
    assert refused
    assert all("429" in one and "正忙" in one for one in refused)
    assert "问题 0 个" in server.cli("audit", "verify")
