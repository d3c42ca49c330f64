"""我的, activation in the browser, the people of an enterprise, the trail."""

import html
import re

from tests.cast import PASSWORD, ids
from webapp.accounts.tables import Activation, Membership, Person, Session
from webapp.audit.verbs import seal_waiting

NEW = {"name": "王五", "mobile": "+86 139-0000-0009", "password": PASSWORD, "again": PASSWORD}


async def issued(client, note="安全科 李四", **more):
    answer = await client.post(
        f"/enterprises/{ids()['A']}/activation", data={"note": note, **more}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert 'aria-label="激活二维码"' in answer.text
    return re.search(r'aria-label="激活码">([A-Z0-9-]{11})<', answer.text)[1]


async def test_a_code_is_issued_and_used_in_the_browser(client_for):
    bureau, phone = await client_for("inspector"), await client_for()
    code = await issued(bureau)
    assert code in html.unescape((await phone.get("/activate", params={"code": code})).text)
    answer = await phone.post("/activate", data={"code": code, **NEW})
    assert answer.status_code == 303
    text = (await phone.get("/me")).text
    assert "贵池石料有限公司" in text
    assert "13900000009" in text
    text = (await bureau.get(f"/enterprises/{ids()['A']}/activation")).text
    assert "王五" in text
    assert "已使用" in text
    assert code not in text
    again = await (await client_for()).post("/activate", data={"code": code, **NEW, "mobile": "13900000010"})
    assert again.status_code == 409
    assert "已经用过" in again.text


async def test_what_was_typed_stays(client_for):
    client = await client_for()
    for wrong, status, sentence in (
        ({"code": "ABCDE-22222"}, 422, "激活码不对"),
        ({"code": "ABC"}, 422, "激活码是 10 位"),
        ({"mobile": "12345"}, 422, "手机号应为 11 位"),
        ({"again": "other-password"}, 422, "不一样"),
        ({"password": "kurz", "again": "kurz"}, 422, "至少 10 个字符"),
    ):
        answer = await client.post("/activate", data={"code": "ABCDE-22222", **NEW, **wrong})
        assert answer.status_code == status, wrong
        assert sentence in answer.text
        assert "王五" in answer.text
        assert PASSWORD not in answer.text


async def test_codes_are_revoked_singly_or_all(client_for):
    bureau = await client_for("inspector")
    first, second = await issued(bureau), await issued(bureau)
    row = await Activation.select().order_by(Activation.id).first()
    page = f"/enterprises/{ids()['A']}/activation"
    assert (await bureau.post(f"{page}/{row['id']}/revoke")).status_code == 303
    assert (await bureau.post(f"{page}/{row['id']}/revoke")).status_code == 409
    third = await issued(bureau, replace="true")
    phone = await client_for()
    for code in (first, second):
        answer = await phone.post("/activate", data={"code": code, **NEW})
        assert answer.status_code == 409
        assert "作废" in answer.text
    assert (await phone.post("/activate", data={"code": third, **NEW})).status_code == 303


async def test_a_membership_ends_at_once(client_for):
    bureau, owner = await client_for("inspector"), await client_for("owner")
    assert "贵池石料有限公司" in (await owner.get("/me")).text
    row = await Membership.select().where(Membership.person == ids()["owner"]).first()
    path = f"/enterprises/{ids()['A']}/members/{row['id']}/end"
    assert (await (await client_for("outsider")).post(path)).status_code == 404
    assert (await bureau.post(f"/enterprises/{ids()['B']}/members/{row['id']}/end")).status_code == 404
    assert (await bureau.post(path)).status_code == 303
    assert "贵池石料有限公司" not in (await owner.get("/me")).text
    assert (await bureau.post(path)).status_code == 409


async def test_outside_of_the_reach_there_is_no_such_enterprise(client_for):
    outsider = await client_for("outsider")
    path = f"/enterprises/{ids()['A']}/activation"
    assert (await outsider.get(path)).status_code == 404
    assert (await outsider.post(path, data={"note": ""})).status_code == 404
    assert (await (await client_for("owner")).get(path)).status_code == 403


async def test_me_shows_and_changes(client_for):
    client = await client_for("inspector")
    text = (await client.get("/me")).text
    for word in ("监督员", "贵池区卫生健康委员会", "皖R0101", "退出登录", "修改密码"):
        assert word in text
    answer = await client.post("/me", data={"name": "王敏", "phone": "139", "email": "wrong"})
    assert answer.status_code == 422
    assert "王敏" in answer.text
    answer = await client.post("/me", data={"name": "王敏", "phone": "139", "email": "wm@example.cn"})
    assert answer.status_code == 303
    row = await Person.select().where(Person.id == ids()["inspector"]).first()
    assert (row["name"], row["phone"], row["email"]) == ("王敏", "139", "wm@example.cn")


async def test_my_sessions_end_and_not_those_of_others(client_for):
    here, there, third = [await client_for("inspector") for _ in range(3)]
    other = await client_for("colleague")
    mine = await Session.select().where(Session.person == ids()["inspector"]).order_by(Session.id)
    assert (await other.post(f"/me/sessions/{mine[1]['id']}/end")).status_code == 404
    assert (await here.post(f"/me/sessions/{mine[1]['id']}/end")).status_code == 303
    assert (await there.get("/me")).status_code == 303
    assert (await third.get("/me")).status_code == 200
    await here.post("/me/sessions/others/end")
    assert (await third.get("/me")).status_code == 303
    assert (await here.get("/me")).status_code == 200
    assert (await other.get("/me")).status_code == 200


async def test_the_trail_stays_within_the_reach(client_for):
    await issued(await client_for("inspector"))
    await (await client_for("outsider")).post("/me", data={"name": "外县人", "phone": "1", "email": ""})
    await (await client_for("owner")).post("/me", data={"name": "老板", "phone": "1", "email": ""})
    await seal_waiting()
    county, city = await client_for("countyadmin"), await client_for("admin")
    text = (await county.get("/audit")).text
    assert "发激活码" in text
    assert "已封存" in text
    assert "老板" in text
    assert "外县人" not in text
    assert "外县人" in (await city.get("/audit")).text
    for params, shown in (
        ({"action": "activation.issued"}, True),
        ({"action": "person.edited"}, False),
        ({"person": "inspector"}, True),
        ({"enterprise": "gc sl"}, True),
        ({"enterprise": "贵池化工"}, False),
        ({"since": "2001-01-01", "until": "2001-01-02"}, False),
        ({"since": "2001-01-01", "until": "2190-01-01"}, True),
    ):
        text = (await county.get("/audit", params=params)).text
        assert ("安全科 李四" in text) is shown, params
    bad = await county.get("/audit", params={"since": "2026-02-30", "until": "x"})
    assert bad.status_code == 422
    assert "不是存在的日期" in bad.text


async def test_the_trail_comes_in_pages(client_for):
    client = await client_for("admin")
    for number in range(55):
        await client.post("/me", data={"name": f"乙{number:02}", "phone": "", "email": ""})
    seen, path = [], "/audit?action=person.edited"
    while path:
        text = html.unescape((await client.get(path)).text)
        seen += re.findall(r"<td>乙(\d\d)</td>\s*</tr>", text)
        more = re.search(r'class="button secondary" href="(/audit\?[^"]+)"', text)
        path = more[1] if more else ""
    assert seen == [f"{number:02}" for number in reversed(range(55))]


async def test_a_phone_finds_the_rest_of_the_rooms_at_me(client_for):
    for who, hrefs in {
        "inspector": ("/enterprises", "/inspections", "/day-lists", "/inbox"),
        "supervisor": ("/enterprises", "/day-lists", "/inbox", "/tasks"),
        "admin": ("/people", "/bureaus", "/checklists", "/audit"),
    }.items():
        page = (await (await client_for(who)).get("/me")).text
        more = page.split('id="more"', 1)[1].split("</section>", 1)[0]
        for href in hrefs:
            assert f'href="{href}"' in more
        assert 'href="/me"' not in more
