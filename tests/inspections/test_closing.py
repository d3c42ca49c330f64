"""Supplements, voiding with a copy, giving up a draft: with a reason, by those who may, and nothing deleted."""

from uuid import UUID

import pytest

from tests.cast import ids
from tests.findings.scene import counts_agree
from tests.inspections.ready import FACT, complete, draft_finding, shoot, visit, who
from webapp.audit.queries import history
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding
from webapp.inspections.receipts.canonical import drafts, slots, standing_answers
from webapp.inspections.tables import Inspection, Receipt, Supplement
from webapp.inspections.verbs.submission import submit


async def done(**values):
    inspection = await complete(**values)
    await submit(await who("inspector"), inspection)
    return inspection


async def row_of(inspection):
    return await Inspection.select().where(Inspection.id == inspection).first()


async def test_a_supplement_stands_beside_the_record(client_for):
    inspection = await done()
    record = (await Receipt.select(Receipt.record).where(Receipt.inspection == inspection).first())["record"]
    client = await client_for("inspector")
    body = {"text": "陪同人员职务应为厂长。", "reason": "笔误"}
    for _ in range(2):
        answer = await client.post(f"/inspections/{inspection}/supplements", data=body)
        assert answer.status_code == 303
    page = (await client.get(f"/inspections/{inspection}")).text
    assert "陪同人员职务应为厂长。" in page
    assert await Supplement.count() == 1
    after = (await Receipt.select(Receipt.record).where(Receipt.inspection == inspection).first())["record"]
    assert after == record


@pytest.mark.parametrize("where", ["supplements", "void", "discard"])
async def test_each_needs_a_reason_and_keeps_what_was_typed(client_for, where):
    inspection = await done() if where != "discard" else await visit()
    client = await client_for("supervisor")
    assert (await client.get(f"/inspections/{inspection}/{where}")).status_code == 200
    answer = await client.post(
        f"/inspections/{inspection}/{where}", data={"text": "补正的内容", "reason": "  "}
    )
    assert answer.status_code == 422
    if where == "supplements":
        assert "补正的内容" in answer.text
    assert (await row_of(inspection))["state"] in ("submitted", "draft")


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ("supplements", {"inspector", "colleague", "supervisor", "chief"}),
        ("void", {"supervisor", "chief"}),
    ],
)
async def test_who_may_mend(client_for, where, allowed):
    people = [
        "inspector",
        "colleague",
        "supervisor",
        "chief",
        "assistant",
        "outsider",
        "outsupervisor",
        "admin",
        "owner",
    ]
    for name in people:
        inspection = await done()
        answer = await (await client_for(name)).post(
            f"/inspections/{inspection}/{where}", data={"text": "内容", "reason": "理由"}
        )
        expected = (303,) if name in allowed else (403, 404)
        assert answer.status_code in expected, name


async def test_void_and_copy_keeps_everything_and_voids_the_findings(client_for):
    inspection = await done()
    await counts_agree()
    client = await client_for("supervisor")
    answer = await client.post(f"/inspections/{inspection}/void", data={"reason": "企业选错"})
    copy = UUID(answer.headers["location"].rsplit("/", 1)[1])
    assert (await row_of(inspection))["state"] == "void"
    made = await row_of(copy)
    assert (made["state"], made["copy_of"], made["lead"], made["companion"]) == (
        "draft", inspection, ids()["inspector"], "王五",
    )  # fmt: skip
    assert [row["state"] for row in await Finding.select().where(Finding.inspection == inspection)] == [
        "void"
    ]
    await counts_agree()
    for rows in (standing_answers, slots):
        assert len(await rows(copy)) == len(await rows(inspection)) > 0
    (old,), (new,) = await drafts(inspection), await drafts(copy)
    assert new["id"] != old["id"]
    assert new["fact"] == FACT
    photos = {
        one: await Photo.select().where(Photo.owner_id == str(one)).order_by(Photo.sha256)
        for one in (inspection, copy)
    }
    assert [row["sha256"] for row in photos[copy]] == [row["sha256"] for row in photos[inspection]]
    assert not {row["id"] for row in photos[copy]} & {row["id"] for row in photos[inspection]}
    assert photos[copy][0]["target"] == f"finding:{new['id']}"
    # The lead mends and submits again, with a receipt of its own.
    again = await (await client_for("inspector")).post(f"/inspections/{copy}/submission", data={})
    assert again.status_code == 303
    assert await Receipt.count() == 2
    page = (await client.get(f"/inspections/{inspection}")).text
    assert "企业选错" in page
    assert f"/inspections/{copy}" in page


async def test_voiding_twice_makes_one_copy(client_for):
    inspection = await done()
    client = await client_for("supervisor")
    answers = [await client.post(f"/inspections/{inspection}/void", data={"reason": "错"}) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await Inspection.count().where(Inspection.copy_of == inspection) == 1


async def test_a_copy_that_was_given_up_is_made_again(client_for):
    inspection, client = await done(), await client_for("supervisor")

    async def copy():
        answer = await client.post(f"/inspections/{inspection}/void", data={"reason": "选错了单位"})
        return answer.headers["location"]

    first = await copy()
    assert "再复制一份" not in (await client.get(f"/inspections/{inspection}")).text
    await client.post(f"{first}/discard", data={"reason": "不用了"})
    page = (await client.get(f"/inspections/{inspection}")).text
    assert "再复制一份" in page and first not in page
    form = (await client.get(f"/inspections/{inspection}/void")).text
    assert "再复制一份" in form and "作废并复制" not in form
    second = await copy()
    assert second != first and await copy() == second
    made = await row_of(UUID(second.rsplit("/", 1)[1]))
    assert (made["state"], made["copy_of"]) == ("draft", inspection)
    assert second in (await client.get(f"/inspections/{inspection}")).text
    told = [event["action"] for event in await history("inspection", inspection)]
    assert told.count("inspection.voided") == 1


async def test_a_draft_cannot_be_voided_and_a_record_not_given_up(client_for):
    draft, record = await visit(), await done()
    client = await client_for("supervisor")
    assert (await client.post(f"/inspections/{draft}/void", data={"reason": "错"})).status_code == 409
    assert (await client.post(f"/inspections/{record}/discard", data={"reason": "错"})).status_code == 409


async def test_a_discarded_draft_stays_readable(client_for):
    inspection = await complete()
    await shoot(inspection)
    client = await client_for("colleague")
    answer = await client.post(f"/inspections/{inspection}/discard", data={"reason": "扫错了码"})
    assert answer.status_code == 303
    page = (await client.get(f"/inspections/{inspection}")).text
    assert "扫错了码" in page
    assert FACT in page
    assert [event["action"] for event in await history("inspection", inspection)][
        -1
    ] == "inspection.discarded"
    assert not await Finding.exists().where(Finding.inspection == inspection)
    outsider = await client_for("outsider")
    assert (
        await outsider.post(f"/inspections/{inspection}/discard", data={"reason": "x"})
    ).status_code == 404


async def test_a_page_of_a_visit_shows_all_of_it(client_for):
    inspection = await complete()
    await draft_finding(inspection, None, on_site=True, on_site_note="当场张贴了标识")
    await shoot(inspection)
    await submit(await who("inspector"), inspection)
    page = (await (await client_for("colleague")).get(f"/inspections/{inspection}")).text
    for words in (
        "问题（2）",
        "当场张贴了标识",
        "台账缺两页",
        "警示标识与防护用品",
        "王五",
        "距登记地址 0 米",
        "提交检查",
        "HZ",
    ):
        assert words in page, words
    assert page.count("<figure") == 4
    for name, status in (("supervisor", 200), ("admin", 200), ("outsider", 404), ("owner", 403), ("", 303)):
        answer = await (await client_for(name)).get(f"/inspections/{inspection}")
        assert answer.status_code == status, name


async def test_an_employer_never_sees_a_draft(client_for):
    inspection = await complete()
    photo = await shoot(inspection)
    owner = await client_for("owner")
    for address in ("", "/review", "/receipt", "/handover", "/discard", f"/photos/{photo}/thumbnail"):
        assert (await owner.get(f"/inspections/{inspection}{address}")).status_code == 403, address
    assert FACT not in (await owner.get("/findings")).text
