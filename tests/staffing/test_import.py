"""People of bureaus from a list: found columns, preview, accounts with a password shown once, undoing."""

import re

from tests.cast import ids
from tests.enterprises.importing import run_all
from tests.inspections.ready import who
from webapp.accounts.tables import Person
from webapp.audit.verify import verify
from webapp.clock import today
from webapp.db import sql, transaction
from webapp.draws.verbs.people import declare

HEAD = "序号,姓名,手机,执法证号,单位,岗位,科室,有效期\n"
NEW = "1,王敏,13911112222,皖R0900,贵池区卫生健康委员会,监督员,监督一科,2028-01-01\n"
MORE = "2,李强,13911113333,,贵池区卫生健康委员会,协管员,,\n"


async def send(client, text, name="人员.csv"):
    answer = await client.post("/people/imports", files={"file": (name, text.encode())})
    assert answer.status_code == 303, answer.text
    await run_all()
    return answer.headers["location"]


async def apply(client, text, **said):
    href = await send(client, text)
    assert (await client.post(f"{href}/confirmation", data=said)).status_code == 303
    await run_all()
    return href


async def person(name):
    return await Person.select().where(Person.name == name).first()


def initial(page, account):
    return re.search(rf"{account}</td>.*?>([A-Z0-9]{{5}}-[A-Z0-9]{{5}})<", page)[1]


async def test_the_whole_way(client_for):
    client = await client_for("")
    admin = await client_for("admin")
    assert "/people/imports" in (await admin.get("/people")).text
    href = await send(admin, HEAD + NEW + MORE)
    page = (await admin.get(href + "?verdict=new")).text
    assert "监督员，贵池区卫生健康委员会，账号 wangmin" in page and "确认导入 2 人" in page
    assert "没有导入的列：序号、科室、有效期" in page
    await admin.post(f"{href}/confirmation")
    await run_all()
    assert "新增 2 人" in (await admin.get(href)).text
    made = await person("王敏")
    assert (made["role"], made["bureau"], made["badge"], made["must_change"]) == (
        "inspector", ids()["county"], "皖R0900", True,
    )  # fmt: skip
    assert (await admin.post(f"{href}/passwords")).status_code == 303
    sheet = await admin.get(f"{href}/passwords")
    assert sheet.headers["x-once"] == "1" and "no-store" in sheet.headers["cache-control"]
    password = initial(sheet.text, "wangmin")
    assert initial((await admin.get(f"{href}/passwords")).text, "wangmin") == password
    assert (await admin.post(f"{href}/passwords")).status_code == 409
    answer = await client.post("/login", data={"username": "wangmin", "password": password})
    assert answer.status_code == 303
    assert (await client.get("/tasks")).headers["location"].startswith("/password")
    # No table holds it, and the trail stands.
    for row in await sql("SELECT params, result FROM job"):
        assert (password not in str(row) and '"seed": ""' in row["result"]) or "seed" not in row["result"]
    assert not (await verify()).problems
    events = await sql("SELECT action FROM event WHERE thing = 'import' ORDER BY id")
    assert [one["action"] for one in events][-2:] == ["import.applied", "import.passwords_shown"]


async def test_who_is_there_already_is_updated_or_kept(client_for):
    admin = await client_for("admin")
    await apply(admin, HEAD + NEW)
    again = HEAD + NEW.replace("13911112222", "13955556666") + MORE
    href = await send(admin, again)
    page = (await admin.get(f"{href}?verdict=update")).text
    assert "电话：13911112222 → 13955556666" in page
    assert "已有的 1 人保持不变" in page
    await admin.post(f"{href}/confirmation", data={"keep": "on"})
    await run_all()
    assert (await person("王敏"))["phone"] == "13911112222" and await person("李强")
    await apply(admin, again)
    assert (await person("王敏"))["phone"] == "13955556666"
    assert await Person.count().where(Person.name == "王敏") == 1


async def test_doubles_and_others_are_named(client_for):
    admin = await client_for("countyadmin")
    rows = (
        "1,甲一,13900000001,Ｘ１,,监督员,,\n2,甲二,13900000002,x1,,监督员,,\n3,甲三,,皖R0201,,监督员,,\n"
        "4,甲四,,Y4,东至县卫生健康委员会,监督员,,\n5,甲五,,Y5,,科长,,\n6,甲六,,Y6,,协管员,,\n7,甲七,,,,,,\n"
    )
    href = await send(admin, HEAD + rows)
    page = (await admin.get(f"{href}?verdict=error")).text
    for words in (
        "与第 2 行的执法证号相同", "已由别的机构的人使用", "没有“东至县卫生健康委员会”这个监管机构", "角色“科长”不认识",
        "协管员没有执法证", "没有填角色",
    ):  # fmt: skip
        assert words in page
    assert "确认导入 1 人" in page
    assert (await (await client_for("supervisor")).get("/people/imports")).status_code == 403
    assert (await (await client_for("admin")).get(href)).status_code == 404


async def test_a_list_without_roles_asks_for_one(client_for):
    admin = await client_for("admin")
    href = await send(admin, "姓名,执法证号\n钱进,皖R0777\n")
    assert "没有填角色的人" in (await admin.get(f"{href}/columns")).text
    await admin.post(
        f"{href}/columns",
        data={"heading": ["姓名", "执法证号"], "key": ["name", "badge"], "role": "inspector"},
    )
    await run_all()
    assert "确认导入 1 人" in (await admin.get(href)).text


async def test_undoing_while_nothing_rests_on_it(client_for):
    admin = await client_for("admin")
    href = await apply(admin, HEAD + NEW + MORE)
    made = await person("李强")
    await sql("UPDATE person SET last_login = created_at WHERE id = {}", made["id"])
    answer = await admin.post(f"{href}/undoing")
    assert answer.status_code == 409 and "“李强”已登录过" in answer.text and "王敏" not in answer.text
    await sql("UPDATE person SET last_login = NULL WHERE id = {}", made["id"])
    supervisor = await who("supervisor")
    relation = await declare(supervisor, made["id"], ids()["A"], "family", today(), "")
    answer = await admin.post(f"{href}/undoing")
    assert answer.status_code == 409 and "“李强”已有回避登记" in answer.text
    async with transaction():
        await sql("DELETE FROM recusal WHERE id = {}", relation)
    assert (await admin.post(f"{href}/undoing")).status_code == 303
    assert await person("王敏") is None and await person("李强") is None
    assert "这次导入已撤销" in (await admin.get(href)).text
    assert not (await verify()).problems


async def test_template_comes_back(client_for):
    admin = await client_for("admin")
    answer = await admin.get("/people/imports/template.xlsx")
    sent = await admin.post("/people/imports", files={"file": ("人员.xlsx", answer.content)})
    await run_all()
    assert "表格里除了列名没有内容" in (await admin.get(sent.headers["location"])).text
