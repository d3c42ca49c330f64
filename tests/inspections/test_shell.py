"""What a phone keeps and how its entries are known: the form without a visit, whose they are, codes typed offline."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tests.cast import SHORT, ids
from tests.inspections.visits import JSON, STARTED, open_visit, opening, uuid7

PHOTO = (Path(__file__).parents[1] / "photos/Portrait_3.jpg").read_bytes()


async def test_the_form_without_a_visit_serves_any(client_for: Any) -> None:
    client = await client_for("inspector")
    blank = await client.get("/field/form")
    assert blank.status_code == 200
    assert blank.headers["x-person"] == str(ids()["inspector"])
    assert 'data-inspection=""' in blank.text
    assert blank.text.count('data-item="') == 60
    assert 'data-slot="sign:' not in blank.text
    same = await client.get("/field/form", headers={"If-None-Match": blank.headers["etag"]})
    assert same.status_code == 304
    known = await client.get(f"/field/form?enterprise={ids()['A']}")
    assert "贵池石料有限公司" in known.text
    assert 'data-slot="sign:注意防尘"' in known.text
    assert (await client.get(f"/field/form?enterprise={ids()['C']}")).status_code == 404
    assert (await client.get("/field/form?version=999")).status_code == 404
    assert 'data-item="' not in (await (await client_for("assistant")).get("/field/form")).text


async def test_the_table_of_hazards_says_what_each_calls_for(client_for: Any) -> None:
    table = (await (await client_for("assistant")).get("/field/factors")).json()
    dust = next(one for one in table["factors"] if one["code"] == "D001")
    assert (dust["severe"], dust["groups"]) == (True, ["dust"])
    group = next(one for one in table["groups"] if one["code"] == "dust")
    assert [slot["key"] for slot in group["slots"]] == ["sign:注意防尘", "sign:戴防尘口罩", "ppe:防尘口罩"]
    assert group["slots"][2]["note"].startswith("GB 2626")
    assert table["signs"]["注意防尘"]


async def test_nothing_is_taken_from_a_phone_for_somebody_else(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    answer = {"result": "met", "base": 0}
    other = {"X-Entry": "e1", "X-Person": str(ids()["colleague"])}
    refused = await client.put(f"{address}/answers/1.1", json=answer, headers=other)
    assert refused.status_code == 401
    assert "另一个账号" in refused.json()["error"]
    own = {"X-Entry": "e1", "X-Person": str(ids()["inspector"])}
    taken = await client.put(f"{address}/answers/1.1", json=answer, headers=own)
    assert taken.status_code == 200
    assert taken.json()["values"][0]["name"]


async def test_whose_work_it_is_counts_before_what_a_role_may_do(client_for: Any) -> None:
    """401: the phone waits for its person. 403 would park the work as if that person were not allowed to send it."""
    employer = await client_for("owner", **JSON)
    theirs = {"X-Entry": "e1", "X-Person": str(ids()["inspector"])}
    refused = await employer.put(f"/inspections/{uuid7()}", json=opening(), headers=theirs)
    assert refused.status_code == 401
    assert "另一个账号" in refused.json()["error"]
    own = {"X-Entry": "e1", "X-Person": str(ids()["owner"])}
    assert (await employer.put(f"/inspections/{uuid7()}", json=opening(), headers=own)).status_code == 403


async def test_a_short_code_typed_offline_opens_its_enterprise(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    given = {"qr": SHORT["A"], "kind": "routine", "started_at": STARTED}
    made = await client.put(f"/inspections/{uuid7()}", json=given)
    assert made.status_code == 201, made.text
    assert made.json()["enterprise"] == ids()["A"]
    unknown = await client.put(f"/inspections/{uuid7()}", json={**given, "qr": "nobody-knows-this"})
    assert unknown.status_code == 404


async def test_a_closed_gate_arrives_as_opening_photo_and_submission(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address, photo = f"/inspections/{uuid7()}", uuid7()
    assert (await client.put(address, json=opening())).status_code == 201
    closing = {"no_access": "nobody", "conclusion": "大门上锁", "answers": 0}
    seal = hashlib.sha256(PHOTO).hexdigest()
    early = await client.post(
        f"{address}/submission", json={**closing, "photos": [{"id": str(photo), "sha256": seal}]}
    )
    assert early.status_code == 409
    assert early.json()["missing"] == [str(photo)]
    kept = await client.put(
        f"{address}/photos/{photo}",
        params={"target": "gate", "kind": "other", "sha256": seal},
        content=PHOTO,
        headers={"X-Entry": str(photo)},
    )
    assert kept.status_code == 201
    done = await client.post(f"{address}/submission", json=closing, headers={"X-Entry": "last"})
    assert done.status_code == 201, done.text
    assert done.headers["x-entry-stored"] == "last"
    page = await client.get(f"{address}/receipt", headers={"accept": "text/html"})
    assert "无法检查（无人）" in page.text


async def test_the_worker_is_never_kept_and_names_what_it_keeps(client_for: Any) -> None:
    client = await client_for("")
    worker = await client.get("/sw.js")
    assert worker.headers["cache-control"] == "no-store"
    assert worker.headers["content-type"].startswith("text/javascript")
    for name in ("js/outbox.js", "js/visit/form.js", "vendor/idb/index.js", "/offline", "css/bundle.css"):
        assert name in worker.text
    assert "没有网络" in (await client.get("/offline")).text
