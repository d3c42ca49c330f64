"""An area is whose the longest prefix makes it: who takes one needs its bureau, or stands above both."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts import zones
from tests.cast import ids
from webapp.accounts.bureaus.territory import add_area, areas_of, bureau_for_area, owners
from webapp.accounts.bureaus.verbs import create_bureau, move_bureau
from webapp.accounts.login.sessions import load_user
from webapp.accounts.rules import area_problem
from webapp.accounts.tables import Bureau, BureauArea
from webapp.areas.rules import owner_of
from webapp.db import sql, transaction
from webapp.enterprises.tables import Enterprise
from webapp.errors import DomainError, Forbidden

MEICUN, MAYA, DAXIAN = "341702104", "341702401", "341721102"


async def given_to(code):
    row = await BureauArea.select(BureauArea.bureau).where(BureauArea.area == code).first()
    return row["bureau"] if row else None


async def test_a_zone_takes_no_townships_from_counties(client_for):
    await zones.make(client_for)
    client, zone = await client_for("zoneadmin"), ids()["zone"]
    for code, owner in (
        (MEICUN, "贵池区卫生健康委员会"),
        (MAYA, "贵池区卫生健康委员会"),
        (DAXIAN, "东至县卫生健康委员会"),
        ("341722100", "池州市卫生健康委员会"),
        ("341702", "贵池区卫生健康委员会"),
        ("3417", "池州市卫生健康委员会"),
    ):
        for move in ("", "yes"):
            answer = await client.post(f"/bureaus/{zone}/areas", data={"code": code, "move": move})
            assert answer.status_code == 403, code
            assert f"由{owner}管辖" in answer.text
        assert await given_to(code) != zone
    page = (await client.get(f"/bureaus/{zone}", params={"area": "梅街"})).text
    assert "现由贵池区卫生健康委员会管辖（随安徽省池州市贵池区）" in page
    assert "不在您的管理范围内" in page
    assert "加入安徽省" not in page


async def test_who_stands_above_both_carves_it_out_and_nothing_that_is_registered_moves(client_for):
    await zones.make(client_for)
    admin, zone = await client_for("admin"), ids()["zone"]
    before = await sql("SELECT id, bureau, revision FROM enterprise ORDER BY id")
    asked = await admin.post(f"/bureaus/{zone}/areas", data={"code": MEICUN})
    assert asked.status_code == 409
    assert "现在由贵池区卫生健康委员会管辖，要移到池州经济技术开发区卫生健康局吗" in asked.text
    assert await given_to(MEICUN) is None
    moved = await admin.post(f"/bureaus/{zone}/areas", data={"code": MEICUN, "move": "yes"})
    assert moved.status_code == 303
    assert await bureau_for_area(MEICUN) == zone
    assert await bureau_for_area("341702105") == ids()["county"]
    assert await sql("SELECT id, bureau, revision FROM enterprise ORDER BY id") == before
    page = (await admin.get(f"/bureaus/{ids()['county']}")).text
    assert "其中不归这里" in page
    assert "梅村镇由池州经济技术开发区卫生健康局管辖" in page
    county = await client_for("countyadmin")
    answer = await county.post(f"/bureaus/{ids()['county']}/areas", data={"code": MEICUN, "move": "yes"})
    assert answer.status_code == 403
    # What the zone has it gives to whom it likes below it, and gives up to whose it was.
    own = await client_for("zoneadmin")
    new = {"code": MEICUN, "name": "梅村站", "kind": "township"}
    assert (await own.post("/bureaus/new", data=new)).status_code == 303
    made = await Bureau.select().where(Bureau.code == MEICUN).first()
    assert made["parent"] == zone
    assert await given_to(MEICUN) == zone  # an area that was given out stays until somebody moves it
    answer = await own.post(f"/bureaus/{made['id']}/areas", data={"code": MEICUN, "move": "yes"})
    assert answer.status_code == 303
    answer = await own.post(f"/bureaus/{made['id']}/areas/{MEICUN}/remove")
    assert answer.status_code == 303
    assert await bureau_for_area(MEICUN) == ids()["county"]
    assert "现由贵池区卫生健康委员会管辖" in (await own.get(answer.headers["location"])).text


async def test_a_new_bureau_takes_the_area_of_its_code_only_from_above(client_for):
    county = await client_for("countyadmin")
    await add_area(await load_user(ids()["admin"]), ids()["zone"], MEICUN, move=True)
    for code, name in ((MEICUN, "梅村站"), ("341702105", "墩上站")):
        answer = await county.post("/bureaus/new", data={"code": code, "name": name, "kind": "township"})
        assert answer.status_code == 303
    assert await given_to(MEICUN) == ids()["zone"]
    made = await Bureau.select().where(Bureau.code == "341702105").first()
    assert await given_to("341702105") == made["id"]
    # Around a township is the county's whole area, which the city has given to the zone.
    await add_area(await load_user(ids()["admin"]), ids()["zone"], "341702", move=True)
    answer = await county.post("/bureaus/new", data={"code": "341702106", "name": "站", "kind": "township"})
    assert answer.status_code == 303
    assert await given_to("341702106") is None
    assert await bureau_for_area("341702106") == ids()["zone"]


async def test_nobodys_area_goes_to_whose_code_it_lies_in_and_to_no_zone(client_for):
    await zones.make(client_for)
    async with transaction():
        await BureauArea.delete().where(BureauArea.area.is_in(["3417", "341702"]))
    zone, county = await client_for("zoneadmin"), await client_for("countyadmin")
    answer = await zone.post(f"/bureaus/{ids()['zone']}/areas", data={"code": MEICUN})
    assert answer.status_code == 403
    assert "请由上级机构的管理员安排" in answer.text
    answer = await county.post(f"/bureaus/{ids()['county']}/areas", data={"code": MEICUN})
    assert answer.status_code == 303
    answer = await county.post(f"/bureaus/{ids()['county']}/areas", data={"code": DAXIAN})
    assert answer.status_code == 403
    assert area_problem(MEICUN, "3417Z1", ["3417Z1"], topmost=True) == ""
    assert area_problem(MEICUN, "3417Z1", ["3417Z1", "341702"], topmost=False) == ""
    assert area_problem("341802", "3417Z1", ["3417Z1"], topmost=True)


async def test_a_county_that_was_put_below_another_city_brings_its_areas(db):
    admin, other = await load_user(ids()["admin"]), ids()["other"]
    await move_bureau(admin, ids()["county"], other)
    values = dict.fromkeys(("short_name", "phone", "address"), "") | {"kind": "township", "authority": None}
    async with transaction():
        await sql("UPDATE person SET bureau = {} WHERE id = {}", other, ids()["countyadmin"])
    above = await load_user(ids()["countyadmin"])
    await add_area(above, other, MEICUN, move=True)
    assert await bureau_for_area(MEICUN) == other
    made = await create_bureau(above, {"code": "341702105", "name": "墩上站", "parent": other, **values})
    assert await given_to("341702105") is None  # the county's, which does not stand above the new one
    assert made in (await load_user(ids()["countyadmin"])).bureaus


async def test_two_who_take_at_once_never_take_what_was_given_away_meanwhile(db):
    """The city gives the county's area to the zone while the county gives a township of it to its own station."""
    city, county = await load_user(ids()["admin"]), await load_user(ids()["countyadmin"])
    for _ in range(6):
        done = await asyncio.gather(
            add_area(city, ids()["zone"], "341702", move=True),
            add_area(county, ids()["town"], MEICUN, move=True),
            return_exceptions=True,
        )
        assert done[0] is None
        events = await sql(
            "SELECT bureau FROM event WHERE action = 'bureau.area_added' ORDER BY id DESC LIMIT 2"
        )
        if done[1] is None:
            assert [row["bureau"] for row in events] == [ids()["zone"], ids()["town"]]
        else:
            assert isinstance(done[1], Forbidden)
            assert await bureau_for_area(MEICUN) == ids()["zone"]
        async with transaction():
            await BureauArea.delete().where(BureauArea.area == MEICUN)
            await BureauArea.update({BureauArea.bureau: ids()["county"]}).where(BureauArea.area == "341702")


async def test_two_who_take_the_same_at_once_leave_it_with_one(db):
    city = await load_user(ids()["admin"])
    done = await asyncio.gather(
        *(add_area(city, ids()[name], MEICUN, move=True) for name in ("zone", "town", "other", "zone")),
        return_exceptions=True,
    )
    assert not [one for one in done if isinstance(one, BaseException) and not isinstance(one, DomainError)]
    assert await BureauArea.count().where(BureauArea.area == MEICUN) == 1
    (last,) = await sql(
        "SELECT bureau FROM event WHERE action = 'bureau.area_added' ORDER BY id DESC LIMIT 1"
    )
    assert await given_to(MEICUN) == last["bureau"]


@given(
    st.dictionaries(st.sampled_from(["34", "3417", "341702", "341702104", "341721"]), st.integers(1, 9)),
    st.sampled_from(["34", "3417", "341702", "341702104", "341702105", "341721", "341721102", "35"]),
)
def test_the_longest_prefix_is_the_owner(rows, code):
    around = [one for one in rows if code.startswith(one)]
    assert owner_of(code, rows) == (rows[max(around, key=len)] if around else None)


async def test_what_a_page_says_is_where_new_enterprises_go(client_for):
    for code, name in ((MEICUN, "zone"), ("341702105", "town")):
        await add_area(await load_user(ids()["admin"]), ids()[name], code, move=True)
    (area,) = await areas_of(ids()["county"])
    assert {(part["code"], part["owner"]) for part in area["parts"]} >= {
        (MEICUN, "池州经济技术开发区卫生健康局"),
        ("341702105", "梅村镇卫生监督协管站"),
    }
    codes = [row["code"] for row in await sql("SELECT code FROM area WHERE code LIKE '341702%'")]
    said = await owners(codes)
    parts = {part["code"] for part in area["parts"]}
    for code in codes:
        assert (said[code]["bureau"] == ids()["county"]) == (code not in parts)
        assert await bureau_for_area(code) == said[code]["bureau"]


@pytest.mark.parametrize("who", ["zoneinspector", "inspector"])
async def test_an_enterprise_stays_with_its_bureau_when_its_area_goes(client_for, who):
    await add_area(await load_user(ids()["admin"]), ids()["zone"], "341702", move=True)
    rows = {row["id"]: row["bureau"] for row in await Enterprise.select(Enterprise.id, Enterprise.bureau)}
    assert rows[ids()["A"]] == ids()["county"]
    answer = await (await client_for(who)).get(f"/enterprises/{ids()['A']}")
    assert answer.status_code == (200 if who == "inspector" else 404)
