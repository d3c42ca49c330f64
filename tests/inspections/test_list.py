"""The list of visits: own reach, filters, pages without gaps, patrols that wait."""

import re
from datetime import timedelta

import pytest

from tests.cast import ids
from tests.inspections.ready import visit
from webapp.clock import now, today
from webapp.db.sql.paging import encode
from webapp.inspections.lists.listing import SIZE


def shown(page):
    return re.findall(r'class="what" href="/inspections/([0-9a-f-]{36})"', page.text)


async def test_it_keeps_to_the_reach(client_for):
    ours = str(await visit())
    theirs = str(await visit("outsider", "C", second=None))
    for name, expected in (
        ("inspector", [ours]),
        ("outsider", [theirs]),
        ("assistant", [ours]),
        ("admin", {ours, theirs}),
    ):
        page = await (await client_for(name)).get("/inspections")
        assert page.status_code == 200
        assert set(shown(page)) == set(expected), name
    assert (await (await client_for("owner")).get("/inspections")).status_code == 403


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=submitted", {"done", "closed", "patrol"}),
        ("kind=recheck", {"again"}),
        ("outcome=no_access", {"closed"}),
        ("q=石料", {"draft", "done", "again", "patrol"}),
        ("q=gchg", {"closed"}),
        ("state=discarded", {"gone"}),
        ("patrols=true", {"patrol"}),
        ("inspector=colleague&state=draft", {"draft", "again"}),
        ("since=THEN&until=THEN", {"done"}),
        ("q=%25", set()),
    ],
)
async def test_filters(client_for, query, expected):
    made = {
        "draft": await visit(),
        "done": await visit(state="submitted", started_at=now() - timedelta(days=2)),
        "closed": await visit(
            enterprise="B", state="submitted", outcome="no_access", no_access="nobody", second=None
        ),
        "again": await visit(kind="recheck"),
        "gone": await visit(state="discarded"),
        "patrol": await visit("assistant", kind="patrol", state="submitted", second=None, started_at=now()),
    }
    then = str(today() - timedelta(days=2))  # the others began an hour ago, which may be yesterday
    query = query.replace("THEN", then).replace("colleague", str(ids()["colleague"]))
    page = await (await client_for("inspector")).get(f"/inspections?{query}")
    assert page.status_code == 200
    assert {name for name, one in made.items() if str(one) in shown(page)} == expected


async def test_a_patrol_waits_until_an_inspector_comes(client_for):
    patrol = str(await visit("assistant", kind="patrol", state="submitted", second=None))
    client = await client_for("inspector")
    page = await client.get("/inspections?patrols=true")
    assert shown(page) == [patrol]
    assert f'href="/enterprises/{ids()["A"]}">开始检查' in page.text
    await visit(started_at=now())
    assert shown(await client.get("/inspections?patrols=true")) == []
    page = await client.get(f"/inspections/{patrol}")
    assert "开始检查" in page.text


async def test_pages_follow_each_other_without_gap_or_repetition(client_for):
    at = now() - timedelta(days=2)
    made = {
        str(await visit(started_at=at - timedelta(minutes=number // 3))) for number in range(SIZE * 2 + 5)
    }
    client = await client_for("inspector")
    seen, address = [], "/inspections?q=石料"
    while address:
        page = await client.get(address)
        seen += shown(page)
        assert f"共 <strong>{len(made)}</strong> 次检查" in page.text
        more = re.search(r'<a class="button secondary" href="(/inspections\?[^"]*cursor=[^"]*)"', page.text)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert len(seen) == len(made)
    assert set(seen) == made


@pytest.mark.parametrize("query", ["state=nonsense", "since=2026-02-31", "inspector=x", "q=" + "长" * 61])
async def test_what_cannot_be_filtered_is_said(client_for, query):
    page = await (await client_for("inspector")).get(f"/inspections?{query}")
    assert page.status_code == 422
    assert "需要改正" in page.text


async def test_an_empty_list_says_what_to_do(client_for):
    client = await client_for("inspector")
    assert "还没有检查" in (await client.get("/inspections")).text
    assert "没有符合条件的检查" in (await client.get("/inspections?q=没有的")).text
    for cursor in (
        "nonsense",
        encode("2026-01-01", 3),
        encode("2026-01-01T00:00:00", str(ids()["A"])),
        encode(1, 2),
    ):
        assert (await client.get(f"/inspections?cursor={cursor}")).status_code == 200
