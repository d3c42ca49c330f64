"""The receipt: recomputed from the record, checked by whoever holds the paper, and what gives a change away."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import ids
from tests.inspections.ready import complete, visit, who
from webapp.audit.rules import canonical, digest
from webapp.db import sql, transaction
from webapp.enterprises.tables import Enterprise
from webapp.evidence.tables import Photo
from webapp.inspections.pages.receipts import wrong_codes
from webapp.inspections.receipts import sealing as receipts
from webapp.inspections.receipts.canonical import build
from webapp.inspections.rules.flags import Shot, flags
from webapp.inspections.tables import Answer, DraftFinding, Inspection, Receipt, Slot
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit


async def submitted(**values):
    inspection = await complete(**values)
    return inspection, (await submit(await who("inspector"), inspection)).receipt


async def check_page(client_for, receipt, code=None, name=""):
    client = await client_for(name)
    return await client.get(
        f"/receipts/{receipt['serial']}", params={"c": code or receipts.short_code(receipt)}
    )


async def test_the_hash_recomputes_from_the_stored_record_and_from_the_tables(db):
    inspection, receipt = await submitted()
    stored = await Receipt.select().where(Receipt.serial == receipt["serial"]).first()
    record = json.loads(stored["record"])
    assert canonical(record).decode() == stored["record"]
    assert digest(record) == stored["record_sha256"] == digest(await build(inspection, record["about"]))
    assert receipts.proof(stored) == stored["mac"]
    assert len(record["answers"]) == 60
    assert record["findings"][0]["code"] == "5.1"


async def test_whoever_holds_the_paper_checks_it(client_for):
    _, receipt = await submitted()
    page = await check_page(client_for, receipt)
    assert page.status_code == 200
    for words in ("校验通过", "有效", "贵池石料有限公司", "inspector同志", receipt["record_sha256"]):
        assert words in page.text
    assert "王五" not in page.text  # nobody else's business
    assert page.headers["referrer-policy"] == "no-referrer"


async def test_the_lead_is_named_first(client_for):
    """Also where the second inspector has had an account for longer."""
    visit, receipt = await submitted(lead="colleague", second=ids()["inspector"])
    for page in (
        await check_page(client_for, receipt),
        await (await client_for("inspector")).get(f"/inspections/{visit}/receipt"),
        await (await client_for("inspector")).get(f"/inspections/{visit}/handover"),
    ):
        names = page.text.partition("检查人员")[2]
        assert 0 <= names.find("colleague同志") < names.find("inspector同志"), names[:200]


async def test_without_the_code_there_is_nothing(client_for):
    _, receipt = await submitted()
    client = await client_for("inspector")
    for address in (
        f"/receipts/{receipt['serial']}",
        f"/receipts/{receipt['serial']}?c=0000000000",
        f"/receipts/{receipt['serial']}?c={receipts.short_code(receipt)[:9]}",
        f"/receipts/{receipt['serial']}?c=秘密",
        "/receipts/HZ20000101-0001?c=0000000000",
        "/receipts/%00%F0%A0%AE%B7?c=%00",
        "/receipts/" + "长" * 300 + "?c=" + "1" * 300,
    ):
        answer = await client.get(address)
        assert answer.status_code == 404
        assert "贵池石料" not in answer.text


async def test_guessing_is_slowed_down(client_for):
    _, receipt = await submitted()
    for _ in range(wrong_codes.most):
        await check_page(client_for, receipt, "0000000000")
    assert (await check_page(client_for, receipt, "0000000000")).status_code == 429
    # What others typed stands against nobody who has the code.
    assert (await check_page(client_for, receipt)).status_code == 200


async def change_answer(inspection):
    await Answer.update({Answer.result: "met"}).where(
        (Answer.inspection == inspection) & (Answer.result == "unmet")
    )


async def change_note(inspection):
    await Answer.update({Answer.note: "全部符合"}).where(Answer.inspection == inspection)


async def change_finding(inspection):
    await DraftFinding.update({DraftFinding.fact: "没有问题"}).where(DraftFinding.inspection == inspection)


async def remove_photo(inspection):
    await Photo.delete().where(Photo.owner_id == str(inspection))


async def change_photo(inspection):
    await Photo.update({Photo.sha256: "0" * 64}).where(Photo.owner_id == str(inspection))


async def change_slot(inspection):
    await Slot.update({Slot.result: "present"}).where(Slot.inspection == inspection)


async def change_time(inspection):
    await Inspection.update({Inspection.companion: "赵六"}).where(Inspection.id == inspection)


async def change_record(inspection):
    await sql("UPDATE receipt SET record = replace(record, '王五', '赵六') WHERE inspection = {}", inspection)


async def change_mac(inspection):
    await sql("UPDATE receipt SET chain_head = {} WHERE inspection = {}", "f" * 64, inspection)


async def break_record(inspection):
    await sql("UPDATE receipt SET record = {} WHERE inspection = {}", "not json", inspection)


@pytest.mark.parametrize(
    "tamper",
    [
        change_answer, change_note, change_finding, remove_photo, change_photo, change_slot, change_time,
        change_record, change_mac, break_record,
    ],
)  # fmt: skip
async def test_a_change_in_the_database_shows(client_for, tamper):
    inspection, receipt = await submitted()
    async with transaction():
        await tamper(inspection)
    page = await check_page(client_for, receipt)
    assert page.status_code == 200
    assert "校验不通过" in page.text


async def test_forging_hash_and_record_needs_the_key(client_for):
    inspection, receipt = await submitted()
    async with transaction():
        await change_answer(inspection)
        stored = await Receipt.select().where(Receipt.inspection == inspection).first()
        forged = await build(inspection, json.loads(stored["record"])["about"])
        await Receipt.update(
            {Receipt.record: canonical(forged).decode(), Receipt.record_sha256: digest(forged)}
        ).where(Receipt.inspection == inspection)
    assert "校验不通过" in (await check_page(client_for, receipt)).text


async def test_what_the_enterprise_changes_later_does_not_break_the_receipt(client_for):
    _, receipt = await submitted()
    async with transaction():
        await Enterprise.update({Enterprise.name: "新名称有限公司"}).where(Enterprise.id == ids()["A"])
    page = await check_page(client_for, receipt)
    assert "校验通过" in page.text
    assert "贵池石料有限公司" in page.text


async def test_a_voided_visit_says_what_replaced_it(client_for):
    inspection, receipt = await submitted()
    copy = await void_and_copy(await who("supervisor"), inspection, "主办人员选错")
    page = await check_page(client_for, receipt)
    assert "校验通过" not in page.text
    assert "这次检查已作废，回执不再有效。存档记录与提交时一致。" in page.text
    replaced = (await submit(await who("inspector"), copy)).receipt
    page = await check_page(client_for, receipt)
    assert f"由 {replaced['serial']} 取代" in page.text
    assert "校验通过" in (await check_page(client_for, replaced)).text


async def test_the_receipt_stays_within_the_reach(client_for):
    inspection, _ = await submitted()
    for name, status in (("colleague", 200), ("chief", 200), ("outsider", 404), ("owner", 403)):
        answer = await (await client_for(name)).get(f"/inspections/{inspection}/receipt")
        assert answer.status_code == status, name
    draft = await visit()
    assert (await (await client_for("inspector")).get(f"/inspections/{draft}/receipt")).status_code == 409


LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    note=LETTERS,
    number=st.floats(-180, 180, allow_nan=False),
    accuracy=st.floats(0, 1e7, allow_nan=False) | st.none(),
    offset=st.integers(-(2**31), 2**31 - 1) | st.none(),
)
async def test_any_record_recomputes(db, note, number, accuracy, offset):
    inspection = await visit(
        kind="recheck",
        companion=f"王{note}",
        conclusion=f"结论{note}",
        longitude=number,
        accuracy=accuracy,
        clock_offset=offset,
        second=ids()["colleague"],
    )
    receipt = (await submit(await who("inspector"), inspection)).receipt
    checked = await receipts.check(receipt["serial"], receipts.short_code(receipt))
    assert checked.problems == []


def test_flags_speak_of_clock_place_and_old_photos():
    from datetime import UTC, datetime, timedelta

    start = datetime(2026, 3, 5, 6, tzinfo=UTC)
    good = {
        "clock_offset": 3, "started_at": start, "distance": 700.0, "accuracy": 300.0, "located": True,
        "photos": [Shot(start, None), Shot(None, None)],
    }  # fmt: skip
    assert flags(**good) == []
    old = [Shot(start, start - timedelta(days=2))]
    bad = flags(**good | {"clock_offset": -86400, "accuracy": 10.0, "photos": old})
    assert [("快 1440 分钟" in bad[0]), ("700 米" in bad[1]), ("1 张照片" in bad[2])] == [True] * 3
    assert flags(**good | {"located": False}) == ["没有记录检查位置。"]
