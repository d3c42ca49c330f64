"""任务: what waits, how far it is, what was begun; the same few statements however long the lists."""

import html
import re
import uuid
from datetime import timedelta

from tests.cast import ids
from tests.counting import statements
from webapp.accounts.login.sessions import load_user
from webapp.checklists.tables import ChecklistVersion
from webapp.clock import now, today
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.field import verbs
from webapp.field.tables import DayList, DayListEntry
from webapp.field.verbs import Plan
from webapp.inspections.tables import Inspection


async def listed(at=("A", "B"), on=None, lead="inspector", second="colleague"):
    user = await load_user(ids()["supervisor"])
    plan = Plan(on or today(), "routine", ids()[lead], ids()[second], [ids()[name] for name in at])
    return await verbs.make_day_list(user, plan)


async def visited(enterprise, lead="inspector", **columns):
    version = (await ChecklistVersion.select(ChecklistVersion.id).first())["id"]
    row = {"state": "submitted", "started_at": now(), "received_at": now(), "kind": "routine", **columns}
    async with transaction():
        await Inspection.insert(
            Inspection(
                id=uuid.uuid4(), enterprise=ids()[enterprise], version=version, lead=ids()[lead], **row
            )
        )


async def tasks(client_for, who="inspector"):
    answer = await (await client_for(who)).get("/tasks")
    assert answer.status_code == 200
    return answer.text.split("<main", 1)[1]


async def test_nothing_planned_says_what_to_do_next(client_for):
    page = await tasks(client_for)
    for words in ("今天没有安排", 'href="/scan"', 'href="/enterprises"', 'href="/day-lists/new"'):
        assert words in page


async def test_entries_carry_what_is_needed_on_the_way(client_for):
    await listed(("A",))
    async with transaction():
        await Enterprise.update({Enterprise.open_findings: 3}).where(Enterprise.id == ids()["A"])
    page = await tasks(client_for)
    for words in (
        "今天", "贵池石料有限公司", "工业园 1 号", "uri.amap.com", 'href="tel:0566-2000000"', "未销号 3 项", "未检",
        f'href="/enterprises/{ids()["A"]}/visit?kind=routine&amp;second={ids()["colleague"]}"', f'href="/enterprises/{ids()["A"]}/no-access"',
    ):  # fmt: skip
        assert words in page
    assert "贵池石料" not in await tasks(client_for, "supervisor")


async def test_visits_since_that_day_by_those_two_tell_the_state(client_for):
    await listed(("A", "B"))
    await visited("A", "supervisor")
    await visited("B", "colleague", started_at=now() - timedelta(days=2))
    assert (await tasks(client_for)).count("未检</span>") == 2
    await visited("A", "colleague")
    await visited("B", outcome="no_access", no_access="nobody")
    page = await tasks(client_for)
    assert "已检" in page
    assert "无法检查" in page
    assert "未检</span>" not in page
    await visited("B", state="draft")
    page = await tasks(client_for)
    [card] = [one for one in page.split("<article")[1:] if "检查中" in one]
    [address] = re.findall(r'<a class="button" href="(/inspections/[^"]+)">继续检查</a>', card)
    assert (await (await client_for("inspector")).get(address)).status_code == 200
    # What the other one began without this person is not this person's to go on with.
    await visited("A", "colleague", state="draft")
    others = await tasks(client_for, "colleague")
    assert [one.count("继续检查") for one in others.split("<article")[1:]] == [0, 0]


async def test_a_list_says_how_far_it_is_here_and_at_the_desk(client_for):
    """3/5 with a bar, and each entry's state; the desk counts for all of its lists in one go."""
    pk = await listed(("A", "B"))
    desk = await client_for("supervisor")

    async def shown(done, *others):
        for page in (
            await tasks(client_for),
            (await desk.get("/day-lists")).text,
            (await desk.get(f"/day-lists/{pk}")).text,
        ):
            assert f'<span class="n">{done}/2</span>' in page
            assert f'<progress value="{done}" max="2"' in page
            for words in others:
                assert words in page
        return page

    await shown(0, "未检 2 家")
    await visited("A", outcome="no_access", no_access="nobody")
    page = await shown(0, "无法检查 1 家，未检 1 家")
    assert re.findall(r'<span class="badge \w+">.*?</svg>(\S+?)</span>', page) == ["无法检查", "未检"]
    await visited("A", "colleague")
    await visited("B", state="draft")
    page = await shown(1, "检查中 1 家")
    assert re.findall(r'<span class="badge \w+">.*?</svg>(\S+?)</span>', page) == ["已检", "检查中"]
    before = len(await statements(desk.get("/day-lists")))
    for _ in range(5):
        await listed(("A", "B"))
    assert len(await statements(desk.get("/day-lists"))) == before


async def test_drafts_stand_above(client_for):
    await visited("A", state="draft")
    page = await tasks(client_for)
    assert "继续检查" in page
    assert "今天没有安排" not in page
    assert 'href="/scan"' in page
    assert "继续检查" not in await tasks(client_for, "colleague")


async def test_past_and_cancelled_lists_are_gone_coming_ones_there(client_for):
    await listed(("A",), on=today() + timedelta(days=3))
    past = await listed(("B",))
    async with transaction():
        await DayList.update({DayList.on: today() - timedelta(days=1)}).where(DayList.id == past)
    page = await tasks(client_for)
    assert "贵池石料" in page
    assert "贵池化工" not in page


async def test_an_enterprise_that_left_the_reach_is_not_shown(client_for):
    await listed(("A", "B"))
    async with transaction():
        await Enterprise.update({Enterprise.bureau: ids()["other"]}).where(Enterprise.id == ids()["A"])
    page = await tasks(client_for)
    assert "贵池石料" not in page
    assert "贵池化工" in page


async def test_longer_lists_cost_no_more_statements(client_for):
    await listed(("A",))
    client, desk = await client_for("inspector"), await client_for("supervisor")
    few, few_lists = await statements(client.get("/tasks")), await statements(desk.get("/day-lists"))
    for _ in range(3):
        await listed(("A", "B"))
    async with transaction():
        first = await DayList.select().first()
        for number in range(20):
            made = await Enterprise.insert(
                Enterprise(
                    name=f"第{number}家",
                    area="341702001",
                    bureau=ids()["county"],
                    created_at=now(),
                    updated_at=now(),
                )
            )
            entry = DayListEntry(day_list=first["id"], enterprise=made[0]["id"], position=number + 5)
            await DayListEntry.insert(entry)
    assert len(await statements(client.get("/tasks"))) == len(few)
    assert len(await statements(desk.get("/day-lists"))) == len(few_lists)


async def test_labels_cost_no_more_statements_when_they_are_many(client_for):
    desk = await client_for("supervisor")
    one = await statements(desk.get(f"/labels/sheet?enterprise={ids()['A']}"))
    assert len(await statements(desk.get("/labels/sheet"))) == len(one)


async def test_a_visit_takes_kind_and_colleague_of_the_list(client_for):
    await listed(("A",))
    client = await client_for("colleague")
    start = re.search(r'href="(/enterprises/\d+/visit\?[^"]+)"', (await client.get("/tasks")).text)[1]
    page = (await client.get(html.unescape(start).replace("routine", "special"))).text
    assert 'value="special" checked' in page
    assert page.count("checked") == 1
    assert f'<option value="{ids()["inspector"]}" selected>' in page
    page = (await client.get(f"/enterprises/{ids()['A']}/visit?kind=nonsense&second=x")).text
    assert 'value="routine" checked' in page
    assert "selected" not in page.split('name="second"')[1].split("</select>")[0]
