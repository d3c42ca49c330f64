"""What a draw draws from: enterprises, people, recusals, and what is refused before anything is promised."""

from datetime import timedelta

import pytest

from tests.cast import ids
from tests.draws.scene import NEW, WITNESS, begun, frozen, step, the
from tests.inspections.ready import visit
from webapp.clock import now, today
from webapp.db import sql, transaction
from webapp.draws import queries
from webapp.draws.tables import Draw, DrawEntry
from webapp.enterprises.tables import Enterprise
from webapp.inspections.rules import KINDS, VisitKind


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


async def test_visits_that_count_towards_the_cap_are_those_of_capped_kinds(client_for, monkeypatch):
    """Which kinds count is said by the kind alone (inspections/rules)."""
    monkeypatch.setitem(KINDS, "lookback", VisitKind("lookback", "回头看", "回头看", capped=True))
    for kind, enterprise in (("patrol", "A"), ("lookback", "C")):
        for _ in range(2):
            async with transaction():
                await sql(
                    "UPDATE inspection SET state = 'submitted', kind = {}, began_at = {}, enterprise = {} WHERE id = {}",
                    kind, now(), ids()[enterprise], await visit(),
                )  # fmt: skip
    pk = await begun(await client_for("chief"))
    assert (await frozen(await client_for("chief"), pk)).status_code == 303
    left = (await queries.paper(pk, "objects"))["left_out"]
    assert [(one["name"], one["why"]) for one in left] == [("东至建材有限公司", "今年的检查次数已到上限")]


async def test_a_recusal_is_listed_where_both_are_in_reach(client_for):
    """Who supervises a person learns nothing of enterprises elsewhere."""
    relation = {"person": ids()["inspector"], "kind": "family", "since": "2026-01-05"}
    chief = await client_for("chief")
    for name in ("A", "C"):
        assert (
            await chief.post("/draws/recusals", data=relation | {"enterprise": ids()[name]})
        ).status_code == 303
    page = (await (await client_for("supervisor")).get("/draws/recusals")).text
    assert page.count("亲属在该单位</td>") == 1, "the other enterprise belongs to another county"
    assert "东至建材" not in page
