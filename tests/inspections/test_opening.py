"""Opening a visit under the phone's id."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import cast
from tests.inspections.visits import JSON, STARTED, open_visit, opening, uuid7
from webapp.audit.queries import history
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.inspections.tables import Inspection


async def test_a_visit_is_opened_once_and_found_again(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = f"/inspections/{uuid7()}"
    body = opening(
        second=cast.ids()["colleague"], showed_badge=True, latitude=30.661, longitude=117.49, accuracy=12
    )
    sent_at = datetime.now(UTC) - timedelta(seconds=90)
    body["sent_at"] = sent_at.isoformat()

    first = await client.put(address, json=body, headers={"X-Entry": "e-1", "X-Device": "phone-1"})
    took = (datetime.now(UTC) - sent_at).total_seconds()
    assert first.status_code == 201
    assert first.headers["x-entry-stored"] == "e-1"
    assert first.json()["page"] == address
    again = await client.put(address, json=body, headers={"X-Entry": "e-2"})
    assert again.status_code == 200

    row = await Inspection.select().first()
    assert (row["utc_offset"], row["device"], row["state"]) == (480, "phone-1", "draft")
    assert row["started_at"] == datetime.fromisoformat(STARTED)
    assert 90 <= row["clock_offset"] <= round(took)
    assert 105 <= row["distance"] <= 117
    assert row["showed_badge"] and not row["told_rights"]
    assert await Inspection.count() == 1
    assert [event["action"] for event in await history("inspection", row["id"])] == ["inspection.opened"]


async def test_the_second_inspector_opens_the_same_visit_and_others_do_not(client_for: Any) -> None:
    lead = await client_for("inspector", **JSON)
    address = await open_visit(lead, second=cast.ids()["colleague"])
    assert (await (await client_for("colleague")).put(address, json=opening())).status_code == 200
    refused = await (await client_for("supervisor", **JSON)).put(address, json=opening())
    assert (refused.status_code, "主办人员" in refused.json()["error"]) == (403, True)
    assert (await (await client_for("outsider")).put(address, json=opening())).status_code == 404


async def test_an_id_of_another_enterprise_is_a_conflict(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client, "A")
    assert (await client.put(address, json=opening("B"))).status_code == 409


async def test_outside_of_the_reach_nothing_is_there(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    assert (await client.put(f"/inspections/{uuid7()}", json=opening("C"))).status_code == 404
    assert (await client.put("/inspections/17", json=opening())).status_code == 404
    assert (await client.get(f"/enterprises/{cast.ids()['C']}/visit")).status_code == 404


async def test_the_same_request_twice_at_once_makes_one_visit(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = f"/inspections/{uuid7()}"
    answers = await asyncio.gather(*(client.put(address, json=opening()) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert await Inspection.count() == 1


async def test_a_qr_code_opens_the_enterprise_it_hangs_at(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    body = {"qr": cast.TOKENS["B"], "kind": "special", "started_at": STARTED}
    opened = await client.put(f"/inspections/{uuid7()}", json=body)
    assert opened.json()["enterprise"] == cast.ids()["B"]
    assert (await client.put(f"/inspections/{uuid7()}", json=body | {"qr": "unknown"})).status_code == 404
    assert (
        await client.put(f"/inspections/{uuid7()}", json=body | {"qr": cast.TOKENS["C"]})
    ).status_code == 404
    await QrCode.update({QrCode.revoked_at: datetime.now(UTC)}).where(QrCode.token == cast.TOKENS["B"])
    revoked = await client.put(f"/inspections/{uuid7()}", json=body)
    assert (revoked.status_code, "停用" in revoked.json()["error"]) == (422, True)


async def test_a_new_enterprise_comes_into_being_with_its_visit(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = f"/inspections/{uuid7()}"
    body = {
        "new_name": "贵池𠮷石石材厂", "new_address": "梅村镇 3 号", "new_area": "341702100",
        "kind": "routine", "started_at": STARTED,
    }  # fmt: skip
    first = await client.put(address, json=body)
    assert first.status_code == 201, first.text
    assert (await client.put(address, json=body)).status_code == 200
    assert await Enterprise.count().where(Enterprise.name == "贵池𠮷石石材厂") == 1
    assert (await client.put(address, json=opening())).status_code == 409


async def test_assistants_patrol_and_do_nothing_else(client_for: Any) -> None:
    assistant = await client_for("assistant", **JSON)
    assert (await assistant.put(f"/inspections/{uuid7()}", json=opening())).status_code == 403
    address = await open_visit(assistant, kind="patrol")
    answer = await assistant.put(f"{address}/answers/1.1", json={"result": "met"})
    assert answer.status_code == 403
    assert (await (await client_for("inspector", **JSON)).put(
        f"/inspections/{uuid7()}", json=opening(kind="patrol"))).status_code == 403  # fmt: skip


@pytest.mark.parametrize("person", ["countyadmin", "owner", ""])
async def test_people_of_other_roles_open_nothing(client_for: Any, person: str) -> None:
    client = await client_for(person, **JSON)
    answer = await client.put(f"/inspections/{uuid7()}", json=opening())
    assert answer.status_code == (403 if person else 401)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "party"},
        {"started_at": "2026-02-30T09:00:00+08:00"},
        {"started_at": "2026-02-20T09:00:00"},
        {"started_at": ""},
        {"latitude": 91, "longitude": 0},
        {"latitude": 30},
        {"version": 999},
        {"second": 999},
        {"enterprise": None},
        {"qr": "both"},
        {"enterprise": "x" * 10_000},
    ],
)
async def test_what_cannot_be_used_is_refused_in_words(client_for: Any, change: dict[str, Any]) -> None:
    client = await client_for("inspector", **JSON)
    answer = await client.put(f"/inspections/{uuid7()}", json=opening() | change)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith("。")
    assert await Inspection.count() == 0


@pytest.mark.parametrize("second", ["inspector", "outsider", "assistant", "owner"])
async def test_the_second_inspector_is_another_badge_of_the_reach(client_for: Any, second: str) -> None:
    client = await client_for("inspector", **JSON)
    answer = await client.put(f"/inspections/{uuid7()}", json=opening(second=cast.ids()[second]))
    assert answer.status_code == 422


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b""])
async def test_garbage_is_refused(client_for: Any, body: bytes) -> None:
    client = await client_for("inspector", **JSON)
    headers = {"content-type": "application/json"}
    answer = await client.put(f"/inspections/{uuid7()}", content=body, headers=headers)
    assert 400 <= answer.status_code < 500


async def test_a_refusal_says_what_it_is_about(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    place = await open_visit(client, "A")
    nobody = {"enterprise": None}
    cases: list[tuple[str, str, dict[str, Any]]] = [
        ("", "enterprise", {"enterprise": 99_999_999}),
        ("", "qr", {**nobody, "qr": "nobody-has-this-code"}),
        ("", "new_address", {**nobody, "new_name": "新厂"}),
        ("", "new_name", {**nobody, "new_name": "新厂", "new_address": "路 1 号", "new_area": "999999"}),
        ("", "second", {"second": cast.ids()["owner"]}),
        ("", "version", {"version": 99_999}),
        ("", "kind", {"kind": "patrol"}),
        ("", "kind", {"kind": "nonsense"}),
        ("", "latitude", {"latitude": 30.6}),
        (place, "visit", {"enterprise": cast.ids()["B"]}),
    ]
    for address, about, change in cases:
        refused = await client.put(address or f"/inspections/{uuid7()}", json=opening() | change)
        assert (refused.status_code // 100, refused.json().get("about")) == (4, about), (change, refused.text)
    stranger = await client_for("supervisor", **JSON)
    assert (await stranger.put(place, json=opening())).json()["about"] == "visit"


async def test_who_makes_patrols_is_asked_for_no_checklist(client_for):
    address = f"/enterprises/{cast.ids()['A']}/visit"
    assert '<label class="field">检查表' in (await (await client_for("inspector")).get(address)).text
    page = (await (await client_for("assistant")).get(address)).text
    assert "巡查" in page and '<label class="field" hidden>检查表' in page
