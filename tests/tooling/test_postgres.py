"""The PostgreSQL that the tests run on."""

import uuid
from collections.abc import Iterator

import asyncpg
import pytest

from tests import postgres


@pytest.fixture
def template() -> Iterator[str]:
    name = f"template_{uuid.uuid4().hex}"
    postgres.create_database(name)
    yield name
    postgres.drop_database(name)


async def test_databases_are_copied_from_a_template_and_dropped(template: str) -> None:
    connection = await asyncpg.connect(postgres.database_url(template))
    await connection.execute("CREATE TABLE place AS SELECT '池州' AS name")
    await connection.close()
    copy = f"copy_{uuid.uuid4().hex}"

    connection = await asyncpg.connect(postgres.create_database(copy, template))
    assert await connection.fetchval("SELECT name FROM place") == "池州"

    postgres.drop_database(copy)  # while connected
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(postgres.database_url(copy))
    connection.terminate()


async def test_dropping_what_does_not_exist_is_no_error() -> None:
    postgres.drop_database("never_made")
