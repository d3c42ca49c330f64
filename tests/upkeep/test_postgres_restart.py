"""PostgreSQL is restarted while people work: they are asked to try again, and nothing is lost or doubled."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import people
from tests.browser.server import Server
from tests.postgres import Cluster
from tests.upkeep.served import load, wait_until
from tests.upkeep.test_drills import done, nothing_lost

pytestmark = pytest.mark.only_on("postgres")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A database server that is nobody else's."""
    one = Cluster(synchronous_commit="on")  # what it has confirmed survives its own crash
    one.start()
    yield one
    one.remove()


@pytest.fixture
def served(cluster: Cluster, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "first")
    server.environment["MASHANG_DATABASE_URL"] = f"{cluster.url}/postgres"
    server.cli("migrate")
    yield server
    server.remove()


def test_the_database_restarts_under_load(served: Server, cluster: Cluster) -> None:
    made = people.fill(served)
    served.start()
    with load(served, made) as phones:
        wait_until(lambda: all(phone.receipts for phone in phones))
        for how in (signal.SIGINT, signal.SIGQUIT):  # as an upgrade of the system does it; as after a crash
            before, refused = done(phones), sum(len(phone.refused) for phone in phones)
            cluster.stop(how)
            wait_until(lambda refused=refused: sum(len(phone.refused) for phone in phones) > refused)
            cluster.start()
            wait_until(lambda before=before: done(phones) > before + 60)
    served.stop()
    nothing_lost(served, phones)
    assert all("429" in one and "正忙" in one for phone in phones for one in phone.refused)
    assert "问题 0 个" in served.cli("audit", "verify")
