"""The rates: the worked example of handbook-2 20.3, and SQL that says what the pure function says, for every enterprise."""

from datetime import date, timedelta

import pytest

from tests.cast import ids
from tests.duties.scene import entered
from tests.inspections.ready import who
from webapp.clock import now, today
from webapp.db import sql, transaction
from webapp.duties import lists, queries
from webapp.duties.facts import facts_of
from webapp.duties.rules import Standing, duties
from webapp.duties.rules.rates import Count, rates
from webapp.duties.tables import DutyRecord
from webapp.duties.verbs.keeping import freshen, refresh
from webapp.enterprises.rules import Status
from webapp.enterprises.rules.values import keys
from webapp.enterprises.tables import Enterprise
from webapp.enterprises.verbs import change_status, create_enterprise, set_hazards
from webapp.findings.ids import uuid7
from webapp.reminders.tables import Notice

RATE = {rate.duty: rate for rate in rates().values()}


async def _many(number: int, dates: list[date | None], duty: str = "measurement", **more) -> list[int]:
    """Enterprises of the county with a record of that day each, None for no record."""
    made = []
    async with transaction():
        for n in range(number):
            row = Enterprise(
                name=f"铸造{n}厂", area="341702001", bureau=ids()["county"], severity="severe", exposed_workers=10,
                created_at=now(), updated_at=now(), **keys(f"铸造{n}厂"), **more,
            )  # fmt: skip
            made.append((await Enterprise.insert(row))[0]["id"])
            if dates[n] is not None:
                await DutyRecord.insert(
                    DutyRecord(
                        id=uuid7(), enterprise=made[n], kind=duty, state="sent", done_on=dates[n], due=10, done=9,
                        person=ids()["owner"], sent_at=now(), source="employer",
                    )
                )  # fmt: skip
        await refresh(made)
    return made


async def _others_stopped() -> None:
    for name in ("A", "B"):
        await change_status(await who("supervisor"), ids()[name], Status.STOPPED)


async def test_20_3_fourteen_of_fifteen(db):
    await _others_stopped()
    day, user = today(), await who("supervisor")
    made = await _many(15, [day] * 14 + [None])
    count = await lists.counted(user, RATE["measurement"], day)
    assert (count.done, count.due, count.percent, count.excluded) == (14, 15, 93.3, 2)
    assert (count.known, count.lacking) == (14, 1)
    await change_status(user, made[-1], Status.STOPPED)
    count = await lists.counted(user, RATE["measurement"], day)
    assert (count.done, count.due, count.percent, count.excluded) == (14, 14, 100.0, 3)


def test_20_3_the_country_in_history():
    assert Count(5_086_611, 15_727_021).percent == 32.3
    assert round(5_086_611 / 15_727_021 * 100, 2) == 32.34
    assert Count(1_861_883, 4_216_417).percent == 44.2
    assert Count().percent is None


async def test_people_are_counted_apart_from_households(db):
    await _others_stopped()
    day = today()
    await _many(3, [day, day - timedelta(800), None], "exam_on")
    count = await lists.counted(await who("supervisor"), RATE["exam_on"], day)
    assert (count.done, count.due, count.lacking, count.known, count.households) == (9, 30, 2, 2, 3)


@pytest.mark.parametrize("duty", duties())
async def test_the_query_says_what_the_rule_says(db, duty):
    day = today()
    edges = [0, 29, 364, 365, 366, 395, 396, 397, 400, 1094, 1095, 1096, 1097]
    dates: list[date | None] = [day - timedelta(days) for days in edges]
    made = await _many(len(edges) + 1, [*dates, None], duty)
    user = await who("supervisor")
    async with transaction():
        await sql(
            "UPDATE enterprise SET severity = 'general' WHERE id IN ({}, {}, {})", made[1], made[4], made[10]
        )
        await sql("UPDATE enterprise SET exposed_workers = 0 WHERE id IN ({}, {})", made[0], made[9])
        await sql("UPDATE enterprise SET status = 'stopped' WHERE id = {}", made[3])
        await sql("UPDATE enterprise SET status = 'moved' WHERE id = {}", made[5])
    await freshen()
    await agree(user, duty, day)


async def agree(user, duty: str, day: date) -> None:
    """Who is missing by SQL is who is late or unknown by the pure function."""
    rows = await sql("SELECT id FROM enterprise")
    mine = [row["id"] for row in rows]
    found = await queries.lights_of(mine, day)
    wrong = {
        one
        for one, lights in found.items()
        for light in lights
        if light.kind.code == duty and light.judged.standing in (Standing.LATE, Standing.UNKNOWN)
    }
    page = await lists.lacking(user, RATE[duty], day, size=5000)
    reach = {row["id"] for row in await sql("SELECT id FROM enterprise WHERE bureau = {}", ids()["county"])}
    assert {row["id"] for row in page.rows} == wrong & reach
    count = await lists.counted(user, RATE[duty], day)
    assert count.lacking == len(page.rows)


async def test_the_board_opens_who_is_missing_and_reminds_them(client_for):
    desk, owner = await client_for("supervisor"), await client_for("owner")
    board = (await desk.get("/duties")).text
    assert "还什么都不知道" in board
    assert "户未知" in board
    page = (await desk.get("/duties/missing?rate=R02")).text
    assert "贵池石料有限公司" in page
    assert "东至建材有限公司" not in page
    assert "复制到微信" in page
    refused = await desk.post("/duties/reminders", data={"rate": "R02", "area": "999999"})
    assert "没有提醒" in (await desk.get(refused.headers["location"])).text
    assert not await Notice.exists().where(Notice.kind == "duty")
    sent = await desk.post("/duties/reminders", data={"rate": "R02", "area": ""})
    assert sent.status_code == 303
    told = await Notice.select().where(Notice.person == ids()["owner"])
    assert told[0]["href"] == f"/duties/enterprises/{ids()['A']}"
    await desk.post("/duties/reminders", data={"rate": "R02", "area": ""})
    assert await Notice.count().where(Notice.person == ids()["owner"]) == 1, "once a day"
    await entered(owner, today())
    assert "贵池石料有限公司" not in (await desk.get("/duties/missing?rate=R02")).text
    assert (await desk.get("/duties/missing?rate=R99")).status_code == 404
    assert (await owner.get("/duties/missing?rate=R02")).status_code == 403


async def test_a_long_list_comes_in_pages_and_by_township(client_for, monkeypatch):
    monkeypatch.setattr(lists, "SHOWN", 2)
    await _many(5, [None] * 5)
    user, day = await who("supervisor"), today()
    seen, cursor = [], None
    while True:
        page = await lists.lacking(user, RATE["measurement"], day, cursor=cursor, size=2)
        seen += [row["id"] for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert len((await lists.lacking(user, RATE["measurement"], day, "341702001")).rows) == 7
    assert (await lists.lacking(user, RATE["measurement"], day, "341702100")).rows == []


async def test_occasions_count_the_records_of_the_year(db):
    day = date(today().year, 12, 31)
    made = await _many(2, [day, day - timedelta(400)], "exam_pre")
    count = await lists.counted(await who("supervisor"), RATE["exam_pre"], day)
    assert (count.done, count.due, count.lacking) == (9, 10, 1)
    page = await lists.lacking(await who("supervisor"), RATE["exam_pre"], day)
    assert [row["id"] for row in page.rows] == made[:1]


async def test_a_new_hazard_is_a_change_and_a_registration_is_none(db):
    user = await who("supervisor")
    values = {"name": "新厂", "no_code_reason": "正在办理", "area": "341702001", "hazards": ["D001"]}
    made = await create_enterprise(user, values)
    assert (await facts_of([made]))[made].severe_since is None, "it was 严重 from the beginning"
    await set_hazards(user, made, ["D002"])
    await set_hazards(user, made, ["D001"])
    facts = (await facts_of([made]))[made]
    assert (facts.severity, facts.severe_since) == ("severe", today())


async def test_what_is_new_owes_nothing_until_its_first_year_is_over(db):
    await _others_stopped()
    user, day = await who("supervisor"), today()
    made = await _many(3, [day - timedelta(100), day - timedelta(400), None], "production")
    count = await lists.counted(user, RATE["measurement"], day)
    assert (count.due, count.excluded) == (2, 3)
    page = await lists.lacking(user, RATE["measurement"], day)
    assert [row["id"] for row in page.rows] == made[1:]
