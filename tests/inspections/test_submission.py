"""Review and submission: the receipt, the same again, two at once, what is missing."""

import asyncio
import json
import re
from uuid import uuid4

import pytest

from tests.cast import ids
from tests.findings.scene import counts_agree
from tests.inspections.ready import (
    CLOSING,
    FACT,
    complete,
    draft_finding,
    ready,
    visit,
    who,
)
from tests.inspections.submitting import JSON, state_of
from webapp.audit.queries import history
from webapp.clock import local, now
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding
from webapp.inspections.tables import Answer, Inspection, Receipt
from webapp.inspections.verbs.submission import StillOpen, submit


async def manifest(inspection):
    photos = await Photo.select(Photo.id, Photo.sha256).where(Photo.owner_id == str(inspection))
    return {
        **CLOSING,
        "answers": 60,
        "photos": [{"id": str(row["id"]), "sha256": row["sha256"]} for row in photos],
        "ended_at": now().isoformat(),
    }


async def test_the_phone_submits_and_gets_its_receipt(client_for):
    inspection = await ready()
    client = await client_for("inspector")
    body = await manifest(inspection)
    answer = await client.post(
        f"/inspections/{inspection}/submission", json=body, headers={**JSON, "x-entry": "e-1"}
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["x-entry-stored"] == "e-1"
    receipt = answer.json()
    assert receipt["serial"] == f"HZ{local(now()):%Y%m%d}-0001"
    assert len(receipt["record_sha256"]) == 64
    assert [photo["id"] for photo in receipt["photos"]] == sorted(photo["id"] for photo in body["photos"])
    row = await Inspection.select().where(Inspection.id == inspection).first()
    assert (row["state"], row["companion"], row["submitted_by"]) == ("submitted", "王五", ids()["inspector"])
    counts = json.loads(row["counts"])
    assert (counts["met"], counts["mostly"], counts["unmet"], counts["na"]) == (57, 1, 1, 1)
    assert counts["findings"] == 1
    assert row["verdict"] == "failed"  # 5.1 is a key item
    found = await Finding.select().where(Finding.inspection == inspection)
    assert [(one["fact"], one["state"], one["responsible"]) for one in found] == [
        (FACT, "open", ids()["inspector"])
    ]
    place = await Enterprise.select().where(Enterprise.id == ids()["A"]).first()
    assert place["last_visit_at"] == row["started_at"]
    await counts_agree()
    assert (await history("inspection", inspection))[-1]["action"] == "inspection.submitted"


async def test_the_same_again_gives_the_same_receipt(client_for):
    inspection = await ready()
    client, second = await client_for("inspector"), await client_for("colleague")
    address, body = f"/inspections/{inspection}/submission", await manifest(inspection)
    first = await client.post(address, json=body, headers=JSON)
    for again in (client, second):
        answer = await again.post(address, json=body, headers=JSON)
        assert (answer.status_code, answer.json()) == (200, first.json())
    assert await Finding.count().where(Finding.inspection == inspection) == 1


async def test_two_people_at_once_make_one_submission(client_for):
    inspection = await complete()
    clients = [await client_for(name) for name in ("inspector", "colleague") * 3]
    answers = await asyncio.gather(
        *(one.post(f"/inspections/{inspection}/submission", json={}, headers=JSON) for one in clients)
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["serial"] for answer in answers}) == 1
    assert await Receipt.count() == 1
    assert await Finding.count().where(Finding.inspection == inspection) == 1


async def test_serials_are_unique_when_many_submit_at_once(db):
    visits = [await complete() for _ in range(4)]
    user = await who("inspector")
    done = await asyncio.gather(*(submit(user, inspection) for inspection in visits))
    assert sorted(one.receipt["serial"][-4:] for one in done) == ["0001", "0002", "0003", "0004"]


async def test_photos_that_have_not_arrived_are_named(client_for):
    inspection = await complete()
    client = await client_for("inspector")
    body = await manifest(inspection)
    absent = str(uuid4())
    changed = body["photos"][0]["id"]
    body["photos"][0]["sha256"] = "0" * 64
    body["photos"].append({"id": absent, "sha256": "1" * 64})
    answer = await client.post(f"/inspections/{inspection}/submission", json=body, headers=JSON)
    assert answer.status_code == 409
    assert set(answer.json()["missing"]) == {changed, absent}
    assert await state_of(inspection) == "draft"


async def test_answers_that_have_not_arrived_hold_it_back(client_for):
    inspection = await complete()
    client = await client_for("inspector")
    answer = await client.post(f"/inspections/{inspection}/submission", json={"answers": 61}, headers=JSON)
    assert answer.status_code == 409
    assert "61" in answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        {"photos": [{"id": "x"}]},
        {"photos": [3]},
        {"answers": "many"},
        {"conclusion": "长" * 2001},
        {"ended_at": "2026"},
    ],
)
async def test_a_manifest_that_cannot_be_read_is_refused_in_words(client_for, body):
    inspection = await complete()
    client = await client_for("inspector")
    answer = await client.post(f"/inspections/{inspection}/submission", json=body, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert await state_of(inspection) == "draft"


async def test_what_is_open_is_named_with_its_place(client_for):
    inspection = await visit(second=None)
    client = await client_for("inspector")
    answer = await client.post(
        f"/inspections/{inspection}/submission", json={"companion": "王五"}, headers=JSON
    )
    assert answer.status_code == 422
    still = answer.json()["open"]
    assert {"kind": "answer", "where": "5.6", "sentence": "第 5.6 项未答。"} in still
    assert any(one["kind"] == "slot" for one in still)
    assert {one["where"] for one in still if one["kind"] == "visit"} == {"second", "conclusion"}
    row = await Inspection.select().where(Inspection.id == inspection).first()
    assert (row["state"], row["companion"]) == ("draft", "王五")  # what was typed is kept


async def test_two_answers_that_differ_hold_it_back(client_for):
    inspection = await complete()
    one = await Answer.select().where(Answer.inspection == inspection).order_by(Answer.id).first()
    async with transaction():
        await Answer.insert(
            Answer(
                inspection=inspection,
                item=one["item"],
                revision=2,
                result="na",
                person=ids()["colleague"],
                answered_at=now(),
                received_at=now(),
                entry="z",
            )
        )
    with pytest.raises(StillOpen):
        await submit(await who("inspector"), inspection)


async def test_the_form_without_a_manifest(client_for):
    inspection = await ready(showed_badge=False, told_rights=False)
    client = await client_for("inspector")
    page = await client.get(f"/inspections/{inspection}/review")
    assert page.status_code == 200
    assert "提交检查" in page.text
    assert "不符合 1 项" in page.text  # the proposed conclusion
    refused = await client.post(
        f"/inspections/{inspection}/submission", data={**CLOSING, "conclusion": "自己写的结论"}
    )
    assert refused.status_code == 422
    assert "自己写的结论" in refused.text
    assert "请确认已出示证件" in refused.text
    done = await client.post(
        f"/inspections/{inspection}/submission",
        data={**CLOSING, "showed_badge": "true", "told_rights": "true"},
    )
    assert done.status_code == 303
    assert done.headers["location"] == f"/inspections/{inspection}/receipt"
    receipt = await client.get(done.headers["location"])
    assert "交给企业" in receipt.text
    assert (await client.get(f"/inspections/{inspection}/review")).status_code == 303


async def test_review_links_what_is_missing_to_its_place(client_for):
    inspection = await visit(second=None)
    await draft_finding(inspection, None, requirement="")
    client = await client_for("inspector")
    page = (await client.get(f"/inspections/{inspection}/review")).text
    assert f'href="/inspections/{inspection}#item-5.6"' in page
    form = (await client.get(f"/inspections/{inspection}")).text
    for place in re.findall(rf'href="/inspections/{inspection}#([^"]+)"', page):
        assert f'id="{place}"' in form, place
    assert "#slot-1" in page
    assert f"/inspections/{inspection}#finding-" in page
    assert f'href="/inspections/{inspection}#visit-second"' in page
