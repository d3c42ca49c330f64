"""People and bureaus, as administrators manage them."""

import re
from uuid import uuid4

import pytest

from tests.cast import PASSWORD, ids
from webapp.accounts.bureaus.staff import edit_person, set_active
from webapp.accounts.bureaus.verbs import contradictions
from webapp.accounts.login.sessions import load_user
from webapp.accounts.tables import Bureau, BureauArea, Person, Session
from webapp.audit.queries import history
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Forbidden

MEICUN = "341702104"


def person(**more):
    return {"name": "赵敏", "role": "inspector", "bureau": str(ids()["county"]), "badge": "皖R0999"} | more


async def test_a_new_person_gets_an_initial_password_that_must_be_changed(client_for):
    client = await client_for("countyadmin")
    answer = await client.post("/people/new", data=person(username=" ZhaoMin "), follow_redirects=True)
    assert answer.status_code == 200
    password = re.search(r'initial-password">([A-Z0-9-]{11})<', answer.text)[1]
    newcomer = await client_for()
    assert (
        await newcomer.post("/login", data={"username": "zhaomin", "password": password})
    ).status_code == 303
    assert (await newcomer.get("/me")).headers["location"] == "/password"
    new = {"current": password, "password": PASSWORD, "again": PASSWORD}
    assert (await newcomer.post("/password", data=new)).status_code == 303
    assert (await newcomer.get("/me")).status_code == 200
    row = await Person.select().where(Person.username == "zhaomin").first()
    event = (await history("person", row["id"]))[0]
    assert event["action"] == "person.created"
    assert password not in (event["after"] or "")


async def test_bad_people_are_refused_in_words_and_nothing_typed_is_lost(client_for):
    client = await client_for("countyadmin")
    for wrong, sentence in (
        ({"username": "inspector"}, "已经有人使用"),
        ({"username": "王"}, "账号用 3 个以上"),
        ({"username": "zm1", "email": "x"}, "邮箱地址不对"),
        ({"username": "zm1", "bureau": str(ids()["city"])}, "选项无效"),
        ({"username": "zm1", "role": "employer"}, "选项无效"),
        ({"username": "zm1", "role": "assistant"}, "协管员没有执法证"),
    ):
        answer = await client.post("/people/new", data=person(**wrong))
        assert answer.status_code == 422, wrong
        assert sentence in answer.text
        assert "赵敏" in answer.text


async def test_the_list_shows_the_own_reach_and_can_be_searched(client_for):
    client = await client_for("countyadmin")
    text = (await client.get("/people")).text
    assert "inspector同志" in text
    assert "outsider同志" not in text
    assert "chief同志" not in text
    text = (await client.get("/people", params={"q": "皖R0102"})).text
    assert "colleague同志" in text
    assert "assistant同志" not in text
    assert "没有找到人员" in (await client.get("/people", params={"active": "no"})).text
    everybody = (await (await client_for("admin")).get("/people", params={"role": "supervisor"})).text
    assert "outsupervisor同志" in everybody
    assert "assistant同志" not in everybody


async def test_a_long_list_comes_in_pages(client_for):
    async with transaction():
        for number in range(60):
            await Person.insert(
                Person(
                    username=f"p{number:03}",
                    name=f"甲{number:03}",
                    role="assistant",
                    bureau=ids()["county"],
                    password="x",
                )
            )
    client = await client_for("countyadmin")
    path, seen = "/people?q=甲", []
    while path:
        text = (await client.get(path)).text
        seen += re.findall(r"甲(\d{3})</a>", text)
        more = re.search(r'class="button secondary" href="(/people\?[^"]+)"', text)
        path = more[1].replace("&amp;", "&") if more else ""
    assert seen == [f"{number:03}" for number in range(60)]
    assert (await client.get("/people", params={"after": "nonsense"})).status_code == 200


async def test_outside_of_the_reach_nobody_exists(client_for):
    client = await client_for("countyadmin")
    for name in ("admin", "chief", "outsider", "owner"):
        for path in ("", "/disable", "/enable", "/reset"):
            method = client.get if not path else client.post
            assert (await method(f"/people/{ids()[name]}{path}")).status_code == 404, (name, path)
        assert (await client.post(f"/people/{ids()[name]}", data=person())).status_code == 404


async def test_disabling_ends_sessions_at_once_and_enabling_lets_in_again(client_for):
    admin, inspector = await client_for("countyadmin"), await client_for("inspector")
    await admin.post(f"/people/{ids()['inspector']}/disable")
    assert (await inspector.get("/me")).headers["location"].startswith("/login")
    assert not await Session.exists().where(Session.person == ids()["inspector"])
    await admin.post(f"/people/{ids()['inspector']}/enable")
    again = await inspector.post("/login", data={"username": "inspector", "password": PASSWORD})
    assert again.headers["location"] == "/"


async def test_resetting_a_colleague_shows_a_password_once(client_for):
    admin, inspector = await client_for("countyadmin"), await client_for("inspector")
    answer = await admin.post(f"/people/{ids()['inspector']}/reset", follow_redirects=True)
    assert "初始密码只显示这一次" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert (await inspector.get("/me")).status_code == 303
    assert (await admin.post(f"/people/{ids()['countyadmin']}/reset")).status_code == 403


async def test_what_somebody_still_holds_is_told_with_who_can_take_it(client_for):
    inspector, admin = await client_for("inspector"), await client_for("countyadmin")
    place = f"/inspections/{uuid4()}"
    opening = {"kind": "routine", "started_at": now().isoformat(), "enterprise": ids()["A"]}
    assert (await inspector.put(place, json=opening)).status_code == 201
    page = (await admin.get(f"/people/{ids()['inspector']}")).text
    assert "名下还有 1 份检查草稿。" in page
    assert "草稿不能转给别人，请本人或协办人员提交" in page
    assert "改派" not in page


async def test_nobody_locks_themselves_out_nor_climbs(client_for):
    client = await client_for("countyadmin")
    me = ids()["countyadmin"]
    assert (await client.post(f"/people/{me}/disable")).status_code == 403
    answer = await client.post(f"/people/{me}", data=person(role="supervisor"))
    assert answer.status_code == 403
    assert (
        await client.post(f"/people/{me}", data=person(role="administrator", badge=""))
    ).status_code == 303
    answer = await client.post(f"/people/{ids()['inspector']}", data=person(bureau=str(ids()["city"])))
    assert answer.status_code == 422


async def test_two_administrators_cannot_lock_each_other_out(db):
    await edit_person(await load_user(ids()["admin"]), ids()["chief"], person_values("administrator"))
    first, second = await load_user(ids()["admin"]), await load_user(ids()["chief"])
    await set_active(first, second.id, False)
    with pytest.raises(Forbidden):
        await set_active(second, first.id, False)


def person_values(role):
    return {"name": "李", "role": role, "bureau": ids()["city"], "badge": "", "phone": "", "email": ""}


async def test_editing_tells_what_changed(client_for):
    client = await client_for("admin")
    pk = ids()["assistant"]
    await client.post(f"/people/{pk}", data=person(bureau=str(ids()["town"])))
    row = await Person.select().where(Person.id == pk).first()
    assert (row["role"], row["bureau"], row["badge"]) == ("inspector", ids()["town"], "皖R0999")
    text = (await client.get("/audit", params={"thing": "person", "thing_id": str(pk)})).text
    for word in ("修改人员资料", "协管员", "监督员", "梅村镇卫生监督协管站", "待封存"):
        assert word in text


def bureau(**more):
    return {"code": "341723", "name": "青阳县卫生健康委员会", "short_name": "青", "kind": "authority"} | more


async def test_a_bureau_is_made_below_the_own_one_with_its_area(client_for):
    client = await client_for("admin")
    answer = await client.post("/bureaus/new", data=bureau(kind="body", authority=str(ids()["city"])))
    assert answer.status_code == 303
    row = await Bureau.select().where(Bureau.code == "341723").first()
    assert row["authority"] == ids()["city"]
    area = await BureauArea.select().where(BureauArea.area == "341723").first()
    assert area["bureau"] == row["id"]
    assert "青阳县卫生健康委员会" in (await client.get("/bureaus")).text
    zone = await client.post("/bureaus/new", data=bureau(code="3417z2", name="高新区"))
    assert zone.status_code == 303


async def test_bad_codes_are_refused_in_words(client_for):
    client = await client_for("admin")
    for code, sentence in (
        ("341702", "已经有机构使用"),
        ("3418", "要以本机构的代码 3417 开头"),
        ("3417", "要以本机构的代码 3417 开头"),
        ("341799", "没有代码为 341799 的行政区划"),
        ("abc", "机构代码应为行政区划代码"),
        ("", "请填写机构代码"),
    ):
        answer = await client.post("/bureaus/new", data=bureau(code=code))
        assert answer.status_code == 422, code
        assert sentence in answer.text
        assert "青阳县卫生健康委员会" in answer.text


async def test_an_area_has_one_bureau_and_moving_it_asks(client_for):
    client = await client_for("admin")
    county, town = ids()["county"], ids()["town"]
    async with transaction():
        await BureauArea.update({BureauArea.area: MEICUN}).where(BureauArea.bureau == town)
    found = (await client.get(f"/bureaus/{county}", params={"area": "梅村"})).text
    assert "梅村镇" in found
    assert "现由梅村镇卫生监督协管站管辖" in found
    asked = await client.post(f"/bureaus/{county}/areas", data={"code": MEICUN})
    assert asked.status_code == 409
    assert "移过来" in asked.text
    assert (await BureauArea.select().where(BureauArea.area == MEICUN).first())["bureau"] == town
    moved = await client.post(f"/bureaus/{county}/areas", data={"code": MEICUN, "move": "yes"})
    assert moved.status_code == 303
    assert (await BureauArea.select().where(BureauArea.area == MEICUN).first())["bureau"] == county
    assert (await client.post(f"/bureaus/{county}/areas/{MEICUN}/remove")).status_code == 303
    assert (await client.post(f"/bureaus/{county}/areas/{MEICUN}/remove")).status_code == 404
    assert (await client.post(f"/bureaus/{county}/areas", data={"code": "999999"})).status_code == 422
    assert (await client.post(f"/bureaus/{county}/areas", data={"code": "110101"})).status_code == 403


async def test_an_area_of_a_bureau_out_of_reach_stays(client_for):
    client = await client_for("countyadmin")
    async with transaction():
        await BureauArea.insert(BureauArea(bureau=ids()["zone"], area="341702001"))
    answer = await client.post(f"/bureaus/{ids()['county']}/areas", data={"code": "341702001", "move": "yes"})
    assert answer.status_code == 403
    assert (await client.get(f"/bureaus/{ids()['other']}")).status_code == 404


async def test_a_bureau_ends_only_when_it_is_empty(client_for):
    client = await client_for("admin")
    assert (await client.post(f"/bureaus/{ids()['city']}/disable")).status_code == 403
    answer = await client.post(f"/bureaus/{ids()['county']}/disable")
    assert answer.status_code == 409
    assert "名在用人员" in answer.text
    async with transaction():
        await Person.update({Person.active: False}).where(Person.bureau == ids()["county"])
    assert "家用人单位" in (await client.post(f"/bureaus/{ids()['county']}/disable")).text
    assert (await client.post(f"/bureaus/{ids()['town']}/disable")).status_code == 303
    assert not await BureauArea.exists().where(BureauArea.bureau == ids()["town"])
    answer = await client.post(
        "/people/new", data=person(username="zm1", bureau=str(ids()["town"])), follow_redirects=True
    )
    assert answer.status_code == 422
    assert (await client.post(f"/bureaus/{ids()['town']}/enable")).status_code == 303


async def test_a_bureau_is_edited(client_for):
    client = await client_for("countyadmin")
    county = ids()["county"]
    answer = await client.post(
        f"/bureaus/{county}", data=bureau(phone="0566-1", kind="body", authority=str(county))
    )
    assert answer.status_code == 422
    assert "不能是机构自己" in answer.text
    answer = await client.post(f"/bureaus/{county}", data=bureau(phone="0566-1"))
    assert answer.status_code == 303
    row = await Bureau.select().where(Bureau.id == county).first()
    assert (row["code"], row["phone"]) == ("341702", "0566-1")


async def test_who_decides_has_no_other_authority(client_for):
    """Its papers would bear the other one's name and telephone."""
    client, county = await client_for("admin"), ids()["county"]
    for url in ("/bureaus/new", f"/bureaus/{county}"):
        answer = await client.post(url, data=bureau(authority=str(ids()["city"])))
        assert answer.status_code == 422
        assert "以自己的名义出具文书" in answer.text
        assert 'id="authority-error"' in answer.text
    assert not await Bureau.exists().where(Bureau.code == "341723")
    assert await contradictions() == []
    await Bureau.update({Bureau.authority: ids()["city"]}).where(Bureau.id == county)
    (told,) = await contradictions()
    assert "贵池区卫生健康委员会（341702）" in told
    assert "池州市卫生健康委员会的名称和电话" in told
