"""What a visit asks of the database does not grow with its answers; what it asks is found by an index."""

import json
from typing import Any

import pytest

from tests import cast
from tests.counting import statements
from tests.inspections.visits import JSON, STARTED, open_visit, uuid7
from tests.plans import scans
from webapp.checklists.tables import ChecklistItem


async def answers_of(number: int) -> list[dict[str, Any]]:
    items = await ChecklistItem.select(ChecklistItem.code).order_by(ChecklistItem.position).limit(number)
    return [
        {"entry": str(uuid7()), "item": item["code"], "result": "met", "note": "", "answered_at": STARTED, "base": 0}
        for item in items
    ]  # fmt: skip


async def test_sixty_answers_ask_as_often_as_one(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    one, many = await open_visit(client), await open_visit(client)
    await client.put(f"{await open_visit(client)}/answers", json={"answers": await answers_of(60)})
    few = await statements(client.put(f"{one}/answers", json={"answers": await answers_of(1)}))
    all_ = await statements(client.put(f"{many}/answers", json={"answers": await answers_of(60)}))
    assert 5 <= len(few) == len(all_) <= 8, all_
    assert sum(text.startswith('INSERT INTO "answer"') for text in all_) == 1


async def test_a_form_with_sixty_answers_asks_as_often_as_an_empty_one(client_for: Any) -> None:
    client = await client_for("inspector")
    address = await open_visit(client)
    await client.get(address)
    empty = await statements(client.get(address))
    await client.put(f"{address}/answers", json={"answers": await answers_of(60)}, headers=JSON)
    full = await statements(client.get(address))
    assert 10 <= len(empty) == len(full) <= 23, full


@pytest.mark.parametrize(
    ("statement", "walks"),
    [
        ("SELECT i.id FROM inspection i WHERE i.companion = 'x'", True),
        ("SELECT i.id FROM inspection i ORDER BY i.id", True),  # an index from end to end
        ("SELECT COUNT(*) FROM finding f WHERE f.state <> 'x' AND f.bureau + 0 = 1", True),
        (
            "SELECT f.id FROM finding f ORDER BY f.fact LIMIT 5",
            True,
        ),  # all are sorted before the first is known
        ("SELECT f.id FROM finding f WHERE f.fact = 'x' LIMIT 1", True),  # and where there is none?
        ("SELECT f.id FROM finding f WHERE f.state <> 'x' ORDER BY f.id DESC LIMIT 5", False),
        (
            "SELECT f.id FROM finding f WHERE f.id IN (SELECT g.id FROM finding g ORDER BY g.id LIMIT 5)",
            False,
        ),
        ("SELECT f.id FROM finding f WHERE f.id = 5", False),
    ],
)
async def test_a_walk_through_an_index_is_told_from_a_search(db: None, statement: str, walks: bool) -> None:
    assert bool(await scans(statement)) is walks


async def test_pages_and_saves_are_found_by_an_index(client_for: Any) -> None:
    """The plans of everything that opening, answering, reading and a red dot ask."""
    client = await client_for("inspector")
    address = f"/inspections/{uuid7()}"
    opening = {"enterprise": cast.ids()["A"], "kind": "routine", "started_at": STARTED}
    asked = await statements(client.put(address, json=opening, headers=JSON))
    asked += await statements(
        client.put(f"{address}/answers", json={"answers": await answers_of(60)}, headers=JSON)
    )
    asked += await statements(client.get(address))
    asked += await statements(client.get("/inbox"))
    walked = {text: found for text in asked if text.startswith("SELECT") if (found := await scans(text))}
    assert len(asked) > 25
    assert await scans("SELECT i.id FROM inspection i WHERE i.companion = 'x'")
    assert not walked, json.dumps(walked, ensure_ascii=False, indent=1)
