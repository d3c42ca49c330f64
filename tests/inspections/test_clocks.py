"""Visits of phones whose clock is wrong: what is written down, what decides, and what everybody is told."""

import json
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests.cast import ids
from tests.inspections.ready import CLOSING, answer_all, complete, draft_finding, shoot, visit, who
from tests.inspections.submitting import JSON
from tests.inspections.test_no_access import GATE, address, files, form_of
from tests.inspections.visits import opening, uuid7
from webapp.clock import CHINA, local, now, today
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.queries import of_visit
from webapp.documents.tables import Document
from webapp.documents.verbs import drafting
from webapp.enterprises.tables import Enterprise
from webapp.field import progressing
from webapp.findings.tables import Finding
from webapp.inspections.queries.visits import find
from webapp.inspections.receipts import proof
from webapp.inspections.receipts import sealing as receipts
from webapp.inspections.receipts.canonical import about_now, build
from webapp.inspections.tables import Inspection, Receipt
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit

YEAR_AGO = timedelta(days=184)


async def opened(client, started, sent_at=None, **more):
    """A visit that a phone opened with this time, ready to be submitted, as its id."""
    pk = uuid7()
    body = opening(
        started_at=started.isoformat(), second=ids()["colleague"], showed_badge=True, told_rights=True,
        latitude=30.66, longitude=117.49, **more,
    )  # fmt: skip
    if sent_at:
        body["sent_at"] = sent_at.isoformat()
    answer = await client.put(f"/inspections/{pk}", json=body, headers=JSON)
    assert answer.status_code == 201, answer.text
    await answer_all(pk, c5_1="unmet")
    await draft_finding(pk)
    return pk


async def close(client, pk, ended=None):
    body = {**CLOSING} | ({"ended_at": ended.isoformat()} if ended else {})
    return await client.post(f"/inspections/{pk}/submission", json=body, headers=JSON)


async def last_visit():
    row = await Enterprise.select(Enterprise.last_visit_at).where(Enterprise.id == ids()["A"]).first()
    return row["last_visit_at"]


async def test_a_visit_that_claims_half_a_year_ago_is_flagged_and_counts_from_today(client_for):
    client, since = await client_for("inspector"), now()
    claimed = since - YEAR_AGO
    pk = await opened(client, claimed)
    review = (await client.get(f"/inspections/{pk}/review")).text
    assert "手机记录的开始时间" in review and "184 天" in review
    done = await close(client, pk, claimed + timedelta(hours=1))
    assert done.status_code == 201, done.text
    row = await Inspection.select().where(Inspection.id == pk).first()
    assert row["started_at"] == claimed  # the phone's word stays in the record
    assert since <= row["began_at"] <= row["over_at"] <= now()
    assert await last_visit() == row["began_at"]
    (finding,) = await Finding.select().where(Finding.inspection == pk)
    assert since <= finding["found_at"] <= now()
    receipt = await Receipt.select().where(Receipt.inspection == pk).first()
    assert "184 天" in json.loads(receipt["record"])["about"]["times"][0]
    supervisor = await client_for("supervisor")
    for page, said in (
        (f"/inspections/{pk}", "184 天"),
        (f"/inspections/{pk}/receipt", "184 天"),
        (f"/receipts/{receipt['serial']}?c={receipts.short_code(receipt)}", "184 天"),
        ("/inspections", "时间存疑"),
    ):
        assert said in (await supervisor.get(page)).text, page
    listed = (
        await supervisor.get("/inspections", params={"since": str(today()), "until": str(today())})
    ).text
    assert str(pk) in listed or local(since).date() != today()
    # An order that is written from it has the day that counts; the words that people signed on the spot stay.
    user = await who("inspector")
    for kind, day in (("order", since), ("record", claimed)):
        document = await drafting.create(user, pk, kinds.of(kind))
        text = (await Document.select().where(Document.id == document).first())["content"]
        assert json.loads(text)["visit"]["started"].startswith(f"{local(day):%Y-%m-%d}"), kind


async def test_work_of_three_days_ago_that_was_kept_without_a_network_is_believed(client_for):
    client = await client_for("inspector")
    claimed = now() - timedelta(days=3)
    pk = await opened(client, claimed, sent_at=now())
    done = await close(client, pk, claimed + timedelta(hours=1))
    assert done.status_code == 201, done.text
    row = await Inspection.select().where(Inspection.id == pk).first()
    assert (row["began_at"], row["over_at"]) == (claimed, claimed + timedelta(hours=1))
    assert await last_visit() == claimed
    (finding,) = await Finding.select().where(Finding.inspection == pk)
    assert finding["found_at"] == claimed + timedelta(hours=1)
    for name in ("", "/receipt"):
        page = (await client.get(f"/inspections/{pk}{name}")).text
        assert "手机记录的" not in page and "时间存疑" not in page


@pytest.mark.parametrize("days", [300, 400])
@pytest.mark.parametrize("measured", [True, False])
async def test_a_fast_clock_holds_nothing_in_the_future(client_for, days, measured):
    client = await client_for("inspector")
    fast = timedelta(days=days)
    pk = await opened(client, now() + fast, sent_at=now() + fast if measured else None)
    refused = await close(client, pk, now() + fast)
    assert refused.status_code == 422
    (missing,) = refused.json()["open"]
    assert missing["where"] == "ended_at"
    assert "手机时钟" in missing["sentence"] and f"{days} 天" in missing["sentence"]
    # The clock is set right, and the same visit is submitted.
    assert (await close(client, pk, now())).status_code == 201
    assert await last_visit() <= now()
    before = await last_visit()
    pk = await opened(client, now())
    assert (await close(client, pk, now())).status_code == 201
    assert before <= await last_visit() <= now()
    (one, other) = await Finding.select().order_by(Finding.id)
    assert one["found_at"] <= other["found_at"] <= now()


async def test_without_a_script_the_refused_end_is_no_trap(client_for):
    client = await client_for("inspector")
    pk = await opened(client, now())
    assert (await close(client, pk, now() + timedelta(days=2))).status_code == 422
    answer = await client.post(f"/inspections/{pk}/submission", data=CLOSING)
    assert answer.status_code == 303, answer.text


async def test_a_clock_that_is_a_few_hours_fast_is_mended_and_told(client_for):
    client = await client_for("inspector")
    fast = timedelta(hours=5)
    pk = await opened(client, now() - timedelta(hours=2) + fast, sent_at=now() + fast)
    done = await close(client, pk, now() + fast)
    assert done.status_code == 201, done.text
    row = await Inspection.select().where(Inspection.id == pk).first()
    assert abs(row["began_at"] - (row["submitted_at"] - timedelta(hours=2))) < timedelta(minutes=2)
    assert row["over_at"] <= row["submitted_at"] < row["ended_at"]
    page = (await client.get(f"/inspections/{pk}")).text
    assert "按服务器时钟更正" in page and "快 300 分钟" in page


async def test_a_closed_gate_of_a_wrong_clock(client_for):
    client = await client_for("inspector")
    for claimed in (now() + timedelta(days=400), now() - YEAR_AGO):
        data = await form_of(client) | {"started_at": claimed.isoformat()}
        answer = await client.post(address(), data=data, files=files(GATE))
        assert answer.status_code == 303, answer.text
        row = await Inspection.select().where(Inspection.id == UUID(data["id"])).first()
        assert row["began_at"] == row["received_at"]
        assert await last_visit() is None  # nobody was let in
        assert "不可信" in (await client.get(f"/inspections/{data['id']}")).text


async def test_a_receipt_of_the_first_format_is_still_checked(db):
    inspection = await complete()
    await submit(await who("inspector"), inspection)
    row = await find(inspection)
    about = await about_now(row, row["submitted_by"])
    old = await build(inspection, about, "mashang-visit-1")
    assert "began_at" not in old["visit"] and old["format"] == "mashang-visit-1"
    text = receipts.canonical(old)
    receipt = await receipts.receipt_of(inspection)
    receipt |= {"record": text.decode(), "record_sha256": receipts.sha256(text).hexdigest()}
    receipt["mac"] = receipts.proof(receipt)
    assert await receipts.problems(receipt) == []
    receipt["record"] = receipt["record"].replace("visit-1", "visit-9")
    receipt["record_sha256"] = receipts.sha256(receipt["record"].encode()).hexdigest()
    receipt["mac"] = receipts.proof(receipt)
    assert await receipts.problems(receipt) == ["现有检查内容与存档记录不符。"]


async def test_what_decides_is_part_of_the_record(db):
    inspection = await complete()
    await submit(await who("inspector"), inspection)
    assert (await proof.verify_all())[1] == []
    async with transaction():
        await Inspection.update({Inspection.began_at: now() - YEAR_AGO}).where(Inspection.id == inspection)
    assert "现有检查内容与存档记录不符" in (await proof.verify_all())[1][0]


async def test_the_copy_of_a_voided_visit_keeps_its_day(db):
    claimed = now() - timedelta(days=80)
    inspection = await complete(
        started_at=claimed, received_at=claimed, ended_at=claimed + timedelta(hours=1)
    )
    async with transaction():
        await Inspection.update(
            {Inspection.state: "submitted", Inspection.submitted_at: claimed + timedelta(hours=2)}
        ).where(Inspection.id == inspection)
    copy = await void_and_copy(await who("supervisor"), inspection, "写错了单位")
    await submit(await who("inspector"), copy)
    row = await Inspection.select().where(Inspection.id == copy).first()
    assert (row["began_at"], row["over_at"]) == (claimed, claimed + timedelta(hours=1))
    (finding,) = await Finding.select().where(Finding.inspection == copy)
    assert finding["found_at"] == claimed + timedelta(hours=1)


async def test_a_day_list_is_not_done_by_a_visit_of_next_year(db):
    pk = await visit(
        state="submitted", started_at=now() + timedelta(days=300), began_at=now() - timedelta(days=1)
    )
    seen = await progressing._visits({ids()["A"]}, today())
    assert all(one.began_at <= now() for one in seen[ids()["A"]]), pk


async def test_a_photo_of_tomorrow_is_flagged(client_for):
    client = await client_for("inspector")
    inspection = await complete()
    photo = await shoot(inspection, "item:2.1")
    from webapp.evidence.tables import Photo

    async with transaction():
        await Photo.update({Photo.taken_at: now() + timedelta(days=2)}).where(Photo.id == photo)
    assert "1 张照片的拍摄时间晚于送达时间" in (await client.get(f"/inspections/{inspection}/review")).text


async def test_a_visit_over_midnight_shows_both_days(client_for):
    client = await client_for("inspector")
    night = datetime.combine(today() - timedelta(days=2), datetime.min.time(), CHINA)
    began, ended = night - timedelta(minutes=50), night + timedelta(minutes=40)
    first, second = (local(at).date() for at in (began, ended))
    inspection = await complete(started_at=began, received_at=began)
    done = await close(client, inspection, ended)
    assert done.status_code == 201, done.text
    whole = f"{first} 23:10 至 {second} 00:40"
    supervisor = await client_for("supervisor")
    for page in ("", "/receipt", "/handover", "/documents", "/void"):
        assert whole in (await supervisor.get(f"/inspections/{inspection}{page}")).text, page
    assert whole in (await supervisor.get("/inspections")).text
    text = (await supervisor.get(f"/inspections/{inspection}/handover")).text
    assert f"{first:%Y年%m月%d日} 至 {second:%Y年%m月%d日}" in text
    receipt = done.json()
    checked = await client.get(f"/receipts/{receipt['serial']}", params={"c": receipt["code"]})
    assert f"{first} 至 {second}" in checked.text
    said = f"{_long(first)}23时10分至{_long(second)}0时40分"
    await drafting.create(await who("inspector"), inspection, kinds.RECORD)
    (row, *_) = await of_visit(await who("inspector"), inspection)
    assert said in (await client.get(f"/documents/{row['id']}")).text


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
