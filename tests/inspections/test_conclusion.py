"""检查结论, 笔录, 交给企业 and lists follow the record until somebody writes other words."""

import html
import re

import pytest

from tests.cast import ids
from tests.inspections.ready import answer_all, complete, draft_finding, ready, visit, who
from webapp.checklists.tables import ChecklistItem
from webapp.clock import now
from webapp.db import transaction
from webapp.inspections.tables import Answer, Inspection, Slot
from webapp.inspections.verbs.submission import submit

CLOSING = {"companion": "王五", "companion_post": "", "showed_badge": "true", "told_rights": "true"}
JSON = {"accept": "application/json"}


def shown(page):
    """(what stands in 检查结论, the proposal that came with it)"""
    area = re.search(r'<textarea[^>]*name="conclusion"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    proposal = re.search(r'name="proposed" value="([^"]*)"', page)
    return html.unescape(area[1]), html.unescape(proposal[1]) if proposal else ""


def warned(page):
    """Whether the page shows that the words are somebody's own and no longer follow the record."""
    box = re.search(r"<div data-differs( hidden)?>.*?不再随记录变动", page, re.DOTALL)
    return box is not None and not box[1]


async def sealed(inspection):
    return (
        await Inspection.select(Inspection.conclusion, Inspection.state)
        .where(Inspection.id == inspection)
        .first()
    )


async def answer_anew(inspection, code, result):
    item = await ChecklistItem.select(ChecklistItem.id).where(ChecklistItem.code == code).first()
    async with transaction():
        await Answer.update({Answer.result: result}).where(
            (Answer.inspection == inspection) & (Answer.item == item["id"])
        )


async def test_a_proposal_that_was_refused_follows_what_is_answered_afterwards(client_for):
    inspection = await ready()
    client = await client_for("inspector")
    text, proposal = shown((await client.get(f"/inspections/{inspection}/review")).text)
    assert text == proposal and "发现问题 1 个" in text and "不符合 1 项" in text
    refused = await client.post(
        f"/inspections/{inspection}/submission",
        data={**CLOSING, "companion": "", "conclusion": text, "proposed": proposal},
    )
    assert refused.status_code == 422 and shown(refused.text)[0] == text
    await answer_anew(inspection, "1.1", "unmet")
    await draft_finding(inspection, "1.1")
    again = (await client.get(f"/inspections/{inspection}/review")).text
    assert "发现问题 2 个" in shown(again)[0] and "不符合 2 项" in shown(again)[0]
    # The outbox sends what the page showed the first time: nobody wrote it, so the record says it.
    sent = await client.post(
        f"/inspections/{inspection}/submission",
        json={**CLOSING, "conclusion": text, "proposed": proposal},
        headers=JSON,
    )
    assert sent.status_code == 201
    assert (await sealed(inspection))["conclusion"] == shown(again)[0]


async def test_written_words_stay_with_a_warning_beside_them(client_for):
    inspection = await ready()
    client = await client_for("inspector")
    _, proposal = shown((await client.get(f"/inspections/{inspection}/review")).text)
    own = proposal + "现场整洁。"
    refused = await client.post(
        f"/inspections/{inspection}/submission",
        data={**CLOSING, "companion": "", "conclusion": own, "proposed": proposal},
    )
    assert shown(refused.text)[0] == own and not warned(refused.text)
    await answer_anew(inspection, "1.1", "unmet")
    await draft_finding(inspection, "1.1")
    page = (await client.get(f"/inspections/{inspection}/review")).text
    text, now_proposed = shown(page)
    assert text == own and warned(page) and "发现问题 2 个" in now_proposed
    sent = await client.post(
        f"/inspections/{inspection}/submission",
        json={**CLOSING, "conclusion": own, "proposed": now_proposed},
        headers=JSON,
    )
    assert sent.status_code == 201 and (await sealed(inspection))["conclusion"] == own


async def test_a_copy_of_a_voided_visit_proposes_anew(client_for):
    inspection = await ready()
    client = await client_for("inspector")
    text, proposal = shown((await client.get(f"/inspections/{inspection}/review")).text)
    await client.post(
        f"/inspections/{inspection}/submission", data={**CLOSING, "conclusion": text, "proposed": proposal}
    )
    void = await (await client_for("supervisor")).post(
        f"/inspections/{inspection}/void", data={"reason": "选错"}
    )
    copy = void.headers["location"].rsplit("/", 1)[1]
    await answer_anew(copy, "5.1", "met")
    text, _ = shown((await client.get(f"/inspections/{copy}/review")).text)
    assert "本次未发现新的问题" in text


@pytest.fixture
async def patrol(db):
    made = await visit(lead="assistant", kind="patrol", second=None)
    rows = {
        "sign:注意防尘": "absent",
        "sign:噪声有害": "absent",
        "sign:当心中毒": "damaged",
        "ppe:防尘口罩": "absent",
    }
    async with transaction():
        for key, result in rows.items():
            await Slot.insert(
                Slot(inspection=made, key=key, result=result, person=ids()["assistant"], answered_at=now())
            )
    return made


async def test_a_patrol_that_saw_missing_signs_says_so_everywhere(client_for, patrol):
    client = await client_for("assistant")
    text, proposal = shown((await client.get(f"/inspections/{patrol}/review")).text)
    assert "未见异常" not in text and "疑似问题 4 处" in text and "未设置“注意防尘”警示标识" in text
    sent = await client.post(
        f"/inspections/{patrol}/submission", json={"conclusion": text, "proposed": proposal}, headers=JSON
    )
    assert sent.status_code == 201, sent.text
    supervisor = await client_for("supervisor")
    page = (await supervisor.get(f"/inspections/{patrol}/handover")).text
    assert "没有需要整改" not in page and "不认定问题" in page
    assert page.count("“当心中毒”警示标识破损不清") >= 2  # on the paper and in the words to forward
    listed = (await supervisor.get("/inspections?patrols=true")).text
    assert "疑似问题 4 处" in listed


async def test_a_patrol_that_looked_at_nothing_does_not_say_that_all_is_well(client_for):
    made = await visit(lead="assistant", kind="patrol", second=None)
    text, _ = shown((await (await client_for("assistant")).get(f"/inspections/{made}/review")).text)
    assert text.endswith("没有记录疑似问题。")


async def test_a_shortcoming_at_mostly_met_reaches_the_enterprise(client_for):
    inspection = await complete()
    await submit(await who("inspector"), inspection)
    page = (await (await client_for("inspector")).get(f"/inspections/{inspection}/handover")).text
    assert len(re.findall(r"第 1\.1 项“[^”]+”基本符合，不足之处：台账缺两页", page)) == 2


async def test_a_sign_that_is_wanting_needs_a_finding(client_for):
    inspection = await visit(companion="王五", conclusion="好")
    await answer_all(inspection)
    async with transaction():
        await Slot.update({Slot.result: "absent"}).where(
            (Slot.inspection == inspection) & (Slot.key == "sign:注意防尘")
        )
    client = await client_for("inspector")
    refused = await client.post(f"/inspections/{inspection}/submission", json={}, headers=JSON)
    assert [one["sentence"] for one in refused.json()["open"]] == ["“注意防尘”未设置，请填写问题。"]
    await draft_finding(inspection, None, slot="sign:注意防尘", fact="破碎岗位未设置“注意防尘”警示标识。")
    sent = await client.post(f"/inspections/{inspection}/submission", json={}, headers=JSON)
    assert sent.status_code == 201


async def test_a_fact_that_says_otherwise_than_what_was_seen_is_flagged(client_for):
    inspection = await visit(companion="王五", conclusion="好")
    await answer_all(inspection)
    async with transaction():
        await Slot.update({Slot.result: "damaged"}).where(
            (Slot.inspection == inspection) & (Slot.key == "sign:注意防尘")
        )
    await draft_finding(inspection, None, slot="sign:注意防尘", fact="破碎岗位未设置“注意防尘”警示标识。")
    page = (await (await client_for("inspector")).get(f"/inspections/{inspection}/review")).text
    assert "查看结果是“破损不清”" in html.unescape(page)
