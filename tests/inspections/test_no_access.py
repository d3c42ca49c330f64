"""无法检查: a plain form with a photo, done at once, and idempotent."""

import asyncio
import re

import pytest

from tests.cast import ids
from tests.evidence.pictures import PDF, encoded
from tests.inspections.ready import CLOSING, answer_all, draft_finding, shoot, visit, who
from tests.inspections.submitting import JSON
from webapp.enterprises.tables import Enterprise
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding
from webapp.inspections.receipts import sealing as receipts
from webapp.inspections.rules import NoAccess
from webapp.inspections.tables import Inspection, Receipt
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import StillOpen, submit

GATE = encoded("JPEG", "Portrait_0", 160)


def files(*pictures):
    return [("photos", (f"{number}.jpg", data, "image/jpeg")) for number, data in enumerate(pictures)]


async def form_of(client, enterprise="A"):
    page = await client.get(f"/enterprises/{ids()[enterprise]}/no-access")
    assert page.status_code == 200
    return {
        "id": re.search(r'name="id" value="([0-9a-f-]{36})"', page.text).group(1),
        "started_at": re.search(r'name="started_at" value="([^"]+)"', page.text).group(1),
        "reason": "nobody",
        "conclusion": "大门上锁",
    }


def address(enterprise="A"):
    return f"/enterprises/{ids()[enterprise]}/no-access"


async def test_a_minute_at_the_closed_gate(client_for):
    client = await client_for("inspector")
    data = await form_of(client) | {"latitude": "30.661", "longitude": "117.49", "accuracy": "20"}
    answer = await client.post(address(), data=data, files=files(GATE))
    assert answer.status_code == 303, answer.text
    receipt = await client.get(answer.headers["location"])
    assert "无法检查（无人）" in receipt.text
    row = await Inspection.select().first()
    assert (row["state"], row["outcome"], row["no_access"], row["kind"]) == (
        "submitted",
        "no_access",
        "nobody",
        "routine",
    )
    assert 100 < row["distance"] < 125
    assert row["score"] is None
    assert not await Finding.exists()
    page = (await client.get(f"/inspections/{row['id']}")).text
    assert "大门上锁" in page
    assert page.count("<figure") == 1
    handed = (await client.get(f"/inspections/{row['id']}/handover")).text
    assert "未能进行检查" in handed
    place = await Enterprise.select(Enterprise.last_visit_at).where(Enterprise.id == ids()["A"]).first()
    assert place["last_visit_at"] is None  # nothing was inspected


async def test_the_same_form_twice_at_once_is_one_visit(client_for):
    client, other = await client_for("inspector"), await client_for("inspector")
    data = await form_of(client)
    answers = await asyncio.gather(
        *(one.post(address(), data=data, files=files(GATE)) for one in (client, other))
    )
    answers.append(await client.post(address(), data=data, files=files(GATE)))
    assert {answer.status_code for answer in answers} == {303}
    assert await Inspection.count() == await Receipt.count() == await Photo.count() == 1


OTHERS = [encoded("JPEG", "Landscape_0", size) for size in (120, 130, 140, 150, 170)]


async def photos_of_the_receipt():
    """How many photos the one receipt names; it has to agree with the record."""
    receipt = await Receipt.select().first()
    checked = await receipts.check(receipt["serial"], receipts.short_code(receipt))
    assert checked.problems == []
    return len(checked.record["photos"])


async def test_no_photo_enters_beside_the_receipt(client_for):
    """The second request has seen no visit yet, and still sends photos when the first one has its receipt."""
    client, other = await client_for("inspector"), await client_for("inspector")
    data = await form_of(client)
    first, second = await asyncio.gather(
        client.post(address(), data=data, files=files(GATE)),
        other.post(address(), data=data, files=files(*OTHERS)),
    )
    assert await photos_of_the_receipt() == await Photo.count()
    assert first.status_code == 303
    assert second.status_code in (303, 409)
    if second.status_code == 409:  # what came too late is not passed over in silence
        assert "没有收进记录" in second.text


async def test_another_photo_after_the_receipt_is_refused_in_words(client_for):
    client = await client_for("inspector")
    data = await form_of(client)
    await client.post(address(), data=data, files=files(GATE))
    answer = await client.post(address(), data=data, files=files(GATE, OTHERS[0]))
    assert answer.status_code == 409
    assert "没有收进记录" in answer.text
    assert await photos_of_the_receipt() == await Photo.count() == 1


@pytest.mark.parametrize(
    ("change", "sent", "words"),
    [
        ({}, (), "至少拍一张现场照片"),
        ({"reason": ""}, (GATE,), "无法检查的原因"),
        ({"reason": "other"}, (GATE,), "选项无效"),
        ({}, (PDF,), "不是照片"),
        ({}, (b"",), "至少拍一张现场照片|文件是空的"),
        ({"latitude": "900"}, (GATE,), "纬度"),
        ({"id": "nonsense"}, (GATE,), "检查编号有误"),
        ({}, (GATE,) * 7, "最多上传 6 张"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_lost(client_for, change, sent, words):
    client = await client_for("inspector")
    data = await form_of(client) | change
    answer = await client.post(address(), data=data, files=files(*sent) or None)
    assert 400 <= answer.status_code < 500
    assert re.search(words, answer.text)
    assert "大门上锁" in answer.text
    assert await Inspection.count() == 0


async def test_an_assistant_makes_a_patrol_of_it(client_for):
    client = await client_for("assistant")
    answer = await client.post(address(), data=await form_of(client), files=files(GATE))
    assert answer.status_code == 303
    row = await Inspection.select(Inspection.kind, Inspection.state).first()
    assert row == {"kind": "patrol", "state": "submitted"}


@pytest.mark.parametrize(("name", "status"), [("outsider", 404), ("owner", 403), ("admin", 403), ("", 303)])
async def test_who_may(client_for, name, status):
    client = await client_for(name)
    assert (await client.get(address())).status_code == status


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 2**63, 10**30])
async def test_an_enterprise_that_does_not_exist(client_for, number):
    client = await client_for("inspector")
    assert (await client.get(f"/enterprises/{number}/no-access")).status_code == 404
    assert (
        await client.post(f"/enterprises/{number}/no-access", data={"reason": "nobody"})
    ).status_code == 404


async def test_somebody_elses_id_is_refused(client_for):
    client, other = await client_for("inspector"), await client_for("colleague")
    data = await form_of(client)
    await client.post(address(), data=data, files=files(GATE))
    answer = await other.post(address(), data=data, files=files(encoded("JPEG", "Landscape_0", 160)))
    assert answer.status_code == 409
    answer = await client.post(address("B"), data=data, files=files(GATE))
    assert answer.status_code == 409
    assert await Photo.count() == 1


async def header_of(inspection):
    row = await Inspection.select().where(Inspection.id == inspection).first()
    return row["state"], row["outcome"], row["no_access"]


async def test_a_phone_submits_a_closed_gate(client_for):
    inspection = await visit(second=None, showed_badge=False, told_rights=False)
    await shoot(inspection, "gate")
    client = await client_for("inspector")
    body = {"no_access": "moved", "conclusion": "厂房已空", "answers": 0}
    answer = await client.post(f"/inspections/{inspection}/submission", json=body, headers=JSON)
    assert answer.status_code == 201, answer.text
    assert await header_of(inspection) == ("submitted", "no_access", "moved")


async def test_a_gate_that_cannot_be_submitted_leaves_an_inspection(client_for):
    inspection = await visit()
    client = await client_for("inspector")
    answer = await client.post(
        f"/inspections/{inspection}/submission", json={"no_access": "nobody"}, headers=JSON
    )
    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["open"]] == ["gate"]
    assert await header_of(inspection) == ("draft", "inspected", "")


async def only_answers(inspection):
    await answer_all(inspection)


async def only_a_finding(inspection):
    await draft_finding(inspection, None)


@pytest.mark.parametrize("judge", [only_answers, only_a_finding])
async def test_what_was_judged_is_not_submitted_as_a_closed_gate(client_for, judge):
    inspection = await visit(**CLOSING)
    await judge(inspection)
    await shoot(inspection, "gate")
    client = await client_for("inspector")
    answer = await client.post(
        f"/inspections/{inspection}/submission", json={"no_access": "nobody"}, headers=JSON
    )
    assert answer.status_code == 409
    assert "无法检查" in answer.json()["error"]
    assert await header_of(inspection) == ("draft", "inspected", "")


async def test_a_copy_of_a_closed_gate_becomes_an_inspection_with_all_it_demands(db):
    inspection = await visit(**CLOSING)
    await shoot(inspection, "gate")
    user = await who("inspector")
    await submit(user, inspection, no_access=NoAccess.NOBODY)
    same = await void_and_copy(await who("supervisor"), inspection, "原因写错")
    copy = await void_and_copy(
        await who("supervisor"), (await submit(user, same)).receipt["inspection"], "门后来开了"
    )
    assert (await header_of(same))[1:] == (await header_of(copy))[1:] == ("no_access", "nobody")
    await draft_finding(copy, None)
    with pytest.raises(StillOpen):
        await submit(user, copy)
    await answer_all(copy)
    await submit(user, copy)
    assert await header_of(copy) == ("submitted", "inspected", "")
    assert await Finding.count().where(Finding.inspection == copy) == 1
