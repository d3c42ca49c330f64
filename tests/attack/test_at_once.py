"""The same thing twice at once, and the event that every write leaves."""

import asyncio
from uuid import uuid4

import pytest

from tests.attack.recording import FROZEN, JSON
from tests.attack.test_reach import ROUTES, everything
from tests.attack.world import PHOTO, build
from tests.cast import PASSWORD, ids
from tests.enterprises.tables import row, table
from tests.findings.reporting import DONE, report_url, reported
from tests.findings.scene import finding
from tests.inspections.ready import shoot, who
from tests.inspections.visits import open_visit, uuid7
from webapp.accounts.members import activation
from webapp.accounts.tables import Membership, Person
from webapp.audit.tables import EventRow
from webapp.checklists.tables import ChecklistVersion
from webapp.enterprises.tables import Enterprise
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding, Report
from webapp.inspections.tables import Answer, Inspection
from webapp.jobs.runner import run_next


@pytest.mark.parametrize("word", ["closure", "return"])
async def test_the_same_decision_twice_at_once(client_for, word):
    number = await finding()
    url = await reported(client_for, number)
    data = {"report": url.rsplit("/", 1)[1], "text": "看过了。"}
    clients = [await client_for(name) for name in ("inspector", "inspector", "colleague", "supervisor")]
    answers = await asyncio.gather(*(one.post(f"/findings/{number}/{word}", data=data) for one in clients))
    assert {answer.status_code for answer in answers} <= {303, 409}
    events = await EventRow.select().where((EventRow.thing == "finding") & (EventRow.thing_id == str(number)))
    assert len(events) == 3  # opened, reported, and one decision


async def test_the_same_requests_at_once_store_once(client_for):
    lead = await client_for("inspector", **JSON)
    address = await open_visit(lead)
    photo, drafted = uuid4(), uuid7()

    async def six(work):
        return [answer.status_code for answer in await asyncio.gather(*(work() for _ in range(6)))]

    def put(place, body):
        """The same entry of the outbox six times."""
        return six(
            lambda: lead.put(f"{address}/{place}", json=body, headers={"x-entry": place.replace("/", "-")})
        )

    codes = await put("answers/5.1", {"result": "unmet", "base": 0})
    assert set(codes) <= {200, 201}
    assert await Answer.count() == 1
    codes = await six(lambda: lead.put(f"{address}/photos/{photo}?kind=other", content=PHOTO))
    assert sorted(codes) == [200] * 5 + [201]
    assert await Photo.count() == 1
    codes = await put(f"findings/{drafted}", {"item": "5.1", "fact": "x"})
    assert sorted(codes) == [200] * 5 + [201]
    codes = await put("header", {"conclusion": "一样"})
    assert set(codes) == {200}
    assert await EventRow.count().where(EventRow.action == "inspection.edited") == 1
    number = await finding()
    owner, url = await client_for("owner"), report_url(number)
    assert (await owner.put(f"{url}/photos/{uuid4()}?kind=after", content=PHOTO)).status_code == 201
    codes = await six(lambda: owner.put(url, json=DONE))
    assert sorted(codes) == [200] * 5 + [201]
    assert await Report.count() == 1


async def test_an_import_confirmed_and_a_code_used_at_once(client_for):
    client = await client_for("supervisor")
    href = (await client.post("/imports", files={"file": ("a.xlsx", table([row(1), row(2)]))})).headers[
        "location"
    ]
    while await run_next():
        pass
    answers = await asyncio.gather(*(client.post(f"{href}/confirmation") for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {303, 409}
    await asyncio.gather(run_next(), run_next())
    while await run_next():
        pass
    assert await Enterprise.count() == 5
    code = await activation.issue(await who("inspector"), ids()["A"])
    nobody = await client_for()
    people = await Person.count()
    answers = await asyncio.gather(
        *(
            nobody.post(
                "/activate",
                data={"code": code, "name": f"新人{number}", "mobile": f"1390000000{number}", "password": PASSWORD, "again": PASSWORD},
            )
            for number in range(4)
        )
    )  # fmt: skip
    assert min(answer.status_code for answer in answers) == 303
    assert await Person.count() == people + 1
    assert await Membership.count().where(Membership.enterprise == ids()["A"]) == 3


# Writes that change nothing of anybody's record: reading marks, previews, how far a code was guessed.
SILENT = {"/inbox/reading", "/inbox/{pk}/reading", "/scan", "/q", "/reference/signs/{code}/preview", "/login", "/board/exports", "/enterprises/exports",
          "/labels/batches", "/imports", "/imports/{pk}/check", "/imports/{pk}/cancellation", "/imports/{pk}/confirmation",
          "/reset", "/labels/codes"}  # fmt: skip


async def test_every_successful_write_leaves_an_event(client_for):
    """The whole table of routes by everybody of the county and the city: a 2xx/3xx that changed a row is in the trail."""
    world = await build(client_for)
    fields = everything(world)
    await shoot(world.draft, "1.2")
    tables = [*FROZEN, Inspection, Finding, Report, Photo, Enterprise, Person, Membership, ChecklistVersion]

    async def state():
        rows = [await one.select().order_by(one._meta.primary_key) for one in tables]
        for one in rows[tables.index(Person)]:
            one.pop("last_login")
        return rows

    seen = 0
    for name in ("inspector", "supervisor", "owner", "admin"):
        for method, path in ROUTES:
            if method == "GET" or path in SILENT or path in {"/logout", "/password"}:
                continue
            client = await client_for(name, **JSON)
            before, newest = await state(), await EventRow.count()
            body = (
                {"json": fields}
                if method == "PUT" and "photos" not in path
                else {"data": fields}
                if method == "POST"
                else {}
            )
            answer = await client.request(method, world.fill(path), **body)
            assert answer.status_code < 500, (method, path)
            if await state() != before:
                seen += 1
                assert await EventRow.count() > newest, (name, method, path, answer.status_code)
    assert seen > 8
