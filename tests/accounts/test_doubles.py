"""What looks equal is equal: no two people with one 执法证号, no two sibling bureaus, checklists or workplaces of one name."""

import pytest

from tests.cast import ids
from tests.enterprises.importing import preview, user
from tests.enterprises.tables import row
from webapp.accounts.tables import Bureau, Person
from webapp.db import sql
from webapp.enterprises.tables import Enterprise
from webapp.enterprises.verbs import Duplicate, create_enterprise, edit_enterprise

NEW = {"name": "新人", "username": "xinren", "role": "inspector", "phone": "", "email": ""}


@pytest.mark.parametrize("badge", ["皖R0101", "皖Ｒ０１０１", "皖r 0101", "皖R\u200b0101\ufeff"])
async def test_a_badge_belongs_to_one_person(client_for, badge):
    admin = await client_for("countyadmin")
    sent = NEW | {"bureau": str(ids()["county"]), "badge": badge}
    answer = await admin.post("/people/new", data=sent)
    assert answer.status_code == 422 and "inspector同志（贵池区卫生健康委员会）使用" in answer.text
    assert not await Person.exists().where(Person.username == "xinren")
    edited = {"name": "colleague同志", "role": "inspector", "bureau": sent["bureau"], "badge": badge}
    answer = await admin.post(f"/people/{ids()['colleague']}", data=edited)
    assert answer.status_code == 422 and "inspector同志" in answer.text
    # One's own, in another width, is one's own.
    mine = edited | {"name": "inspector同志"}
    assert (await admin.post(f"/people/{ids()['inspector']}", data=mine)).status_code in {302, 303}


async def test_who_is_out_of_reach_is_not_named(client_for):
    sent = NEW | {"bureau": str(ids()["county"]), "badge": "皖R0201"}
    page = (await (await client_for("countyadmin")).post("/people/new", data=sent)).text
    assert "别的机构的人" in page and "outsider" not in page


async def test_a_badge_is_free_when_its_owner_left_and_the_owner_does_not_come_back_with_it(client_for):
    admin = await client_for("countyadmin")
    assert (await admin.post(f"/people/{ids()['inspector']}/disable")).status_code in {302, 303}
    sent = NEW | {"bureau": str(ids()["county"]), "badge": "皖R0101"}
    assert (await admin.post("/people/new", data=sent)).status_code == 303
    answer = await admin.post(f"/people/{ids()['inspector']}/enable")
    assert answer.status_code == 400 or answer.status_code == 422
    assert "新人" in answer.text


async def test_doubles_from_before_are_named_and_found(client_for):
    await sql("UPDATE person SET badge = {} WHERE id = {}", "皖Ｒ０１０１", ids()["colleague"])
    admin = await client_for("countyadmin")
    page = (await admin.get(f"/people/{ids()['colleague']}")).text
    assert "inspector同志（贵池区卫生健康委员会）相同" in page
    assert "colleague同志" in (await admin.get("/people", params={"q": "皖R0101"})).text


@pytest.mark.parametrize(
    "name", ["贵池区卫生健康委员会", "贵池区 卫生健康委员会", "贵池区卫生\u200b健康委员会"]
)
async def test_sibling_bureaus_do_not_look_the_same(client_for, name):
    admin = await client_for("admin")
    sent = {"name": name, "code": "３４１７Z2", "kind": "authority", "parent": str(ids()["city"])}
    answer = await admin.post("/bureaus/new", data=sent)
    assert answer.status_code == 422 and "已有名为" in answer.text
    assert (await admin.post("/bureaus/new", data=sent | {"name": "新区（筹）"})).status_code in {302, 303}
    assert await Bureau.exists().where(Bureau.code == "3417Z2")
    pk = (await Bureau.select().where(Bureau.code == "3417Z2"))[0]["id"]
    answer = await admin.post(f"/bureaus/{pk}", data={"name": name, "kind": "authority"})
    assert answer.status_code == 422 and "已有名为" in answer.text


async def test_workplaces_are_compared_folded(client_for):
    here = {"area": "341702001", "address": "路 1 号"}
    person = await user()
    coded = (await Enterprise.select().where(Enterprise.id == ids()["A"]))[0]["credit_code"]
    one = here | {"name": "石料厂", "credit_code": coded, "workplace": "一厂（东）"}
    await create_enterprise(person, one)
    with pytest.raises(Duplicate, match="石料厂"):
        await create_enterprise(person, one | {"workplace": "一厂(东)\u200b"})
    free = here | {"name": "ＡＢＣ（个体）作坊", "no_code_reason": "个体"}
    pk = await create_enterprise(person, free)
    with pytest.raises(Duplicate, match="作坊") as refused:
        await create_enterprise(person, free | {"name": "abc(个体) 作坊", "area": "341702100"})
    assert refused.value.enterprise == pk
    other = await create_enterprise(person, free | {"name": "另一家"})
    with pytest.raises(Duplicate):
        await edit_enterprise(person, other, {"name": "ABC（个体）作坊"})
    await edit_enterprise(
        person, pk, {"name": "ABC（个体）作坊"}
    )  # its own name, in another width, is no former name
    assert not await sql("SELECT 1 FROM former_name")


async def test_an_import_finds_what_looks_the_same(client_for):
    person = await user()
    free = {"area": "341702001", "address": "路 1 号", "name": "ＡＢＣ（个体）作坊", "no_code_reason": "个体"}
    pk = await create_enterprise(person, free)
    again = row(1, name="abc\u200b(个体)作坊", credit_code="", no_code_reason="个体", address="新路 2 号")
    twice = row(2, name="Abc（个体）作坊", credit_code="", no_code_reason="个体")
    _, job, shown = await preview([again, twice])
    assert shown["result"]["counts"] == {"update": 1, "error": 1}
    staged = await sql(
        'SELECT verdict, enterprise, reasons, "values" FROM import_row WHERE job = {} ORDER BY number', job
    )
    assert staged[0]["enterprise"] == pk and '"name"' not in staged[0]["values"].split('"after"')[1]
    assert "同一个工作场所" in staged[1]["reasons"]
