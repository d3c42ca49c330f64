"""Wrong bureau, wrong person: every route of the application with ids of somebody else's things.

The table of routes is the application's own. Nobody outside gets a word of enterprise A or its county, nothing of
theirs changes, and no request breaks anything. A route with a parameter that tests/attack/world.py cannot fill fails.
"""

from uuid import uuid4

import pytest
from litestar.routes import HTTPRoute

from tests.attack.world import build, everything
from tests.cast import ids
from webapp.app import create_app
from webapp.audit.tables import EventRow
from webapp.checklists.tables import ChecklistItem
from webapp.enterprises.tables import Enterprise, EnterpriseHazard
from webapp.evidence.tables import Photo
from webapp.field.tables import DayList
from webapp.findings.tables import Finding, Report
from webapp.inspections.tables import Answer, DraftFinding, Inspection, Slot

OUTSIDERS = ("outsider", "outsupervisor", "otheradmin", "zoneinspector", "neighbour", "stranger", "")
# What anybody may read of an enterprise: the page behind the code on its gate, and nothing but these.
PUBLIC = {"/q/{token}": {"贵池石料有限公司"}, "/q": {"贵池石料有限公司"}, "/scan": set()}
# The national standards: administrators keep them for everybody, whatever their bureau.
SHARED = ("/checklists", "/reference", "/documents/templates/built-in")
REFUSED = {401, 403, 404, 405, 409, 410, 413, 422, 429}
TABLES = (
    Inspection,
    Answer,
    DraftFinding,
    Slot,
    Photo,
    Finding,
    Report,
    Enterprise,
    EnterpriseHazard,
    DayList,
)


def routes() -> list[tuple[str, str]]:
    found = set()
    for route in create_app().routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.handler_name != "options_handler":
                    found |= {(method, route.path_format) for method in handler.http_methods}
    return sorted(found)


ROUTES = routes()


async def snapshot() -> dict[str, list]:
    """The rows of A's things, as they are."""
    rows = {table.__name__: await table.select().order_by(table._meta.primary_key) for table in TABLES}
    rows["Enterprise"] = [row for row in rows["Enterprise"] if row["id"] == ids()["A"]]
    rows["DayList"] = [row for row in rows["DayList"] if "秘密" in row["title"]]
    return rows


def sent(method: str, address: str, fields: dict) -> dict:
    if method == "GET":
        return {
            "params": {name: fields[name] for name in ("enterprise", "bureau", "area", "kind", "responsible")}
        }
    if method == "PUT" and "/photos/" not in address:
        return {"json": fields}
    if method == "DELETE":
        return {}
    return {"data": fields}


def leaks(world, path: str, address: str, text: str) -> set[str]:
    """What the answer tells that the address did not say."""
    return {
        secret
        for secret in world.secrets - PUBLIC.get(path, set())
        if secret in text and secret not in address
    }


async def test_every_parameter_of_every_route_is_known(client_for):
    world = await build(client_for)
    for _, path in ROUTES:
        assert "{" not in world.fill(path), path


@pytest.mark.parametrize("name", OUTSIDERS)
async def test_nobody_outside_sees_or_changes_anything(client_for, name):
    world = await build(client_for)
    fields, before = everything(world), await snapshot()
    newest = (await EventRow.select(EventRow.id).order_by(EventRow.id, ascending=False).first())["id"]
    page, script = await client_for(name), await client_for(name, accept="application/json")
    problems = []
    for method, path in ROUTES:
        if path in {"/logout", "/password", "/login"}:
            continue
        for client, plain in ((page, False), (page, True), (script, False)):
            address = world.fill(path)
            visit, draft = str(world.visit), str(world.draft)
            for place in {address, address.replace(visit, draft), address.replace(draft, visit)}:
                request = {} if plain else sent(method, place, fields)
                answer = await client.request(method, place, **request)
                case = f"{name or 'nobody'}: {method} {place} -> {answer.status_code}"
                if answer.status_code >= 500:
                    problems.append(f"{case} {answer.text[:200]}")
                found = leaks(world, path, place, answer.text + answer.headers.get("location", ""))
                if found:
                    problems.append(f"{case} shows {found}")
                open_ = path in PUBLIC or path.startswith(SHARED) or path == "/{path}"
                if "{" in path and answer.status_code == 200 and not open_:
                    problems.append(f"{case} is there")
    assert problems == []
    after = await snapshot()
    for table, rows in before.items():
        assert after[table] == rows, table
    events = await EventRow.select().where((EventRow.id > newest) & (EventRow.enterprise == ids()["A"]))
    assert [(row["action"], row["person"]) for row in events] == []


async def test_an_assistant_changes_nothing_of_an_inspection(client_for):
    """Within the reach, hence to be read; but verdicts, orders and files of others are not an assistant's."""
    world = await build(client_for)
    fields, before = everything(world), await snapshot()
    client = await client_for("assistant")
    for method, path in ROUTES:
        if method == "GET" or path in {"/logout", "/password", "/login"}:
            continue
        if path == "/activate" or path.endswith("/no-access"):
            continue  # an assistant's own business
        answer = await client.request(method, world.fill(path), **sent(method, path, fields))
        assert answer.status_code < 500, (method, path)
        if path.startswith(("/inspections/", "/findings/")):
            again = answer.headers.get("location", "").endswith(
                "/receipt"
            )  # submitted long ago: here is the receipt
            assert answer.status_code in REFUSED or again, (method, path, answer.status_code)
    after = await snapshot()
    for table, rows in before.items():
        assert after[table] == rows, table


MIXED = [
    "/findings/{finding}/photos/{photo}/thumbnail",
    "/findings/{finding}/photos/{photo}/display",
    "/findings/{finding}/photos/{photo}/file",
]


async def test_foreign_parts_below_an_own_thing(client_for):
    """The first id is one's own, the second A's: nothing comes, nothing goes."""
    from tests.findings.scene import finding as opened
    from tests.inspections.ready import visit as begun

    world = await build(client_for)
    own = await opened(enterprise="C", lead="outsider")
    draft = await begun("outsider", "C", second=None)
    before = await snapshot()
    inspector, employer, chief = [await client_for(one) for one in ("outsider", "stranger", "outsupervisor")]
    values = world.values
    photos = {values["/findings/"]["photo"], values["/inspections/"]["photo"],
              values["/findings/{pk}/reports"]["photo"]}  # fmt: skip
    drafted, report = values["/inspections/"]["finding"], world.report
    for photo in photos:
        for path in MIXED:
            for client in (inspector, employer, chief):
                answer = await client.get(path.format(finding=own, photo=photo))
                assert answer.status_code == 404, path
        for kind in ("thumbnail", "display", "file", "sealed"):
            answer = await inspector.get(f"/inspections/{draft}/photos/{photo}/{kind}")
            assert answer.status_code == 404, kind
        # As one that nobody ever had: gone is gone, and `before` says that the real one is still there.
        gone = await inspector.delete(f"/inspections/{draft}/photos/{photo}")
        never = await inspector.delete(f"/inspections/{draft}/photos/{uuid4()}")
        assert gone.status_code == never.status_code == 200
        assert gone.json().keys() == never.json().keys()
        assert (
            await employer.delete(f"/findings/{own}/reports/{report}/photos/{photo}")
        ).status_code in REFUSED
    people = f"/enterprises/{ids()['C']}"
    mine = values["/enterprises/"]
    for path in (
        f"/members/{mine['member']}/end",
        f"/activation/{mine['code']}/revoke",
        f"/people/{ids()['owner']}/reset",
    ):
        assert (await chief.post(people + path)).status_code == 404, path
    answer = await inspector.put(
        f"/inspections/{draft}/findings/{drafted}", json={"item": "5.1", "fact": "x"}
    )
    assert answer.status_code in REFUSED
    gone = await inspector.delete(f"/inspections/{draft}/findings/{drafted}")
    assert gone.status_code == 200
    assert await DraftFinding.exists().where(
        (DraftFinding.id == drafted) & DraftFinding.withdrawn_at.is_null()
    )
    answer = await inspector.put(f"/inspections/{draft}/rechecks/{world.finding}", json={"result": "fixed"})
    assert answer.status_code in REFUSED
    for method in ("post", "put"):
        answer = await getattr(employer, method)(
            f"/findings/{own}/reports/{report}",
            **(
                {"data": {"kind": "done", "text": "x"}}
                if method == "post"
                else {"json": {"kind": "done", "text": "x"}}
            ),
        )
        assert answer.status_code in REFUSED, answer.text
    answer = await chief.post("/board/reassignment", data={"findings": world.finding, "finding": world.finding,
                              "assignee": ids()["outsider"], "from": ids()["inspector"], "to": ids()["outsider"]})  # fmt: skip
    assert answer.status_code < 500
    after = await snapshot()
    same = [row for row in after["Finding"] if row["id"] != own]
    assert same == [row for row in before["Finding"] if row["id"] != own]
    assert after["Photo"] == before["Photo"]
    assert after["Report"] == before["Report"]
    assert await ChecklistItem.exists()
