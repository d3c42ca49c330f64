"""Drafting from the record, editing, refusals in words, issuing for good, superseding, checking."""

import pytest

from tests.cast import ids
from tests.documents.scene import begun, content, issued, row_of, submitted, tamper
from tests.inspections.ready import FACT, REQUIREMENT, complete, who
from webapp.audit.rules import canonical
from webapp.db import sql, transaction
from webapp.documents.listing import unreceived
from webapp.documents.pages.check import wrong_codes
from webapp.documents.proof import frozen, loaded, verify_all
from webapp.documents.refusing import Standing, refusals, warnings
from webapp.documents.rules import STATEMENT, Kind
from webapp.documents.tables import Document
from webapp.documents.verbs import drafting, issuing, linking
from webapp.errors import Conflict, Forbidden
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.closing import void_and_copy


async def test_a_record_holds_facts_and_no_judgement(db):
    made = await content(await begun())
    assert FACT in made["facts"] and made["statement"] == STATEMENT
    said = canonical(made).decode()
    assert REQUIREMENT not in said and made["findings"] == [] and made["basis"] == []
    assert [one["badge"] for one in made["visit"]["inspectors"]] == ["皖R0101", "皖R0102"]
    assert made["visit"]["badge_shown"] and made["visit"]["companion"] == "王五"
    assert made["visit"]["started"] and made["visit"]["ended"]


async def test_an_order_holds_article_requirement_due_date_and_warning(db):
    made = await content(await begun(Kind.ORDER))
    [one] = made["findings"]
    finding = await Finding.select().first()
    assert (one["fact"], one["requirement"], one["due"]) == (FACT, REQUIREMENT, finding["due_on"].isoformat())
    assert one["article"].startswith("《") and "依照《职业病防治法》第7" in one["penalty"]
    assert made["warning"] is True
    assert "六十日" in made["rights"]


async def test_three_taps_from_a_finished_visit(client_for):
    visit = await submitted()
    inspector = await client_for("inspector")
    assert (
        f"/inspections/{visit}/documents" in (await inspector.get(f"/inspections/{visit}")).text
    )  # the first tap
    drafted = await inspector.post(f"/inspections/{visit}/documents", data={"kind": "order"})
    page = await inspector.get(drafted.headers["location"])
    assert "待编号" in page.text and "签发并编号" in page.text and FACT in page.text
    assert (await inspector.post(f"{drafted.headers['location']}/issue")).status_code == 303
    assert "已签发" in (await inspector.get(drafted.headers["location"])).text
    assert "贵卫职改" in (await (await client_for("owner")).get("/documents")).text


async def test_drafts_are_edited_with_a_preview_and_notice_a_colleague(client_for):
    document = await begun(Kind.ORDER)
    inspector = await client_for("inspector")
    page = await inspector.get(f"/documents/{document}/edit")
    assert page.status_code == 200 and "article_1" in page.text
    typed = {
        "revision": "1", "article_1": "《职业病防治法》第26条", "penalty_1": "", "warning": "true", "basis": "依据一\n\n依据二",
        "measures": "要求一", "rights": "途径", "paragraphs": "",
    }  # fmt: skip
    preview = await inspector.post(f"/documents/{document}/preview", data=typed | {"measures": "只是看看"})
    assert preview.status_code == 200 and "只是看看" in preview.text
    assert (await content(document))["measures"] != ["只是看看"]
    assert (await inspector.post(f"/documents/{document}/edit", data=typed)).status_code == 303
    made = await content(document)
    assert (
        made["basis"] == ["依据一", "依据二"] and made["findings"][0]["article"] == "《职业病防治法》第26条"
    )
    late = await inspector.post(f"/documents/{document}/edit", data=typed | {"measures": "第二次"})
    assert late.status_code == 409 and "刚刚在别处改动过" in late.text and "第二次" in late.text
    left = await inspector.post(
        f"/documents/{document}/edit", data=typed | {"revision": "2", "out_1": "true"}
    )
    assert left.status_code == 303 and (await content(document))["findings"] == []
    assert (await inspector.post(f"/documents/{document}/refresh")).status_code == 303
    assert len((await content(document))["findings"]) == 1


async def test_what_stands_against_issuing_is_said_in_words(db):
    order = await content(await begun(Kind.ORDER))
    good = Standing("submitted", True)
    assert refusals(order, [], good) == []

    def said(standing=good, signatures=(), **changes):
        return "".join(refusals({**order, **changes}, list(signatures), standing))

    assert "还没有提交" in said(Standing("draft", True))
    assert "已作废" in said(Standing("void", True))
    same = [{"name": "甲", "badge": "1"}, {"name": "乙", "badge": "1"}]
    assert "不同执法证号" in said(visit={**order["visit"], "inspectors": same})
    assert "陪同人员" in said(visit={**order["visit"], "companion": ""})
    for name, words in (("article", "条款"), ("requirement", "改正要求"), ("due", "改正期限")):
        assert words in said(findings=[{**order["findings"][0], name: ""}])
    assert "没有违法事实" in said(findings=[])
    unsure = {**order, "findings": [{**order["findings"][0], "article": "第15条（待核对）"}]}
    assert "待核对" in "".join(warnings(unsure, [], 0)) and "待核对" not in "".join(warnings(order, [], 0))
    refusal = {
        "role": "companion",
        "name": "王五",
        "at": "",
        "image": None,
        "refused": "不认可",
        "witness": None,
    }
    assert "见证人" in said(signatures=[refusal])
    assert "写明理由" in said(signatures=[refusal | {"refused": "", "witness": "赵六"}])
    assert said(signatures=[refusal | {"witness": "赵六"}]) == ""
    assert said(Standing("submitted", True, photo_refusals=frozenset({"王五"})), [refusal]) == ""


async def test_a_visit_that_is_not_submitted_drafts_but_does_not_issue(client_for):
    visit = await complete()
    document = await begun(visit=visit)
    answer = await (await client_for("inspector")).post(f"/documents/{document}/issue")
    assert answer.status_code == 422 and "检查还没有提交" in answer.text
    assert (await row_of(document))["number"] == ""


async def test_a_voided_visit_issues_nothing(db):
    visit = await submitted()
    document = await begun(visit=visit)
    await void_and_copy(await who("supervisor"), visit, "选错了单位")
    with pytest.raises(issuing.Refused, match="已作废"):
        await issuing.issue(await who("inspector"), document)


async def test_issued_is_frozen(db):
    row = await issued(Kind.ORDER)
    made = loaded(row["content"])
    assert row["content"] == canonical(made).decode() and frozen(made) == row["content_sha256"]
    assert made["issued"] and row["mac"] and len(row["code"]) == 12
    user = await who("inspector")
    for change in (drafting.save(user, row["id"], 1, {"measures": []}), drafting.refresh(user, row["id"])):
        with pytest.raises(Conflict):
            await change
    with pytest.raises(Conflict):
        await drafting.discard(user, row["id"])


async def test_a_correction_names_the_old_document(client_for):
    row = await issued(Kind.ORDER)
    user = await who("inspector")
    new = await drafting.supersede(user, row["id"])
    assert await drafting.supersede(user, row["id"]) == new
    named, lead = (await content(new))["paragraphs"]
    assert row["number"] in named and lead == "经查，你单位存在下列违法行为："
    await drafting.refresh(user, new)
    assert (await content(new))["paragraphs"] == [named, lead]
    await issuing.issue(user, new)
    page = (await (await client_for("owner")).get(f"/documents/{row['id']}")).text
    assert "取代" in page and (await row_of(new))["number"] in page
    with pytest.raises(Conflict, match="取代"):
        await drafting.supersede(user, row["id"])
    assert (await verify_all())[1] == []


async def test_reach_and_roles(client_for):
    visit = await submitted()
    draft, row = await begun(visit=visit), await issued(Kind.ORDER, visit)
    for name, status in (("owner", 404), ("stranger", 404), ("outsider", 404), ("chief", 200)):
        assert (await (await client_for(name)).get(f"/documents/{draft}")).status_code == status, name
    for name, status in (("owner", 200), ("neighbour", 404), ("stranger", 404), ("assistant", 200)):
        assert (await (await client_for(name)).get(f"/documents/{row['id']}")).status_code == status, name
    with pytest.raises(Forbidden):
        drafting.guard_author(await who("zoneinspector"), await row_of(draft))
    assert (await (await client_for("outsider")).post(f"/documents/{draft}/issue")).status_code == 404
    assert row["number"] not in (await (await client_for("neighbour")).get("/documents")).text


@pytest.mark.parametrize(
    "change",
    [
        {"number": "贵卫职改〔2026〕99号"}, {"state": "void", "void_reason": "假的"}, {"issued_by": 1}, {"mac": "0" * 64},
        {"content_sha256": "0" * 64}, {"title": "别的"}, {"content": "{}"}, {"content": "not json"}, {"serial": 7},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
async def test_a_tampered_row_is_found(client_for, change):
    row = await issued(Kind.ORDER)
    anybody = await client_for("")
    assert "校验通过" in (await anybody.get(f"/check/{row['code']}")).text
    await tamper(row["id"], **change)
    page = await anybody.get(f"/check/{row['code']}")
    assert page.status_code == 200 and "校验不通过" in page.text
    assert (await verify_all())[1]
    assert "校验不通过" in (await (await client_for("inspector")).get(f"/documents/{row['id']}")).text


async def test_a_deleted_document_leaves_a_gap_that_is_found(db):
    visit = await submitted()
    row = await issued(Kind.ORDER, visit)
    await issued(Kind.RECORD, visit)
    async with transaction():
        await Document.delete().where(Document.id == row["id"])
    assert "不连续" in "".join((await verify_all())[1])


async def test_changed_words_in_the_content_are_found(client_for):
    row = await issued(Kind.ORDER)
    async with transaction():
        await sql(
            "UPDATE document SET content = replace(content, {}, {}) WHERE id = {}", "粉尘", "灰尘", row["id"]
        )
    assert "校验不通过" in (await (await client_for("")).get(f"/check/{row['code']}")).text


async def test_the_check_page_needs_the_code(client_for):
    row = await issued(Kind.ORDER)
    anybody = await client_for("")
    spoken = f"{row['code'][:4]}-{row['code'][4:8].lower()} {row['code'][8:]}"
    assert (await anybody.get("/check", params={"code": spoken})).headers[
        "location"
    ] == f"/check/{row['code']}"
    page = await anybody.get(f"/check/{row['code']}")
    assert "贵池石料有限公司" in page.text and FACT not in page.text
    for code in (row["code"][:11], "A" * 12, "%00", "长" * 50, str(row["id"])):
        assert (await anybody.get(f"/check/{code}")).status_code == 404
    for _ in range(wrong_codes.most):
        await anybody.get("/check/AAAABBBBCCCC")
    assert (await anybody.get("/check/AAAABBBBCCCC")).status_code == 429


async def test_a_visit_without_companion_is_refused(client_for):
    visit = await submitted()
    async with transaction():
        await Inspection.update({Inspection.companion: ""}).where(Inspection.id == visit)
    document = await begun(visit=visit)
    answer = await (await client_for("inspector")).post(f"/documents/{document}/issue")
    assert answer.status_code == 422 and "陪同人员" in answer.text
    assert ids()["A"]


async def test_voiding_a_visit_voids_what_was_issued_of_it(client_for):
    visit, user = await submitted(), await who("inspector")
    old = await issued(Kind.ORDER, visit)
    new = await issuing.issue(user, await drafting.supersede(user, old["id"]))
    token = await linking.make(user, new["id"], 1, "")
    await void_and_copy(await who("supervisor"), visit, "选错了单位")
    anybody = await client_for("")
    for row in (old, new):
        page = (await anybody.get(f"/check/{row['code']}")).text
        assert "不再有效" in page and "校验通过：" not in page
        assert (await row_of(row["id"]))["void_reason"] == "所依据的检查已作废：选错了单位"
    assert "这份文书已作废" in (await anybody.get(f"/shared/{token}")).text
    shown = (await (await client_for("owner")).get(f"/documents/{new['id']}")).text
    assert "所依据的检查已作废：选错了单位" in shown and "确认收到" not in shown
    assert await unreceived(await who("owner")) == 0
    assert (await verify_all())[1] == []


async def test_what_was_issued_of_a_visit_voided_before_says_so(client_for):
    """Databases of older releases hold visits that were voided without their documents."""
    row = await issued(Kind.ORDER)
    token = await linking.make(await who("inspector"), row["id"], 1, "")
    async with transaction():
        await Inspection.update({Inspection.state: "void"}).where(Inspection.id == row["inspection"])
    anybody = await client_for("")
    for page in (
        await anybody.get(f"/check/{row['code']}"),
        await anybody.get(f"/shared/{token}"),
        await (await client_for("owner")).get(f"/documents/{row['id']}"),
    ):
        assert "所依据的检查已作废" in page.text and "校验通过" not in page.text
