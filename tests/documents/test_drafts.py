"""Drafting from the record, editing with a preview, and what stands against issuing, in words."""

from tests.documents.scene import begun, content
from tests.inspections.ready import FACT, REQUIREMENT
from webapp.audit.rules import canonical
from webapp.documents import kinds
from webapp.documents.rules import STATEMENT
from webapp.documents.writing.issue_guards import Standing, refusals, warnings
from webapp.findings.tables import Finding


async def test_a_record_holds_facts_and_no_judgement(db):
    made = await content(await begun())
    assert FACT in made["facts"] and made["statement"] == STATEMENT
    said = canonical(made).decode()
    assert REQUIREMENT not in said and made["findings"] == [] and made["basis"] == []
    assert [one["badge"] for one in made["visit"]["inspectors"]] == ["皖R0101", "皖R0102"]
    assert made["visit"]["badge_shown"] and made["visit"]["companion"] == "王五"
    assert made["visit"]["started"] and made["visit"]["ended"]


async def test_an_order_holds_article_requirement_due_date_and_warning(db):
    made = await content(await begun(kinds.ORDER))
    [one] = made["findings"]
    finding = await Finding.select().first()
    assert (one["fact"], one["requirement"], one["due"]) == (FACT, REQUIREMENT, finding["due_on"].isoformat())
    assert one["article"].startswith("《") and "依照《职业病防治法》第7" in one["penalty"]
    assert made["warning"] is False  # a penalty: never by default
    assert "六十日" in made["rights"]


async def test_drafts_are_edited_with_a_preview_and_notice_a_colleague(client_for):
    document = await begun(kinds.ORDER)
    inspector = await client_for("inspector")
    page = await inspector.get(f"/documents/{document}/edit")
    assert page.status_code == 200 and "article_1" in page.text
    typed = {
        "revision": "1", "article_1": "《职业病防治法》第26条", "penalty_1": "", "warning": "true", "basis": "依据一\n\n依据二",
        "measures": "要求一", "rights": "途径", "paragraphs": "",
    }  # fmt: skip
    preview = await inspector.post(f"/documents/{document}/preview", data=typed | {"measures": "只是看看"})
    assert preview.status_code == 200 and "只是看看" in preview.text
    # As the page asks for it: without a page around it.
    part = await inspector.post(f"/documents/{document}/preview", data=typed, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.text
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
    order = await content(await begun(kinds.ORDER))
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
