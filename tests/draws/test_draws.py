"""A draw from its draft to its lock and after, over HTTP."""

import asyncio

import pytest
from click.testing import CliRunner

from tests.cast import ids
from tests.draws.scene import NEW, WITNESS, begun, drawn, frozen, locked, step, the
from webapp.accounts.login.sessions import load_user
from webapp.audit.queries import history
from webapp.db import transaction
from webapp.draws.command import draw as command
from webapp.draws.proof import verify_all
from webapp.draws.rules.verifying import failing, verify
from webapp.draws.tables import Draw, DrawEntry, DrawPaper
from webapp.draws.verbs import drawing, freezing
from webapp.errors import Conflict
from webapp.jobs.runner import run_next


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
