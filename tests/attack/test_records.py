"""Records that nobody may alter: a submitted visit, an ordered finding, a sent report."""

from uuid import uuid4

from tests.attack.recording import FROZEN, JSON
from tests.attack.test_reach import ROUTES, everything
from tests.attack.world import PHOTO, build
from tests.cast import ids
from tests.findings.reporting import DONE, report_url, reported
from tests.findings.scene import finding
from webapp.accounts.tables import Person
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding, Report
from webapp.inspections.tables import DraftFinding, Inspection

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
