"""The application on a real database, SQLite or PostgreSQL (MASHANG_TEST_DB), with a fixed cast of people.

Every test gets a copy of one prepared database and its own data folder, so that nothing leaks from test to test.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

KIND = os.environ.get("MASHANG_TEST_DB", "sqlite")
HOME = Path(tempfile.mkdtemp(prefix="mashang-test-"))
os.environ["MASHANG_DATA"] = str(HOME / "data")
os.environ["MASHANG_BACKGROUND"] = "off"
os.environ["MASHANG_BASE_URL"] = "http://testserver"

if KIND == "postgres":
    from tests import postgres

    os.environ["MASHANG_DATABASE_URL"] = postgres.database_url("postgres")

import httpx  # noqa: E402
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as hypothesis  # noqa: E402
from litestar import Litestar  # noqa: E402

from tests import cast  # noqa: E402
from tests.databases import copy_of_template, remove_copy  # noqa: E402
from webapp.db.connect import ENGINE  # noqa: E402
from webapp.evidence import service as evidence  # noqa: E402
from webapp.settings import use  # noqa: E402
from webapp.told import declare_events  # noqa: E402

declare_events()

# The same examples every time, and no verdict on how quick a busy machine makes them up.
hypothesis.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other kind of database: `pytest.mark.only_on("postgres")`."""
    here = [item for item in items if all(KIND in mark.args for mark in item.iter_markers("only_on"))]
    config.hook.pytest_deselected(items=[item for item in items if item not in here])
    items[:] = here


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def template() -> object:
    """The prepared database: migrated, reference data loaded, the cast in it."""
    from tests.databases import make_template

    return make_template(HOME)


@pytest.fixture
async def db(template: object, tmp_path: Path) -> AsyncIterator[None]:
    """A database of this test's own."""
    use(data=tmp_path / "data")
    (tmp_path / "data" / "keys").mkdir(parents=True)
    (tmp_path / "data" / "keys" / "seal.key").write_text(cast.KEY)
    copy_of_template(template, tmp_path)
    await ENGINE.open()
    await evidence.start(background=False)
    yield
    await evidence.stop()
    await ENGINE.close()
    remove_copy()


@pytest.fixture(scope="session")
def application() -> Litestar:
    from webapp.app import create_app

    return create_app()


Client = httpx.AsyncClient
ClientFor = Callable[[str], "httpx.AsyncClient"]


@pytest.fixture
async def client_for(db: None, application: Litestar) -> AsyncIterator[Callable]:
    """`await client_for("inspector")`: a browser in which that person of the cast is signed in; "" nobody."""
    clients: list[httpx.AsyncClient] = []

    async def make(username: str = "", **headers: str) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(application),  # type: ignore[arg-type]
            base_url="http://testserver",
            headers={"accept": "text/html", **headers},
        )
        clients.append(client)
        if username:
            client.cookies.set("mashang_session", await cast.session_of(username))
        return client

    yield make
    for client in clients:
        await client.aclose()
