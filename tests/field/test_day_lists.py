"""Day lists: made by the desk or by inspectors for themselves, with two badges, within everybody's reach."""

from datetime import timedelta

import pytest

from tests.cast import ids
from webapp.accounts.login.sessions import load_user
from webapp.accounts.tables import Person
from webapp.audit.queries import history
from webapp.clock import today
from webapp.db import transaction
from webapp.errors import Conflict, Invalid, NotFound
from webapp.field import queries, verbs
from webapp.field.tables import DayList
from webapp.field.verbs import Plan


def plan(on=None, kind="routine", lead="inspector", second="colleague", at=("A", "B"), title=""):
    who, places = ids(), [ids()[name] for name in at]
    return Plan(on or today(), kind, who[lead], who[second] if second else None, places, title)


def fields(**more):
    who = ids()
    return {
        "on": today().isoformat(), "kind": "routine", "lead": who["inspector"], "second": who["colleague"], "title": "粉尘专项",
        "enterprise": [who["B"], who["A"]], "do": "save", **more,
    }  # fmt: skip


async def make(who="supervisor", **more):
    return await verbs.make_day_list(await load_user(ids()[who]), plan(**more))


async def test_made_by_the_desk_and_seen_by_both(client_for):
    client = await client_for("supervisor")
    answer = await client.post("/day-lists/new", data=fields())
    assert answer.status_code == 303
    assert "粉尘专项" in (await client.get("/day-lists")).text
    for who in ("inspector", "colleague"):
        page = (await (await client_for(who)).get("/tasks")).text
        assert page.index("贵池化工") < page.index("贵池石料")
        assert "未检" in page
        assert 'href="tel:0566-2000000"' in page


async def test_order_search_and_adding_without_script(client_for):
    client = await client_for("supervisor")
    answer = await client.post("/day-lists/new", data=fields(do=f"up-{ids()['A']}", title="留着"))
    assert answer.status_code == 200
    assert answer.text.index("1. 贵池石料") < answer.text.index("2. 贵池化工")
    assert 'value="留着"' in answer.text
    answer = await client.post("/day-lists/new", data=fields(do="search", q="gchg", enterprise=[ids()["A"]]))
    assert 'aria-label="加入 贵池化工有限公司"' in answer.text
    answer = await client.post("/day-lists/new", data=fields(do=f"add-{ids()['B']}", enterprise=[ids()["A"]]))
    assert "2. 贵池化工" in answer.text
    assert not await DayList.exists()


async def test_htmx_gets_the_form_alone(client_for):
    client = await client_for("supervisor", **{"hx-request": "true", "hx-request-type": "partial"})
    answer = await client.post("/day-lists/new", data=fields(do="search", q="gcsl", enterprise=[]))
    assert "加入 贵池石料" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"second": ""}, "协办人员"), ({"on": "2020-01-01"}, "日期已过"), ({"on": "2026-02-30"}, "不是存在的日期"),
        ({"enterprise": []}, "至少加入一家"), ({"kind": "party"}, "选项无效"), ({"lead": "99999999999"}, "选项无效"),
        ({"enterprise": ["99999999"]}, "管辖范围"), ({"title": "长" * 101}, "不能超过"), ({"on": ""}, "请填写日期"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_and_kept(client_for, more, says):
    answer = await (await client_for("supervisor")).post("/day-lists/new", data=fields(**more))
    assert answer.status_code == 422
    assert says in answer.text
    if "title" not in more:
        assert 'value="粉尘专项"' in answer.text
    assert not await DayList.exists()


async def test_reach_of_the_planner_and_of_those_who_go(db):
    with pytest.raises(Invalid, match="不在您的管辖范围"):
        await make(at=("A", "C"))
    with pytest.raises(Invalid, match="人员不在您的管辖范围"):
        await make(second="outsider")
    with pytest.raises(Invalid, match="贵池石料有限公司不在outsider同志的管辖范围内"):
        await make("chief", lead="outsider", second="chief", at=("A",))
    assert await make("chief", lead="inspector", second="chief", at=("A",))


async def test_inspectors_plan_for_themselves_only(db):
    assert await make("inspector")
    with pytest.raises(Invalid, match="自己参加"):
        await make("inspector", lead="supervisor", second="colleague")
    pk = await make("supervisor", lead="supervisor", second="colleague")
    with pytest.raises(NotFound):
        await queries.day_list_for(await load_user(ids()["inspector"]), pk)
    assert (await queries.day_list_for(await load_user(ids()["colleague"]), pk))["id"] == pk


async def test_the_same_badge_twice_is_refused(db):
    async with transaction():
        await Person.update({Person.badge: "皖R0101"}).where(Person.id == ids()["colleague"])
    with pytest.raises(Invalid, match="证号相同"):
        await make()


async def test_an_assistant_patrols(client_for):
    with pytest.raises(Invalid, match="只能安排巡查"):
        await make(lead="assistant")
    await make(lead="assistant", second=None, kind="patrol")
    page = (await (await client_for("assistant")).get("/tasks")).text
    assert "巡查" in page
    assert "开始检查" in page
    assert "建任务" not in page


async def test_changing_and_cancelling_are_told(client_for):
    pk = await make(at=("A",))
    client = await client_for("supervisor")
    assert "贵池石料" in (await client.get(f"/day-lists/{pk}")).text
    assert (await client.post(f"/day-lists/{pk}", data=fields(enterprise=[ids()["B"]]))).status_code == 303
    assert (await queries.day_list_for(await load_user(ids()["supervisor"]), pk))["enterprises"] == [
        ids()["B"]
    ]
    for _ in range(2):
        assert (await client.post(f"/day-lists/{pk}/cancellation")).status_code == 303
    assert [event["action"] for event in await history("day_list", pk)] == [
        "day_list.made", "day_list.changed", "day_list.cancelled",
    ]  # fmt: skip
    with pytest.raises(Conflict):
        await verbs.change_day_list(await load_user(ids()["supervisor"]), pk, plan())
    assert "贵池" not in (await (await client_for("inspector")).get("/tasks")).text.split("<main")[1]


async def test_an_old_list_keeps_its_date(db):
    pk = await make(at=("A",))
    yesterday = today() - timedelta(days=1)
    async with transaction():
        await DayList.update({DayList.on: yesterday}).where(DayList.id == pk)
    supervisor = await load_user(ids()["supervisor"])
    await verbs.change_day_list(supervisor, pk, plan(on=yesterday, title="补记"))
    with pytest.raises(Invalid, match="日期已过"):
        await verbs.change_day_list(supervisor, pk, plan(on=yesterday - timedelta(days=1)))


@pytest.mark.parametrize("who", ["outsupervisor", "outsider"])
async def test_out_of_reach_a_list_does_not_exist(client_for, who):
    pk = await make()
    client = await client_for(who)
    for method, path in (("GET", ""), ("POST", ""), ("POST", "/cancellation")):
        assert (await client.request(method, f"/day-lists/{pk}{path}", data=fields())).status_code == 404
    assert (await client.get("/day-lists/99999999999999")).status_code == 404
    assert "粉尘" not in (await client.get("/day-lists")).text


@pytest.mark.parametrize(
    ("who", "path"),
    [("assistant", "/day-lists"), ("owner", "/day-lists"), ("owner", "/tasks"), ("admin", "/tasks")],
)
async def test_wrong_roles(client_for, who, path):
    assert (await (await client_for(who)).get(path)).status_code == 403
