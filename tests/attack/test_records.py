"""What a fine rests on: after submission nothing of the record changes by any route, and every change leaves an event."""

import asyncio
from uuid import uuid4

import pytest

from tests.attack.test_reach import ROUTES, everything
from tests.attack.world import PHOTO, build
from tests.cast import PASSWORD, ids
from tests.enterprises.tables import row, table
from tests.findings.reporting import DONE, report_url, reported
from tests.findings.scene import finding
from tests.inspections.ready import shoot, who
from tests.inspections.visits import open_visit, uuid7
from webapp.accounts import activation
from webapp.accounts.tables import Membership, Person
from webapp.audit.tables import Event
from webapp.checklists.tables import ChecklistVersion
from webapp.enterprises.tables import Enterprise
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding, Report
from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Inspection, Receipt, Slot
from webapp.jobs.runner import run_next

FROZEN = (Answer, DraftFinding, DraftRecheck, Slot, Receipt)
JSON = {"accept": "application/json", "x-entry": "attack"}
ORDERED = (
    "fact", "requirement", "violation", "legal_basis", "first_due_on", "item_text", "item_code", "inspection", "enterprise",
    "number", "found_at", "found_by", "handling", "draft", "penalty_article", "mode", "fine",
)  # fmt: skip


async def record_of(visit) -> dict:
    rows = {one.__name__: await one.select().where(one.inspection == visit) for one in FROZEN}
    rows["photos"] = await Photo.select().where(Photo.owner_id == str(visit))
    rows["visit"] = await Inspection.select().where(Inspection.id == visit)
    return rows


async def test_every_write_to_a_submitted_visit_is_refused(client_for):
    """By its own two inspectors, who know it best, over every route that writes below /inspections."""
    world = await build(client_for)
    visit, fields = world.visit, everything(world)
    photo = (await Photo.select().where(Photo.owner_id == str(visit)).first())["id"]
    drafted = (await DraftFinding.select().where(DraftFinding.inspection == visit).first())["id"]
    before = await record_of(visit)
    tried = []
    for name in ("inspector", "colleague"):
        client = await client_for(name, **JSON)
        for method, path in ROUTES:
            if method not in {"PUT", "DELETE"} or not path.startswith("/inspections/{visit}"):
                continue
            things = {"visit": visit, "photo": photo, "item": "5.1", "key": "sign:D001"}
            things["finding"] = world.finding if "rechecks" in path else drafted
            address = path.format(**things)
            for body in ({"json": fields}, {"json": {}}, {"content": PHOTO}):
                if method == "DELETE" and body != {"json": {}}:
                    continue
                request = {} if method == "DELETE" else body
                answer = await client.request(method, address, **request)
                # The same visit opened again, or bytes kept before, are repetitions: they write nothing.
                assert answer.status_code in {200, 403, 404, 409, 422}, (method, path, answer.text)
                tried.append(answer.status_code)
            new = await client.put(f"/inspections/{visit}/photos/{uuid4()}?kind=other", content=PHOTO)
            assert new.status_code == 409
        assert (await client.delete(f"/inspections/{visit}/photos/{photo}")).status_code == 409
        answer = await client.put(f"/inspections/{visit}/hazards", json={"factors": ["C001"]})
        assert answer.status_code == 409
        answer = await client.put(f"/inspections/{visit}/answers/5.1", json={"result": "met"})
        assert answer.status_code == 409
        answer = await client.put(f"/inspections/{visit}/header", json={"conclusion": "改"})
        assert answer.status_code == 409
        assert (
            await client.post(f"/inspections/{visit}/discard", data={"reason": "改一改原因"})
        ).status_code == 409
    assert len(tried) > 20
    assert await record_of(visit) == before


async def test_no_route_changes_what_was_ordered(client_for):
    """All roles in reach, every unsafe route with fields named like the columns."""
    world = await build(client_for)
    columns = [getattr(Finding, name) for name in ORDERED]
    before = await Finding.select(*columns).order_by(Finding.id)
    sent = await Report.select().where(Report.id == world.report).first()
    fields = {
        **everything(world),
        "legal_basis": "改",
        "first_due_on": "2030-01-01",
        "due_on": "2030-01-01",
        "kind": "done",
    }
    for name in ("owner", "mate", "inspector", "supervisor", "chief", "countyadmin", "admin"):
        for method, path in ROUTES:
            if (
                method == "GET"
                or path in {"/logout", "/password", "/login", "/checklists/new"}
                or "/void" in path
            ):
                continue
            if path.startswith(
                ("/people", "/bureaus", "/me", "/checklists", "/reference", "/activate", "/reset")
            ):
                continue
            client = await client_for(name, **JSON)
            body = {"json": fields} if method == "PUT" else {"data": fields} if method == "POST" else {}
            answer = await client.request(method, world.fill(path), **body)
            assert answer.status_code < 500, (method, path, answer.text)
    assert await Finding.select(*columns).order_by(Finding.id) == before
    after = await Report.select().where(Report.id == world.report).first()
    answered = {"answer", "answer_text", "answered_by", "answered_at"}
    assert {name: value for name, value in after.items() if name not in answered} == {
        name: value for name, value in sent.items() if name not in answered
    }


async def test_a_sent_report_is_what_it_is(client_for):
    number = await finding()
    url = await reported(client_for, number)
    report = url.rsplit("/", 1)[1]
    before = await Report.select().where(Report.id == report)
    photo = (await Photo.select().where(Photo.owner_id == report).first())["id"]
    owner, mate = await client_for("owner"), await client_for("mate")
    for client in (owner, mate):
        for answer in (
            await client.put(f"{url}/photos/{uuid4()}?kind=after", content=PHOTO),
            await client.delete(f"{url}/photos/{photo}"),
        ):
            assert answer.status_code in {403, 404, 409}, answer.text
        answer = await client.post(url, data={**DONE, "text": "其实没有改"})
        assert answer.status_code in {303, 409}
        answer = await client.put(url, json={"kind": "progress", "percent": 1, "text": "其实没有改"})
        assert answer.status_code in {200, 409}
        answer = await client.put(report_url(number), json={"kind": "done", "text": "第二份"})
        assert answer.status_code in {409, 422}
    assert await Report.select().where(Report.id == report) == before
    assert await Photo.count().where(Photo.owner_id == report) == 1


async def test_who_wrote_the_report_does_not_close_it(client_for):
    """Somebody who was an employer and became an inspector."""
    number = await finding()
    await reported(client_for, number)
    await Person.update(
        {Person.role: "inspector", Person.bureau: ids()["county"], Person.badge: "皖R0999"}
    ).where(Person.id == ids()["owner"])
    client = await client_for("owner")
    answer = await client.post(f"/findings/{number}/closure", data={"text": ""})
    assert answer.status_code in {403, 409, 422}
    assert (await Finding.select().where(Finding.id == number).first())["state"] == "reported"


@pytest.mark.parametrize("word", ["closure", "return"])
async def test_the_same_decision_twice_at_once(client_for, word):
    number = await finding()
    url = await reported(client_for, number)
    data = {"report": url.rsplit("/", 1)[1], "text": "看过了。"}
    clients = [await client_for(name) for name in ("inspector", "inspector", "colleague", "supervisor")]
    answers = await asyncio.gather(*(one.post(f"/findings/{number}/{word}", data=data) for one in clients))
    assert {answer.status_code for answer in answers} <= {303, 409}
    events = await Event.select().where((Event.thing == "finding") & (Event.thing_id == str(number)))
    assert len(events) == 3  # opened, reported, and one decision


async def test_the_same_requests_at_once_store_once(client_for):
    lead = await client_for("inspector", **JSON)
    address = await open_visit(lead)
    photo, drafted = uuid4(), uuid7()

    async def six(work):
        return [answer.status_code for answer in await asyncio.gather(*(work() for _ in range(6)))]

    codes = await six(lambda: lead.put(f"{address}/answers/5.1", json={"result": "unmet", "base": 0}))
    assert set(codes) <= {200, 201}
    assert await Answer.count() == 1
    codes = await six(lambda: lead.put(f"{address}/photos/{photo}?kind=other", content=PHOTO))
    assert sorted(codes) == [200] * 5 + [201]
    assert await Photo.count() == 1
    codes = await six(lambda: lead.put(f"{address}/findings/{drafted}", json={"item": "5.1", "fact": "x"}))
    assert sorted(codes) == [200] * 5 + [201]
    codes = await six(lambda: lead.put(f"{address}/header", json={"conclusion": "一样"}))
    assert set(codes) == {200}
    assert await Event.count().where(Event.action == "inspection.edited") == 1
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
SILENT = {"/inbox/reading", "/inbox/{pk}/reading", "/scan", "/q", "/reference/signs/{code}/preview", "/login", "/board/exports",
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
            before, newest = await state(), await Event.count()
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
                assert await Event.count() > newest, (name, method, path, answer.status_code)
    assert seen > 8
