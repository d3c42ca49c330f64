"""The chain: what somebody with the database, but not the key, does to it is found; sealing is idempotent."""

import asyncio

import pytest

from tests.cast import ids
from webapp.accounts.events import PERSON_EDITED
from webapp.accounts.login.sessions import load_user
from webapp.audit import SYSTEM, record
from webapp.audit.queries import history
from webapp.audit.rules import START, digest, event_mac, link
from webapp.audit.tables import POSTGRES_GUARDS, SQLITE_GUARDS, EventRow, Seal
from webapp.audit.verbs import head, seal_waiting
from webapp.audit.verify import verify
from webapp.clock import now
from webapp.db import sql, transaction
from webapp.db.connect import SQLITE
from webapp.db.lease import hold
from webapp.db.tables import Lease
from webapp.settings import settings
from webapp.web.background import Background, Loop

pytestmark = pytest.mark.usefixtures("db")


async def events(number=6):
    user = await load_user(ids()["inspector"])
    for n in range(number):
        async with transaction():
            await record(user, PERSON_EDITED, user.id, before={"name": n}, after={"name": "𠮷"})
    while await seal_waiting():
        pass


async def without_guards(*statements):
    """What somebody does who may do anything to the database."""
    for guard in SQLITE_GUARDS if SQLITE else POSTGRES_GUARDS:
        words = guard.split()
        if words[1] == "TRIGGER":
            table = words[words.index("ON") + 1]
            await sql(f"DROP TRIGGER {words[2]}" + ("" if SQLITE else f" ON {table}"))
    for statement in statements:
        await sql(statement)


async def problems():
    return (await verify()).problems


async def ids_of_events():
    return await EventRow.select(EventRow.id).order_by(EventRow.id).output(as_list=True)


async def test_an_untouched_trail_is_whole():
    await events()
    verdict = await verify()
    assert verdict.problems == []
    assert verdict.sealed == verdict.events == len(await ids_of_events())


async def test_the_database_refuses_changes_by_itself():
    await events(1)
    for statement in (
        "UPDATE event SET name = 'x'",
        "DELETE FROM event",
        "UPDATE seal SET mac = 'x'",
        "DELETE FROM seal",
    ):
        with pytest.raises(Exception, match="append-only"):
            await sql(statement)
    assert await problems() == []


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", "'别人'"),
        ("action", "'person.created'"),
        ("thing_id", "'999'"),
        ("before", "'{}'"),
        ("after", "NULL"),
        ("enterprise", "7"),
        ("person", "NULL"),
        ("at", "'2020-01-01 00:00:00+00:00'"),
    ],
)
async def test_a_changed_event_is_found(field, value):
    await events()
    third = (await ids_of_events())[-4]
    await without_guards(f"UPDATE event SET {field} = {value} WHERE id = {third}")
    assert any(f"事件 {third} 被改动" in problem for problem in await problems())


async def test_a_deleted_event_is_found():
    await events()
    third = (await ids_of_events())[2]
    await without_guards(f"DELETE FROM event WHERE id = {third}")
    assert any(f"事件 {third} 已封存，但被删除" in problem for problem in await problems())


async def test_a_deleted_event_with_its_seal_is_found():
    await events()
    third = (await ids_of_events())[2]
    await without_guards(f"DELETE FROM event WHERE id = {third}", f"DELETE FROM seal WHERE event = {third}")
    assert any("缺失" in problem for problem in await problems())


async def test_renumbering_after_a_deletion_is_found():
    await events()
    third = (await ids_of_events())[2]
    number = (await Seal.select(Seal.number).where(Seal.event == third).first())["number"]
    await without_guards(
        f"DELETE FROM event WHERE id = {third}",
        f"DELETE FROM seal WHERE event = {third}",
        f"UPDATE seal SET number = -number WHERE number > {number}",
        "UPDATE seal SET number = -number - 1 WHERE number < 0",
    )
    assert any("与链不符" in problem for problem in await problems())


COLUMNS = "at, person, name, action, thing, thing_id, enterprise, bureau, before, after, mac"


async def test_an_inserted_event_is_found():
    await events()
    forged = COLUMNS.replace("name", "'假'", 1)
    await without_guards(f"INSERT INTO event ({COLUMNS}) SELECT {forged} FROM event WHERE id = 2")
    assert any("不是本系统写入" in problem for problem in await problems())


async def test_a_copied_event_is_found_even_after_it_was_sealed():
    await events()
    await without_guards(f"INSERT INTO event ({COLUMNS}) SELECT {COLUMNS} FROM event WHERE id = 2")
    assert await seal_waiting() == 1
    assert any("是事件 2 的复制" in problem for problem in await problems())


async def test_events_that_change_places_are_found():
    """Each row is genuine, but stands where the other stood."""
    await events()
    one, two = (await ids_of_events())[1:3]
    await without_guards(*places_swapped(one, two))
    assert any("顺序或内容被改动" in problem for problem in await problems())


def places_swapped(one, two):
    return [
        f"UPDATE event SET id = 999999 WHERE id = {one}",
        f"UPDATE event SET id = {one} WHERE id = {two}",
        f"UPDATE event SET id = {two} WHERE id = 999999",
    ]


async def test_swapped_seals_are_found():
    await events()
    one, two = (await ids_of_events())[1:3]
    await without_guards(
        f"UPDATE seal SET event = -1 WHERE event = {one}",
        f"UPDATE seal SET event = {one} WHERE event = {two}",
        f"UPDATE seal SET event = {two} WHERE event = -1",
    )
    assert any("顺序或内容被改动" in problem for problem in await problems())


async def test_a_cut_off_end_is_found_by_the_head_outside_of_the_database():
    await events()
    last = (await ids_of_events())[-1]
    await without_guards(
        f"DELETE FROM seal WHERE event >= {last - 1}", f"DELETE FROM event WHERE id >= {last - 1}"
    )
    assert any("末尾被截断" in problem for problem in await problems())


async def test_everything_deleted_is_found():
    await events()
    await without_guards("DELETE FROM seal", "DELETE FROM event")
    assert any("末尾被截断" in problem for problem in await problems())


async def test_a_forged_or_missing_head_is_found():
    await events()
    path = settings().data / "keys" / "chain.head"
    kept = path.read_text()
    path.write_text("3 " + kept.split(" ", 1)[1])
    assert any("链头文件" in problem for problem in await problems())
    path.write_text("junk")
    assert any("链头文件" in problem for problem in await problems())
    path.unlink()
    assert any("链头文件" in problem for problem in await problems())


async def test_without_the_key_nobody_rebuilds_the_chain():
    """Somebody changes an event and computes every HMAC anew with a key of their own."""
    await events()
    third = (await ids_of_events())[2]
    await without_guards(f"UPDATE event SET name = '别人' WHERE id = {third}")
    key, previous = b"\x00" * 32, START
    for number, row in enumerate(await EventRow.select().order_by(EventRow.id), 1):
        forged = event_mac(key, row)
        previous = link(key, previous, number, row["id"], forged)
        await EventRow.update({EventRow.mac: forged}).where(EventRow.id == row["id"])
        await Seal.update({Seal.mac: previous}).where(Seal.number == number)
    found = await problems()
    assert len(found) >= len(await ids_of_events())


async def test_sealing_again_changes_nothing():
    await events()
    before = await Seal.select().order_by(Seal.number), await head()
    assert await seal_waiting() == 0
    assert (await Seal.select().order_by(Seal.number), await head()) == before


async def test_two_sealers_under_the_lease_make_one_chain():
    """Both loops of two processes turn at once; a lease that somebody else holds is respected."""
    user = await load_user(ids()["inspector"])

    async def write():
        for n in range(15):
            async with transaction():
                await record(user, PERSON_EDITED, user.id, after={"n": n})

    background = Background([])
    loop = Loop("seal", 1, seal_waiting)
    await asyncio.gather(write(), *(background._turn(loop) for _ in range(8)), write())
    while await background._turn(loop) < loop.seconds:
        pass
    verdict = await verify()
    assert verdict.problems == []
    assert verdict.sealed == verdict.events >= 30


async def test_a_lease_keeps_others_away_until_it_ends():
    assert await hold("work", 60)
    assert await hold("work", 60)
    async with transaction():
        await Lease.update({Lease.holder: "somebody else"}).where(Lease.name == "work")
    assert not await hold("work", 60)
    async with transaction():
        await Lease.update({Lease.until: now()}).where(Lease.name == "work")
    assert await hold("work", 60)


async def test_an_event_goes_with_its_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        await record(SYSTEM, PERSON_EDITED, 1)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the transaction is what is tested
        async with transaction():
            await record(SYSTEM, PERSON_EDITED, 4711)
            raise ZeroDivisionError
    assert await history("person", 4711) == []


def test_the_canonical_form_does_not_depend_on_order():
    assert digest({"a": 1, "b": [True, None, "𠮷"]}) == digest({"b": (True, None, "𠮷"), "a": 1})
    assert digest({"a": 2**60}) == digest({"a": str(2**60)})
