"""Which visits count for a campaign, and that every number opens what it counts."""

import io
import re
from datetime import timedelta

import openpyxl

from tests.campaigns.scene import begun, coverage, links, press, running, the
from tests.cast import ids
from tests.inspections.ready import complete, visit, who
from webapp.accounts.login.sessions import load_user
from webapp.campaigns import queries
from webapp.campaigns.queries import exporting
from webapp.campaigns.verbs import locking
from webapp.campaigns.words import Standing
from webapp.clock import now, today
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit


async def inspected(enterprise: str = "A", days_ago: int = 0, lead: str = "inspector", **values):
    started = now() - timedelta(days=days_ago, hours=1)
    pk = await complete(enterprise=enterprise, started_at=started, lead=lead, **values)
    await submit(await who(lead), pk, ended=started + timedelta(minutes=50))
    return pk


async def figures(pk: int, name: str = "chief"):
    user = await load_user(ids()[name])
    return await coverage.whole(user, await queries.campaign_for(user, pk))


async def test_one_visit_counts_for_two_campaigns(client_for):
    chief = await client_for("chief")
    first, second = await running(chief), await running(chief, hazard="D001")
    await inspected()
    for pk in (first, second):
        assert [one["enterprise"] for one in await links(pk)] == [ids()["A"]]
        assert (await figures(pk)).done == 1
    assert (await figures(first)).listed == 3


async def test_a_visit_counts_by_its_own_day_however_late_it_arrives(client_for):
    """The phase ended two days ago; one visit of before arrives today, one of today comes too late."""
    chief = await client_for("chief")
    phase = {"starts_on-0": str(today() - timedelta(days=20)), "ends_on-0": str(today() - timedelta(days=2))}
    pk = await running(chief, **phase)
    await inspected("A", days_ago=3)
    await inspected("B", days_ago=0)
    assert [(one["enterprise"], one["visited_on"]) for one in await links(pk)] == [
        (ids()["A"], today() - timedelta(days=3))
    ]
    assert (await figures(pk)).done == 1


async def test_visits_from_before_the_list_was_frozen_count_too(client_for):
    chief = await client_for("chief")
    await inspected("A", days_ago=5)
    await inspected("B", days_ago=25)  # before the phase
    pk = await running(chief, hazard="D001", **{"starts_on-0": str(today() - timedelta(days=20))})
    assert [one["enterprise"] for one in await links(pk)] == [ids()["A"]]
    await inspected("B", days_ago=5)
    assert len(await links(pk)) == 1  # not on the list
    await locking.add(await who("chief"), pk, ids()["B"], "上级指定")
    assert [one["enterprise"] for one in await links(pk)] == [ids()["A"], ids()["B"]]


async def test_kinds_and_campaigns_that_do_not_count(client_for):
    chief = await client_for("chief")
    pk, ended = await running(chief), await running(chief)
    draft = await begun(chief)
    assert (await press(chief, ended, "ending")).status_code == 303
    await inspected(kind="complaint")
    assert await links(pk) == []
    await inspected(kind="special")
    assert len(await links(pk)) == 1
    assert await links(ended) == [] == await links(draft)


async def test_what_is_voided_does_not_count_and_its_copy_does(client_for):
    pk = await running(await client_for("chief"))
    one = await inspected()
    copy = await void_and_copy(await who("supervisor"), one, "协办人员选错")
    assert (await figures(pk)).done == 0
    await submit(await who("inspector"), copy)
    assert (await figures(pk)).done == 1 and len(await links(pk)) == 2


async def test_a_closed_gate_settles_only_what_has_stopped_or_moved(client_for):
    pk = await running(await client_for("chief"))
    for enterprise, why in (("A", "stopped"), ("B", "nobody")):
        gate = await visit(
            enterprise=enterprise, state="submitted", outcome="no_access", no_access=why, over_at=now()
        )
        await _linked(pk, gate)
    found = await figures(pk)
    assert (found.listed, found.done, found.closed, found.open) == (3, 0, 1, 2)
    assert (found.rate, found.settled, found.effective) == ("0.00%", "33.33%", "0.00%")


async def _linked(pk, inspection):
    """As its submission does."""
    from webapp.campaigns.verbs.linking import on_submission

    row = await Inspection.select().where(Inspection.id == inspection).first()
    async with transaction():
        await on_submission(await who("inspector"), row)


async def test_every_number_opens_as_many_as_it_says(client_for):
    chief = await client_for("chief")
    pk = await running(chief)
    await inspected("A")
    async with transaction():
        await Enterprise.update({Enterprise.status: "moved"}).where(Enterprise.id == ids()["C"])
    page = (await chief.get(f"/campaigns/{pk}?bureau={ids()['county']}")).text
    opened = re.findall(rf'href="(/campaigns/{pk}/enterprises\?[^"]+)">(\d+)<', page)
    assert len(opened) >= 6
    for address, number in opened:
        listed = (await chief.get(address.replace("&amp;", "&"))).text
        assert len(re.findall(r'<tr><th><a href="/enterprises/', listed)) == int(number), address


async def test_figures_of_bureaus_add_up_and_the_lists_are_disjoint(client_for):
    chief = await client_for("chief")
    pk = await running(chief)
    await inspected("A")
    user = await load_user(ids()["chief"])
    row = await queries.campaign_for(user, pk)
    whole, parts = await coverage.whole(user, row), await coverage.by_bureau(user, row)
    towns = [one for part in parts for one in await coverage.by_town(user, row, int(part.value))]
    for name in ("listed", "done", "closed", "open"):
        assert sum(getattr(one.coverage, name) for one in parts) == getattr(whole, name)
        assert sum(getattr(one.coverage, name) for one in towns) == getattr(whole, name)
    lists = [
        {one["id"] for one in (await coverage.enterprises(user, row, coverage.Asked(standing))).rows}
        for standing in (Standing.OPEN, Standing.DONE, Standing.CLOSED)
    ]
    assert [len(one) for one in lists] == [2, 1, 0]
    assert (await figures(pk, "outsider")).listed == 1


async def test_the_spreadsheet_has_what_the_page_lists(client_for):
    chief = await client_for("chief")
    pk = await running(chief)
    await inspected("A")
    answer = await chief.get(f"/campaigns/{pk}/enterprises.xlsx?standing=done")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][1] == "用人单位" and [row[1] for row in rows[1:]] == ["贵池石料有限公司"]
    assert rows[1][6] == "已检"


async def test_a_long_spreadsheet_is_written_page_by_page(client_for, monkeypatch):
    monkeypatch.setattr(exporting, "STEP", 2)
    chief = await client_for("chief")
    answer = await chief.get(f"/campaigns/{await running(chief)}/enterprises.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [1, 2, 3] and len({row[1] for row in rows[1:]}) == 3


async def test_a_long_list_comes_in_pages(client_for, monkeypatch):
    monkeypatch.setattr(coverage, "SHOWN", 2)
    chief = await client_for("chief")
    pk = await running(chief)
    user = await load_user(ids()["chief"])
    row = await queries.campaign_for(user, pk)
    first = await coverage.enterprises(user, row, coverage.Asked(), size=2)
    rest = await coverage.enterprises(user, row, coverage.Asked(), first.cursor, size=2)
    assert len(first.rows) == 2 and len(rest.rows) == 1 and rest.cursor is None
    assert (
        await chief.get(f"/campaigns/{pk}/enterprises?cursor=x&bureau=y&town=z&standing=q")
    ).status_code == 200
    assert (await the(pk))["found"] == 3
