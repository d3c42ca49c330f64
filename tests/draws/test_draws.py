"""A draw from its draft to its lock and after, over HTTP."""

import asyncio
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.cast import ids
from tests.draws.scene import NEW, WITNESS, begun, drawn, frozen, locked, step
from webapp.accounts.login.sessions import load_user
from webapp.audit.queries import history
from webapp.audit.rules import canonical
from webapp.clock import today
from webapp.db import transaction
from webapp.draws import packing, queries
from webapp.draws.command import draw as command
from webapp.draws.proof import verify_all
from webapp.draws.rules.verifying import failing, verify
from webapp.draws.tables import Draw, DrawEntry, DrawPaper
from webapp.draws.verbs import drawing, freezing
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict
from webapp.jobs.runner import run_next


async def the(pk):
    return (await Draw.select().where(Draw.id == pk).first()) or {}


async def test_from_draft_to_public(client_for, tmp_path):
    client = await client_for("chief")
    assert "还没有抽查" in (await client.get("/draws")).text
    assert (await client.get("/draws/new")).status_code == 200
    pk = await begun(client)
    page = (await client.get(f"/draws/{pk}")).text
    assert "可以抽取 <strong>3</strong> 户" in page
    assert "贵池石料" in page
    code = (await the(pk))["code"]
    public = await client_for()
    assert (await public.get(f"/public/draws/{code}")).status_code == 404
    assert (await frozen(client, pk)).status_code == 303
    assert (await public.get(f"/public/draws/{code}")).status_code == 404
    assert (await step(client, pk, "commitment")).status_code == 303
    row = await the(pk)
    seen = await public.get(f"/public/draws/{code}")
    assert seen.status_code == 200
    assert row["commitment"] in seen.text
    assert row["secret_hash"] in seen.text
    assert (
        row["secret"]
        not in seen.text
        + (await client.get(f"/draws/{pk}")).text
        + (await public.get(f"/public/draws/{code}.json")).text
    )
    assert (await step(client, pk, "result")).status_code == 422
    assert (await step(client, pk, "witnesses", **WITNESS)).status_code == 303
    assert "今日晴 42" in (await client.get(f"/draws/{pk}/screen")).text
    assert (await step(client, pk, "result")).status_code == 303
    assert (await step(client, pk, "lock")).status_code == 303
    seen = await public.get(f"/public/draws/{code}")
    assert seen.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in seen.headers
    assert "皖R" in seen.text
    assert "同志" not in seen.text
    file = tmp_path / "package.json"
    file.write_bytes((await public.get(f"/public/draws/{code}.json")).content)
    assert failing(verify(file.read_bytes())) is None
    run = CliRunner().invoke(command, ["verify", str(file)])
    assert run.exit_code == 0, run.output
    file.write_bytes(file.read_bytes().replace("双随机".encode(), "单随机".encode(), 1))
    run = CliRunner().invoke(command, ["verify", str(file)])
    assert run.exit_code == 1
    assert "承诺" in run.output.splitlines()[-1]
    assert [event["action"] for event in await history("draw", pk)] == [
        "draw.created", "draw.quotas_set", "draw.frozen", "draw.committed", "draw.witnessed", "draw.drawn", "draw.locked",
    ]  # fmt: skip
    assert not any(row["secret"] in str(event) for event in (await history("draw", pk))[:5])
    for path in ("sheet", "result.xlsx", "screen"):
        assert (await client.get(f"/draws/{pk}/{path}")).status_code == 200


async def test_no_step_is_done_twice_or_out_of_turn(client_for):
    client = await client_for("chief")
    pk = await drawn(client)
    before = await the(pk)
    for name, data in (("commitment", {}), ("witnesses", WITNESS), ("result", {}), ("freezing", {})):
        answer = await step(client, pk, name, **data)
        assert answer.status_code in (409, 422), name
    assert await the(pk) == before
    assert (await step(client, pk, "lock")).status_code == 303
    assert (await step(client, pk, "lock")).status_code == 409
    answer = await step(client, pk, "abandonment", reason="不满意")
    assert answer.status_code == 409


async def test_two_people_draw_at_once_and_one_wins(client_for):
    client = await client_for("chief")
    pk = await begun(client)
    await frozen(client, pk)
    await step(client, pk, "commitment")
    await step(client, pk, "witnesses", **WITNESS)
    chief = await load_user(ids()["chief"])
    done = await asyncio.gather(*(drawing.draw(chief, pk) for _ in range(3)), return_exceptions=True)
    assert [one for one in done if one is None] == [None]
    assert all(isinstance(one, Conflict) and "已抽取" in one.sentence for one in done if one is not None)
    assert await DrawPaper.count().where(DrawPaper.kind == "result") == 1


async def test_a_server_that_dies_while_drawing_goes_on_with_the_same_result(client_for, monkeypatch):
    client = await client_for("chief")
    pk = await begun(client)
    await frozen(client, pk)
    await step(client, pk, "commitment")
    await step(client, pk, "witnesses", **WITNESS)
    seen = []

    async def dies(row, p, inside):
        seen.append([one["key"] for one in p["result"]["entries"]])
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(drawing, "_keep", dies)
        with pytest.raises(asyncio.CancelledError):
            await drawing.draw(await load_user(ids()["chief"]), pk)
    assert (await the(pk))["state"] == "committed"
    assert not await DrawEntry.exists()
    assert (await step(client, pk, "result")).status_code == 303
    assert [row["key"] for row in await DrawEntry.select(DrawEntry.key).order_by(DrawEntry.id)] == seen[0]


async def test_an_abandoned_draw_stays_public_with_its_reason(client_for):
    client = await client_for("chief")
    pk = await drawn(client)
    assert (await step(client, pk, "abandonment")).status_code == 422
    assert (await step(client, pk, "abandonment", reason="名录有误 <b>")).status_code == 303
    page = (await (await client_for()).get(f"/public/draws/{(await the(pk))['code']}")).text
    assert "名录有误 &lt;b&gt;" in page
    assert "已放弃" in page
    assert (await step(client, pk, "lock")).status_code == 409
    assert await begun(client) != pk


async def test_names_wait_for_their_day_and_hashes_do_not(client_for):
    day = today() + timedelta(days=9)
    pk = await locked(client_for, names_on=day.isoformat())
    row, public = await the(pk), await client_for()
    text = (await public.get(f"/public/draws/{row['code']}")).text + (
        await public.get(f"/public/draws/{row['code']}.json")
    ).text
    assert row["result_hash"] in text
    assert not any(word in text for word in ("有限公司", "皖R", row["secret"], row["seed"]))
    async with transaction():
        await Draw.update({Draw.names_on: today()}).where(Draw.id == pk)
    assert failing(verify((await public.get(f"/public/draws/{row['code']}.json")).content)) is None


async def test_a_supplement_is_the_next_of_the_same_order(client_for):
    client = await client_for("chief")
    pk = await locked(client_for, by="nothing")
    row = queries.unpacked(
        await Draw.select(*Draw.all_columns(), Draw.bureau.name.as_alias("bureau_name"))
        .where(Draw.id == pk)
        .first()
    )
    entry = (await DrawEntry.select())[0]
    data = {"key": entry["key"], "why": "moved", "note": "迁往外省", "again": "true"}
    assert (await step(client, pk, "supplements", **data)).status_code == 303
    assert (await step(client, pk, "supplements", **data)).status_code == 409
    other = (await DrawEntry.select().order_by(DrawEntry.id))[1]
    assert other["place"] == 2
    for key, again in ((other["key"], "true"),):
        assert (await step(client, pk, "supplements", key=key, why="stopped", again=again)).status_code == 303
    last = (await DrawEntry.select().order_by(DrawEntry.id))[2]
    answer = await step(client, pk, "supplements", key=last["key"], why="ended", again="true")
    assert answer.status_code == 303
    p = await packing.whole(row)
    assert [one["added"] for one in p["supplements"]] == [other["key"], last["key"], ""]
    assert failing(verify(canonical(p))) is None
    assert await verify_all() == (1, [])


async def test_the_trail_covers_draws(client_for):
    client = await client_for("chief")
    pk = await drawn(client)
    assert await verify_all() == (1, [])
    async with transaction():
        await DrawEntry.update({DrawEntry.people: '["皖R9999"]'}).where(DrawEntry.draw == pk)
    assert (await verify_all())[1] == [f"抽查 {(await the(pk))['code']}：结果与名录不符。"]
    async with transaction():
        await Draw.update({Draw.pool_hash: "0" * 64}).where(Draw.id == pk)
    assert len((await verify_all())[1]) == 2


async def test_left_out_by_name_and_reason(client_for):
    client = await client_for("chief")
    async with transaction():
        await Enterprise.update({Enterprise.status: "moved"}).where(Enterprise.id == ids()["C"])
    pk = await begun(client)
    assert (await frozen(client, pk)).status_code == 303
    left = (await queries.paper(pk, "objects"))["left_out"]
    assert [(one["name"], one["why"]) for one in left] == [("东至建材有限公司", "搬迁")]


async def test_expired_badges_leave_and_recusal_are_respected(client_for):
    client, who = await client_for("chief"), ids()
    past, far = (today() - timedelta(days=1)).isoformat(), (today() + timedelta(days=30)).isoformat()
    for name, data in (("inspector", {"badge_until": past}), ("colleague", {"away_until": far})):
        answer = await client.post(f"/draws/people/{who[name]}", data=data | {"specialist": "true"})
        assert answer.status_code == 303
    relation = {"person": who["chief"], "enterprise": who["A"], "kind": "family", "since": past}
    assert (await client.post("/draws/recusals", data=relation)).status_code == 303
    assert "贵池石料" in (await client.get("/draws/recusals")).text
    pk = await begun(client)
    assert (await frozen(client, pk, "all", "")).status_code == 303
    paper = await queries.paper(pk, "people")
    assert [(one["badge"], one["why"]) for one in paper["left_out"]] == [
        ("皖R0101", "执法证已过期"),
        ("皖R0102", "请假或不在岗"),
    ]
    assert [one["badge"] for one in paper["recused"]] == ["皖R0001"]
    for name, data in (("commitment", {}), ("witnesses", WITNESS), ("result", {})):
        assert (await step(client, pk, name, **data)).status_code == 303
    sent = {row["enterprise"]: row["people"] for row in await DrawEntry.select()}
    assert len(sent) == 3
    assert "皖R0001" not in sent[who["A"]]
    assert not any(badge in str(sent) for badge in ("皖R0101", "皖R0102"))


@pytest.mark.parametrize(
    ("more", "says"),
    [({"group": "6"}, "6 人"), ({"unvisited": "2020-01-01", "severity": "severe"}, "没有可以抽取的用人单位")],
)
async def test_what_cannot_be_drawn_is_said_before_anything_is_promised(client_for, more, says):
    client = await client_for("chief")
    for name in ("inspector", "colleague", "outsider"):
        data = {"away_until": (today() + timedelta(days=9)).isoformat(), "specialist": "true"}
        assert (await client.post(f"/draws/people/{ids()[name]}", data=data)).status_code == 303
    pk = await begun(client, **more)
    answer = await frozen(client, pk)
    assert answer.status_code == 422
    assert says in answer.text
    assert (await the(pk))["state"] == "draft"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": ""}, "名称"),
        ({"kind": "lottery"}, "彩票名称和期次"),
        ({"group": "1"}, "每组人数"),
        ({"by": "x"}, "选项无效"),
        ({"cap": "-1"}, "上限"),
    ],
)
async def test_a_bad_form_is_refused_in_words(client_for, more, says):
    answer = await (await client_for("chief")).post("/draws", data=NEW | more)
    assert answer.status_code == 422
    assert says in answer.text
    assert not await Draw.exists()


async def test_reach_and_roles(client_for):
    pk = await locked(client_for)
    county, other = await client_for("supervisor"), await client_for("outsupervisor")
    for client, mine, theirs in ((county, "有限公司", "东至建材"), (other, "东至建材", "341702")):
        page = (await client.get(f"/draws/{pk}")).text
        assert mine in page
        assert theirs not in page.split("<main")[1]
        assert (await step(client, pk, "supplements", key="x", why="moved")).status_code == 404
        assert "2026 年职业卫生双随机" in (await client.get("/draws")).text
    mine = await begun(county)
    assert (await other.get(f"/draws/{mine}")).status_code == 404
    assert (await (await client_for("chief")).get(f"/draws/{mine}")).status_code == 200
    assert (await (await client_for("inspector")).post("/draws", data=NEW)).status_code == 403
    assert (await (await client_for("owner")).get("/draws")).status_code == 403


async def test_a_large_pool_is_frozen_by_a_job(client_for, monkeypatch):
    monkeypatch.setattr(freezing, "AT_ONCE", 2)
    client = await client_for("chief")
    pk = await begun(client)
    answer = await frozen(client, pk)
    assert answer.headers["location"].startswith("/jobs/")
    assert await run_next()
    assert (await the(pk))["state"] == "frozen"


async def test_a_lottery_is_written_as_agreed_and_nothing_is_unilateral(client_for):
    client = await client_for("chief")
    pk = await begun(client, kind="lottery", source="双色球2026061期")
    await frozen(client, pk)
    await step(client, pk, "commitment")
    assert (await step(client, pk, "witnesses", **WITNESS)).status_code == 422
    assert (await step(client, pk, "result", number="今天的")).status_code == 422
    assert (await step(client, pk, "result", number="01,05,09,17,24,30+08")).status_code == 303
    assert (await the(pk))["number"] == "双色球2026061期:01,05,09,17,24,30+08"
    alone = await begun(client, kind="none")
    await frozen(client, alone)
    for name in ("commitment", "result", "lock"):
        assert (await step(client, alone, name)).status_code == 303
    for path in (
        f"/draws/{alone}",
        f"/draws/{alone}/sheet",
        f"/draws/{alone}/screen",
        f"/public/draws/{(await the(alone))['code']}",
    ):
        assert "单方承诺抽取" in (await client.get(path)).text
