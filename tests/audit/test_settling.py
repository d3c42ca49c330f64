"""Databases from before events vouched for rows, what a migration changes, and proofs while people work."""

import asyncio
from contextvars import Context

import pytest

from tests.audit.behind import behind
from tests.audit.test_chain import events, without_guards
from tests.cast import ids
from tests.documents.scene import submitted
from tests.findings.reporting import reported
from tests.inspections.ready import who
from webapp.accounts.events import PERSON_EDITED
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.audit.verify import verify
from webapp.audit.vouching.settling import settle
from webapp.db import sql, transaction
from webapp.db.sql.moment import one_moment
from webapp.db.written import unheard
from webapp.findings.tables import Finding
from webapp.upkeep.upgrade import upgrade


async def make_old() -> None:
    """As a version before this one left it."""
    await without_guards(
        "DELETE FROM seal",
        "DELETE FROM event",
        "ALTER TABLE event DROP COLUMN vouched",
        "DELETE FROM migration WHERE name = '2026-12-01T00:00:07:000000'",
    )


@pytest.mark.usefixtures("db")
async def test_an_upgrade_vouches_for_every_row_that_there_is() -> None:
    await make_old()
    before = await verify()
    assert (before.problems, before.vouched, before.rows) == ([], False, 0)
    await upgrade(lambda said: None)
    after = await verify()
    assert (after.problems, after.vouched) == ([], True) and after.rows > 500
    await behind("UPDATE person SET badge = 'x' WHERE id = ?", ids()["inspector"])
    assert (await verify()).problems == [f"人员 {ids()['inspector']} 与事件不符，被改动的有：badge。"]


@pytest.mark.usefixtures("db")
async def test_what_a_migration_changes_is_settled_and_what_was_wrong_stays_wrong() -> None:
    await behind("UPDATE person SET badge = 'x' WHERE id = ?", ids()["inspector"])
    before = await verify()
    assert len(before.problems) == 1
    async with transaction():
        with unheard():
            await sql("UPDATE bureau SET phone = '1'")
        assert await settle(before.bad) == len(await sql("SELECT id FROM bureau"))
    assert (await verify()).problems == before.problems


async def test_a_later_change_by_the_application_hides_nothing(client_for) -> None:
    await submitted()
    (row,) = await Finding.select(Finding.id)
    await behind("UPDATE finding SET fact = 'x' WHERE id = ?", row["id"])
    await reported(client_for, row["id"])  # changes the state of the very row
    assert (await verify()).problems == [f"问题 {row['id']} 与事件不符，被改动的有：fact。"]


async def _edit(number: int) -> None:
    async with transaction():
        await Person.update({Person.phone: str(number)}).where(Person.id == ids()["colleague"])
        await record(await who("admin"), PERSON_EDITED, ids()["colleague"])


@pytest.mark.usefixtures("db")
async def test_one_moment_is_seen_while_others_write() -> None:
    async with one_moment():
        before = await sql("SELECT COUNT(*) AS n FROM event")
        await asyncio.create_task(_edit(1), context=Context())
        assert await sql("SELECT COUNT(*) AS n FROM event") == before
    assert await sql("SELECT COUNT(*) AS n FROM event") != before


@pytest.mark.usefixtures("db")
async def test_a_proof_among_writers_finds_nothing_wrong() -> None:
    """Also among events that nobody has sealed yet."""
    await events(2)

    async def edits() -> None:
        for number in range(30):
            await _edit(number)

    verdict, _ = await asyncio.gather(verify(), edits())
    assert verdict.problems == []
    assert (await verify()).problems == []
