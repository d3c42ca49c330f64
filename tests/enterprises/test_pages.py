"""The registry's pages: finding, reading, creating, editing, in reach and out of it, with and without htmx."""

import re
from datetime import timedelta

import pytest

from tests.cast import SHORT, ids
from webapp.accounts.login.sessions import load_user
from webapp.clock import now
from webapp.db.sql.paging import encode
from webapp.enterprises import verbs
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists.listing import search
from webapp.enterprises.rules.credit_codes import make_credit_code
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.rules.short_codes import show_short_code
from webapp.enterprises.tables import Enterprise

PART = {"hx-request": "true", "hx-request-type": "partial"}
CODE = make_credit_code("91341702MA9999990")


def found(page):
    return re.findall(r'<th scope="row"><a href="/enterprises/\d+">([^<]+)</a>', page.text)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["贵池化工有限公司", "贵池石料有限公司"]),
        ("q=石料", ["贵池石料有限公司"]),
        ("q=gchg", ["贵池化工有限公司"]),
        ("q=贵池 化工", ["贵池化工有限公司"]),
        ("q=91341702ma0000001", ["贵池石料有限公司"]),
        ("q=%25", []),
        ("q=\\", []),
        ("q=不存在", []),
        ("area=341702", ["贵池化工有限公司", "贵池石料有限公司"]),
        ("hazard=D001", ["贵池石料有限公司"]),
        ("industry=C", ["贵池化工有限公司", "贵池石料有限公司"]),
        ("industry=26", []),
        ("open=true", []),
        ("severity=severe", []),
        ("status=nonsense&cursor=%F0%9F", ["贵池化工有限公司", "贵池石料有限公司"]),
    ],
)
async def test_finds_by_text_and_filters_in_the_own_reach(client_for, asked, names):
    client = await client_for("inspector")
    page = await client.get(f"/enterprises?{asked}")
    assert page.status_code == 200
    assert found(page) == names


async def test_what_was_not_found_can_be_made_under_its_name(client_for):
    client = await client_for("inspector")
    page = await client.get("/enterprises", params={"q": "新厂 & 子"})
    href = re.search(r'href="(/enterprises/new\?[^"]+)"', page.text)[1]
    assert 'value="新厂 &amp; 子"' in (await client.get(href)).text


async def test_the_code_is_one_step_away(client_for):
    link = f'href="/enterprises/{ids()["A"]}/code"'
    assert link in (await (await client_for("inspector")).get(f"/enterprises/{ids()['A']}")).text
    assert link not in (await (await client_for("assistant")).get(f"/enterprises/{ids()['A']}")).text


async def test_finds_by_short_code_and_by_open_findings(client_for):
    client = await client_for("assistant")
    assert found(await client.get("/enterprises", params={"q": show_short_code(SHORT["A"])})) == [
        "贵池石料有限公司"
    ]
    assert found(await client.get("/enterprises", params={"q": SHORT["C"]})) == []
    await verbs.set_open_findings(ids()["A"], 2)
    assert found(await client.get("/enterprises?open=true")) == ["贵池石料有限公司"]
    assert found(await client.get("/enterprises?sort=open"))[0] == "贵池石料有限公司"


@pytest.mark.parametrize("sort", ["", "open", "unvisited"])
async def test_pages_by_key_without_losing_or_doubling(client_for, sort):
    rows = [
        Enterprise(
            name=f"同名厂{number % 7}",
            area="341702001", bureau=ids()["county"], search=search_text(f"同名厂{number % 7}"),
            no_code_reason="测试", created_at=now(), updated_at=now(), open_findings=number % 3,
            last_visit_at=now() - timedelta(days=number % 4) if number % 3 else None,
        )
        for number in range(130)
    ]  # fmt: skip
    for start in (0, 65):
        await Enterprise.insert(*rows[start : start + 65])
    client = await client_for("inspector")
    seen, href = [], f"/enterprises?q=同名厂&sort={sort}"
    first = await client.get(href)
    assert "<strong>130</strong>" in first.text
    while href:
        page = await client.get(href, headers=PART)
        seen += re.findall(r'href="/enterprises/(\d+)"', page.text)
        more = re.search(r'hx-get="(/enterprises\?[^"]+cursor[^"]+)"', page.text)
        href = more[1].replace("&amp;", "&") if more else None
    assert len(seen) == len(set(seen)) == 130


async def test_the_longest_not_inspected_come_first_and_before_them_those_that_never_were(client_for):
    """In the order of both databases alike, over the pages too, whatever somebody makes of the cursor."""
    client = await client_for("inspector")
    days = {0: None, 1: 400, 2: 3, 3: None, 4: 40}
    for number, back in days.items():
        await Enterprise.insert(Enterprise(
            name=f"轮到厂{number}", area="341702001", bureau=ids()["county"], search=search_text(f"轮到厂{number}"),
            no_code_reason="测试", created_at=now(), updated_at=now(),
            last_visit_at=now() - timedelta(days=back) if back else None,
        ))  # fmt: skip
    address = "/enterprises?q=轮到厂&sort=unvisited"
    assert [name[-1] for name in found(await client.get(address))] == ["0", "3", "1", "4", "2"]
    assert "最久没有检查的在前" in (await client.get("/enterprises")).text
    user = await load_user(ids()["inspector"])
    form, seen, cursor = SearchForm({"q": ["轮到厂"], "sort": ["unvisited"]}), [], None
    for _ in range(5):
        page = await search(user, form, cursor, size=1)
        seen += [row["name"][-1] for row in page.rows]
        cursor = page.cursor
    assert (seen, cursor) == (["0", "3", "1", "4", "2"], None)
    for key in (("nonsense", 1), (None, "x"), ("2026-01-01", 1), (1, 2**40)):
        assert (await client.get(f"{address}&cursor={encode(*key)}")).status_code == 200


async def test_the_list_never_costs_more_queries_for_more_rows(client_for, monkeypatch):
    from webapp.db.connect import ENGINE

    client = await client_for("chief")
    asked = []
    for name in ("_run_in_new_connection", "run_querystring"):
        real = getattr(ENGINE, name, None)
        if real is None:
            continue

        async def counted(*args, real=real, **more):
            asked.append(args[0])
            return await real(*args, **more)

        monkeypatch.setattr(ENGINE, name, counted)
    await client.get("/enterprises?q=东至")
    few = len(asked)
    asked.clear()
    await client.get("/enterprises")
    assert few
    assert len(asked) <= few


async def test_one_shows_hazards_signs_contact_and_life(client_for):
    client = await client_for("inspector")
    await verbs.edit_enterprise(
        await load_user(ids()["inspector"]), ids()["A"], {"contact": "王五", "area": "341702100"}
    )
    page = await client.get(f"/enterprises/{ids()['A']}")
    for text in (
        "贵池石料有限公司",
        "矽尘",
        "注意防尘",
        'href="tel:0566-2000000"',
        "amap.com",
        "联系人：李四 → 王五",
        "殷汇镇",
    ):
        assert text in page.text
    # What no room serves has no button.
    for href in re.findall(r'href="(/[^"?#]*)', page.text):
        if href.startswith("/enterprises"):
            assert (await client.get(href)).status_code == 200


@pytest.mark.parametrize("who", ["outsider", "outsupervisor", "zoneinspector"])
async def test_out_of_reach_does_not_exist(client_for, who):
    client = await client_for(who)
    for path in ("", "/edit"):
        assert (await client.get(f"/enterprises/{ids()['A']}{path}")).status_code == 404
    assert (await client.post(f"/enterprises/{ids()['A']}", data={"name": "x"})).status_code == 404
    assert found(await client.get("/enterprises?q=贵池")) == []


async def test_employers_and_assistants_keep_out(client_for):
    owner, assistant = await client_for("owner"), await client_for("assistant")
    assert (await owner.get("/enterprises")).status_code == 403
    assert (await owner.get(f"/enterprises/{ids()['A']}")).status_code == 403
    assert (await assistant.get(f"/enterprises/{ids()['A']}")).status_code == 200
    assert (await assistant.get("/enterprises/new")).status_code == 403
    assert (await assistant.post("/enterprises", data={})).status_code == 403


def typed(**more):
    return {
        "name": "𠮷田石材厂😀",
        "credit_code": CODE.lower(),
        "area": "341702001",
        "status": "running",
        **more,
    }


async def test_an_inspector_creates_one_with_hazards(client_for):
    client = await client_for("inspector")
    assert "建档" in (await client.get("/enterprises/new")).text
    answer = await client.post("/enterprises", data=typed(hazards=["D001", "P001"], exposed_D001="12"))
    assert answer.status_code == 303, answer.text
    page = await client.get(answer.headers["location"])
    assert "𠮷田石材厂😀" in page.text
    assert "12 人接触" in page.text
    assert CODE in page.text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": ""}, "请填写单位名称"),
        ({"name": "长" * 201}, "不能超过 200"),
        ({"credit_code": ""}, "请在下面说明原因"),
        ({"credit_code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "校验位不对"),
        ({"area": "火星"}, "没有这个地区"),
        ({"area": "34"}, "请填到县"),
        ({"area": "341721100"}, "不在您的管辖范围内"),
        ({"workers": "5", "exposed_workers": "9"}, "不能多于"),
        ({"workers": "１e9"}, "请填整数"),
        ({"latitude": "30"}, "一起填写"),
        ({"latitude": "nan", "longitude": "1"}, "应在"),
        ({"latitude": "117", "longitude": "30"}, "应在"),
        ({"latitude": "-30", "longitude": "117"}, "填反"),
        ({"hazards": ["X1"]}, "选项无效"),
        ({"hazards": ["D001"], "exposed_D001": "很多"}, "请填整数"),
        ({"status": "gone"}, "选项无效"),
        ({"bureau": "1000000"}, "选项无效"),
        ({"address": "地" * 10_000}, "不能超过 300"),
    ],
)
async def test_bad_input_is_told_and_kept(client_for, more, says):
    client = await client_for("inspector")
    answer = await client.post("/enterprises", data=typed(contact="记得我", **more))
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="记得我"' in answer.text


async def test_a_duplicate_is_linked_when_in_reach(client_for):
    client = await client_for("inspector")
    made = (await client.post("/enterprises", data=typed())).headers["location"]
    again = await client.post("/enterprises", data=typed())
    assert again.status_code == 409
    assert f'href="{made}"' in again.text
    other = await (await client_for("outsider")).post("/enterprises", data=typed(area="341721100"))
    assert other.status_code == 409
    assert made not in other.text


async def test_editing_meets_the_other_s_change(client_for):
    client, path = await client_for("inspector"), f"/enterprises/{ids()['A']}"
    form = (await client.get(f"{path}/edit")).text
    fields = dict(re.findall(r'<input [^>]*name="([^"]+)" [^>]*?value="([^"]*)"', form))
    fields |= {"status": "running", "hazards": ["D001", "P001"], "credit_code": fields["credit_code"]}
    await verbs.edit_enterprise(await load_user(ids()["colleague"]), ids()["A"], {"phone": "110"})
    answer = await client.post(path, data={**fields, "contact": "赵六"})
    assert answer.status_code == 409
    assert "colleague同志把“联系电话”改成了：110" in answer.text
    assert 'value="赵六"' in answer.text
    revision = re.search(r'name="revision" value="(\d+)"', answer.text)[1]
    assert (
        await client.post(path, data={**fields, "contact": "赵六", "revision": revision})
    ).status_code == 303
    assert "赵六" in (await client.get(path)).text


async def test_parts_for_htmx(client_for):
    client = await client_for("inspector")
    part = await client.get("/enterprises?q=石料", headers=PART)
    assert "<html" not in part.text
    assert 'id="results"' in part.text
    areas = await client.get("/areas/options?changed=1&parent=341702")
    assert 'value="341702100"' in areas.text
    assert "341702 安徽省池州市贵池区" in areas.text
    assert (await client.get("/areas/options?parent=drop&parent=x")).status_code == 200
    hazards = await client.get("/enterprises/hazards?hazard_q=噪声&hazards=D001&exposed_D001=7")
    assert 'value="7"' in hazards.text
    assert "噪声" in hazards.text
    assert "煤尘" not in hazards.text
    events = await client.get(f"/enterprises/{ids()['A']}?cursor=x", headers=PART)
    assert events.status_code == 200
