"""Codes that begin alike are no reach: the people of zone 3417Z1 have nothing to do with zone 3417Z10."""

from tests.accounts import zones
from tests.cast import ids, session_of
from tests.documents.papers import seal
from webapp.accounts.login.sessions import load_user, signed_in
from webapp.accounts.tables import Person
from webapp.db import sql
from webapp.field.queries import assignees
from webapp.inspections.queries import visits


async def test_the_people_of_a_zone_see_and_change_nothing_of_the_next_one(client_for):
    await zones.make(client_for, seal())
    desk, admin = await client_for("zonechief"), await client_for("zoneadmin")
    place, ten = ids()["T"], ids()["ten"]
    before = await sql("SELECT id, password, active FROM person ORDER BY id")
    stored = await sql("SELECT * FROM enterprise WHERE id = {}", place)
    for path in ("", "/edit", "/activation", "/code", "/visit", "/no-access", "/termination"):
        assert (await desk.get(f"/enterprises/{place}{path}")).status_code == 404, path
    assert (await desk.post(f"/enterprises/{place}", data={"name": "改名"})).status_code == 404
    assert (await desk.post(f"/enterprises/{place}/activation", data={})).status_code == 404
    reset = f"/enterprises/{place}/people/{ids()['tenowner']}/reset"
    assert (await desk.post(reset)).status_code == 404
    for path in ("", "/seal", "/seal/picture", "/documents"):
        assert (await admin.get(f"/bureaus/{ten}{path}")).status_code == 404, path
    for path in ("", "/disable", "/seal", "/seal/end", "/areas", "/documents"):
        assert (await admin.post(f"/bureaus/{ten}{path}", data={"name": "改名"})).status_code == 404, path
    for name in ("tenadmin", "teninspector"):
        person = f"/people/{ids()[name]}"
        assert (await admin.get(person)).status_code == 404
        for path in ("", "/reset", "/disable"):
            assert (await admin.post(f"{person}{path}")).status_code == 404, path
    assert await sql("SELECT id, password, active FROM person ORDER BY id") == before
    assert await sql("SELECT * FROM enterprise WHERE id = {}", place) == stored
    for client, path in (
        (desk, "/enterprises"), (desk, f"/enterprises?q={zones.NAME[:4]}"), (desk, "/board"), (desk, "/labels"),
        (desk, "/day-lists/new"), (admin, "/bureaus"), (admin, "/people"), (admin, "/audit"), (desk, "/documents"),
    ):  # fmt: skip
        answer = await client.get(path)
        assert answer.status_code == 200, path
        for word in (zones.NAME, "高新区卫生健康局", "teninspector", "秘密电话"):
            assert word not in answer.text, (path, word)


async def test_their_own_people_and_those_above_see_it(client_for):
    await zones.make(client_for, seal())
    for desk, keeper in (("tenchief", "tenadmin"), ("chief", "admin")):
        assert (await (await client_for(desk)).get(f"/enterprises/{ids()['T']}")).status_code == 200
        client = await client_for(keeper)
        assert (await client.get(f"/bureaus/{ids()['ten']}/seal/picture")).status_code == 200
        assert "秘密电话" in (await client.get("/audit")).text
        assert (
            await client.post(f"/people/{ids()['teninspector']}/reset", follow_redirects=True)
        ).status_code == 200


async def test_who_goes_along_and_who_takes_over_is_somebody_who_reaches_the_place(client_for):
    await zones.make(client_for)
    await _badge("admin", "皖R0009")
    zone, city = await load_user(ids()["zonechief"]), await load_user(ids()["chief"])
    assert {assignee.name for assignee in await assignees(zone)} == {"zonechief同志", "zoneinspector同志"}
    seconds = {row["name"] for row in await visits.seconds_for(city, ids()["ten"])}
    assert seconds == {"tenchief同志", "teninspector同志"}
    lead, second = str(ids()["zoneinspector"]), str(ids()["teninspector"])
    plan = {
        "on": "2031-01-01",
        "kind": "routine",
        "lead": lead,
        "second": second,
        "enterprise": [str(ids()["T"])],
    }
    refused = await (await client_for("chief")).post("/day-lists/new", data=plan)
    assert refused.status_code == 422
    assert "不在zoneinspector同志的管辖范围内" in refused.text


async def _badge(name: str, badge: str) -> None:
    await Person.update({Person.badge: badge}).where(Person.id == ids()[name])


async def test_a_zone_makes_no_zones_beside_itself(client_for):
    await zones.make(client_for)
    client = await client_for("zoneadmin")
    answer = await client.post("/bureaus/new", data={"code": "3417Z11", "name": "又一个区", "kind": "zone"})
    assert answer.status_code == 422
    assert "3417Z11" in answer.text


async def test_only_the_administrators_of_a_bureau_without_one_above_keep_what_all_share(client_for):
    await zones.make(client_for)
    stewards = {
        name
        for name in ("admin", "countyadmin", "zoneadmin", "tenadmin")
        if (user := await signed_in(await session_of(name))) and user.steward
    }
    assert stewards == {"admin"}


async def test_a_new_enterprise_of_a_zone_is_looked_for_in_its_city(client_for):
    page = (await (await client_for("zoneinspector")).get("/enterprises/new")).text
    assert "/areas/options?parent=3417&" in page.replace('"', "&")
