"""GET /field/pack: what to take along, bounded, within the reach, in a few statements, sent once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cast import SHORT, TOKENS, ids
from tests.counting import statements
from tests.field.test_tasks import listed, visited
from tests.findings.scene import finding, row_of, shoot
from tests.inspections.test_protocol import same_shape
from tests.inspections.visits import JSON
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.web import navigation

DOCUMENT = Path(__file__).parents[2] / "docs/protocol.md"


async def pack_of(client_for, who="inspector"):
    answer = await (await client_for(who, **JSON)).get("/field/pack")
    assert answer.status_code == 200
    return answer.json()


async def found_with_photo() -> str:
    """An open finding at A with its photo; returns the address of the thumbnail."""
    row = await row_of(await finding())
    photo = await shoot("inspector", "inspection", row["inspection"], f"finding:{row['draft']}")
    return f"/inspections/{row['inspection']}/photos/{photo}/thumbnail"


async def test_the_pack_is_as_the_document_says(client_for):
    await found_with_photo()
    found = re.search(r"^```json pack\n(.*?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    same_shape(json.loads(found[1]), await pack_of(client_for), "pack")


async def test_day_lists_come_first_then_recent_visits_with_what_is_open(client_for):
    thumbnail = await found_with_photo()
    await listed(("B",))
    body = await pack_of(client_for)
    assert [one["id"] for one in body["enterprises"]] == [ids()["B"], ids()["A"]]
    (one,) = body["enterprises"][1]["findings"]
    assert one["thumbnails"] == [thumbnail] == body["photos"]
    assert body["enterprises"][1]["tokens"] == [TOKENS["A"]]
    assert body["enterprises"][1]["short_codes"] == [SHORT["A"]]
    assert {"/tasks", "/findings", "/field/form", f"/enterprises/{ids()['B']}/visit"} <= set(body["pages"])


@pytest.mark.parametrize("who", ["inspector", "assistant"])
async def test_every_page_and_photo_of_the_pack_can_be_fetched(client_for, who):
    await found_with_photo()
    body = await pack_of(client_for, who)
    client = await client_for(who)
    # Every place in the dock of the phone opens without signal.
    assert {href for href, _, _ in navigation.PHONE[who]} <= set(body["pages"])
    for address in [*body["pages"], *body["photos"]]:
        assert (await client.get(address)).status_code == 200, address


async def test_what_is_out_of_reach_is_not_in_it(client_for):
    await visited("A")
    async with transaction():
        await Enterprise.update({Enterprise.bureau: ids()["other"]}).where(Enterprise.id == ids()["A"])
    assert (await pack_of(client_for))["enterprises"] == []
    assert (await pack_of(client_for, "outsider"))["enterprises"] == []


async def test_an_unchanged_pack_is_not_sent_again(client_for):
    await visited("A")
    client = await client_for("inspector", **JSON)
    first = await client.get("/field/pack")
    known = {"if-none-match": first.headers["etag"]}
    assert (await client.get("/field/pack", headers=known)).status_code == 304
    await visited("B")
    assert (await client.get("/field/pack", headers=known)).status_code == 200


async def test_more_enterprises_cost_no_more_statements(client_for):
    await found_with_photo()
    client = await client_for("inspector", **JSON)
    few = await statements(client.get("/field/pack"))
    await listed(("A", "B"))
    await visited("B")
    await finding(enterprise="B")
    more = await statements(client.get("/field/pack"))
    # One list instead of none asks for its entries and their visits: two statements, once.
    assert len(more) <= len(few) + 2
    await listed(("B", "A"))
    await finding(enterprise="B")
    assert len(await statements(client.get("/field/pack"))) == len(more)
