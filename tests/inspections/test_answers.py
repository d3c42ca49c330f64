"""Saving answers: idempotent, merged item by item, few statements."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests import cast
from tests.inspections.visits import JSON, open_visit, with_colleague
from webapp.db.connect import ENGINE
from webapp.inspections.queries.record import load
from webapp.inspections.tables import Answer, Inspection

HTML = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def item(code: str) -> Any:
    inspection = await Inspection.select().first()
    record = await load(inspection["id"])
    row = next(row for row in record.items if row["code"] == code)
    return record.answers[row["id"]]


async def test_an_answer_is_stored_and_repeated_without_effect(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    body = {"result": "mostly", "note": "台账缺三页 𠮷😀", "measured": "8.2 mg/m³", "base": 0}
    for _ in range(2):
        answer = await client.put(f"{address}/answers/1.1", json=body, headers={"X-Entry": "a-1"})
        assert answer.status_code == 200
        assert answer.headers["x-entry-stored"] == "a-1"
        assert answer.json()["revision"] == 1
    assert answer.json()["outcome"] == "repeated"
    rows = await Answer.select()
    assert [(row["result"], row["note"], row["measured"]) for row in rows] == [
        ("mostly", body["note"], "8.2 mg/m³")
    ]


async def test_the_same_answer_twice_at_once_is_one(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    put = [
        client.put(f"{address}/answers/1.1", json={"result": "met"}, headers={"X-Entry": "a-1"})
        for _ in range(5)
    ]
    answers = await asyncio.gather(*put)
    assert {one.status_code for one in answers} == {200}
    assert await Answer.count() == 1


async def test_earlier_values_stay_and_the_last_one_counts(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    for number, result in enumerate(["met", "unmet", "na", ""]):
        answer = await client.put(f"{address}/answers/2.1", json={"result": result, "base": number})
        assert answer.json()["revision"] == number + 1
    rows = await Answer.select().order_by(Answer.revision)
    assert [(row["result"], row["standing"]) for row in rows] == [
        ("met", False), ("unmet", False), ("na", False), ("", True),
    ]  # fmt: skip


async def test_two_inspectors_differ_and_one_settles_it(client_for: Any) -> None:
    lead, second, address = await with_colleague(client_for)
    await lead.put(f"{address}/answers/3.1", json={"result": "met"})
    other = await second.put(f"{address}/answers/3.1", json={"result": "unmet", "note": "无任命文件"})
    assert other.json()["outcome"] == "conflict"
    assert {value["result"] for value in other.json()["values"]} == {"met", "unmet"}
    assert (await item("3.1")).conflict

    shown = await second.put(f"{address}/answers/3.1", json={"result": "unmet", "base": 1}, headers=HTML)
    assert "两人答案不同" not in shown.text
    await lead.put(f"{address}/answers/3.1", json={"result": "na", "base": 1})
    page = await lead.get(address, headers={"accept": "text/html"})
    assert "两人答案不同" in page.text
    assert "colleague同志" in page.text
    settled = await lead.put(f"{address}/answers/3.1", json={"result": "unmet", "base": 4})
    assert (settled.json()["outcome"], settled.json()["conflict"]) == ("accepted", False)


async def test_equal_answers_of_two_people_are_no_conflict(client_for: Any) -> None:
    lead, second, address = await with_colleague(client_for)
    await lead.put(f"{address}/answers/3.1", json={"result": "met"})
    other = await second.put(f"{address}/answers/3.1", json={"result": "met"})
    assert other.json()["outcome"] == "accepted"


async def test_sixty_answers_in_one_request(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    inspection = await Inspection.select().first()
    codes = [row["code"] for row in (await load(inspection["id"])).items]
    assert len(codes) == 60
    rows = [{"entry": f"b-{code}", "item": code, "result": "met"} for code in codes]
    rows += [
        {"entry": "b-bad", "item": "99.9", "result": "met"},
        {"entry": "b-odd", "item": "1.1", "result": "perhaps"},
    ]
    rows += [
        {"entry": "b-more", "item": "1.1", "result": "unmet"},
        {"entry": "b-1.1", "item": "1.1", "result": "met"},
    ]
    answer = await client.put(f"{address}/answers", json={"answers": rows})
    outcomes = {row["entry"]: row for row in answer.json()["outcomes"]}
    assert len(answer.json()["outcomes"]) == 64
    assert [outcomes[name]["outcome"] for name in ("b-bad", "b-odd", "b-more")] == [
        "refused",
        "refused",
        "accepted",
    ]
    assert answer.json()["outcomes"][-1]["outcome"] == "repeated"
    stored = answer.headers["x-entry-stored"].split(", ")
    assert "b-bad" not in stored and "b-more" in stored
    assert await Answer.count() == 61
    assert (await item("1.1")).standing[-1].content.result == "unmet"


async def test_who_may_answer_and_when(client_for: Any) -> None:
    lead, _, address = await with_colleague(client_for)
    for person, status in {"supervisor": 403, "outsider": 404, "chief": 403}.items():
        other = await client_for(person, **JSON)
        assert (await other.put(f"{address}/answers/1.1", json={"result": "met"})).status_code == status
    await Inspection.update({Inspection.state: "submitted"}, force=True)
    frozen = await lead.put(f"{address}/answers/1.1", json={"result": "met"})
    assert (frozen.status_code, "已提交" in frozen.json()["error"]) == (409, True)


@pytest.mark.parametrize(
    "body",
    [
        {"result": "perhaps"},
        {},
        {"result": "met", "note": "长" * 10_000},
        {"result": "met", "measured": "9" * 61},
        {"result": "met", "base": -1},
        {"result": "met", "base": 10**30},
        {"result": "met", "answered_at": "2026-02-30T10:00:00+08:00"},
        {"result": ["met", {}]} | {"note": 5, "base": "x"},
    ],
)
async def test_bad_answers_are_refused_in_words(client_for: Any, body: dict[str, Any]) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    answer = await client.put(f"{address}/answers/1.1", json=body)
    assert answer.status_code == 422
    assert "x-entry-stored" not in answer.headers
    assert await Answer.count() == 0


@pytest.mark.parametrize("code", ["99.9", "𠮷", "%00", "..%2f", "x" * 300])
async def test_an_unknown_item_is_refused(client_for: Any, code: str) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    answer = await client.put(f"{address}/answers/{code}", json={"result": "met"})
    assert 400 <= answer.status_code < 500


async def test_what_cannot_be_stored_is_left_out_of_a_note(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    body = b'{"result": "met", "note": "half \\ud83d, null \\u0000, whole \\ud83d\\ude00"}'
    answer = await client.put(
        f"{address}/answers/1.1", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 200
    assert (await Answer.select().first())["note"] == "half , null , whole 😀"


async def test_a_phone_with_a_wrong_clock_is_not_refused(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    body = {"result": "met", "answered_at": "1970-01-01T00:00:10+08:00"}
    assert (await client.put(f"{address}/answers/1.1", json=body)).status_code == 200


@pytest.mark.parametrize("entry", ["", "x" * 65, "a b", "a,b"])
async def test_an_entry_is_a_plain_name(client_for: Any, entry: str) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    answer = await client.put(f"{address}/answers/1.1", json={"result": "met"}, headers={"X-Entry": entry})
    assert answer.status_code == (200 if not entry else 422)


async def statements(monkeypatch: pytest.MonkeyPatch, request: Any) -> list[str]:
    """What one request asked of the database, the session left out."""
    seen: list[str] = []
    original = type(ENGINE).run_querystring

    async def run(self: Any, querystring: Any, *args: Any, **more: Any) -> Any:
        seen.append(str(querystring))
        return await original(self, querystring, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(type(ENGINE), "run_querystring", run)
        await request
    return [one for one in seen if "session s JOIN" not in one and "FROM bureau" not in one.replace('"', "")]


async def test_an_answer_costs_few_statements_and_many_cost_no_more(
    client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    await client.put(f"{address}/answers/1.1", json={"result": "met"})
    one = await statements(
        monkeypatch, client.put(f"{address}/answers/2.1", json={"result": "met"}, headers=HTML)
    )
    again = await statements(
        monkeypatch, client.put(f"{address}/answers/2.1", json={"result": "na"}, headers=HTML)
    )
    rows = [{"entry": f"c-{n}", "item": "3.1", "result": "met"} for n in range(50)]
    many = await statements(monkeypatch, client.put(f"{address}/answers", json={"answers": rows}))
    # the visit, the item's answers, the insert, the event; the row lock on PostgreSQL; the value that falls
    assert len(one) <= 5, one
    assert len(again) <= 6, again
    assert len(many) <= 6, many


async def test_the_reach_decides_who_reads(client_for: Any) -> None:
    _, _, address = await with_colleague(client_for)
    for person, status in {"supervisor": 200, "admin": 200, "outsider": 404, "owner": 403}.items():
        answer = await (await client_for(person)).get(address)
        assert answer.status_code == status, person
    assert cast.ids()["A"]
