"""Whether a document is genuine: the page behind its code, and what somebody with the database in hand has changed."""

import pytest

from tests.documents.scene import issued, submitted, tamper
from tests.inspections.ready import FACT
from webapp.db import sql, transaction
from webapp.documents import kinds
from webapp.documents.pages.check import wrong_codes
from webapp.documents.proof import verify_all
from webapp.documents.tables import Document


async def test_the_check_page_needs_the_code(client_for):
    row = await issued(kinds.ORDER)
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
    assert (await anybody.get(f"/check/{row['code']}")).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"number": "贵卫职改〔2026〕99号"}, {"state": "void", "void_reason": "假的"}, {"issued_by": 1}, {"mac": "0" * 64},
        {"content_sha256": "0" * 64}, {"title": "别的"}, {"content": "{}"}, {"content": "not json"}, {"serial": 7},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
async def test_a_tampered_row_is_found(client_for, change):
    row = await issued(kinds.ORDER)
    anybody = await client_for("")
    assert "校验通过" in (await anybody.get(f"/check/{row['code']}")).text
    await tamper(row["id"], **change)
    page = await anybody.get(f"/check/{row['code']}")
    assert page.status_code == 200 and "校验不通过" in page.text
    assert (await verify_all())[1]
    assert "校验不通过" in (await (await client_for("inspector")).get(f"/documents/{row['id']}")).text


async def test_changed_words_in_the_content_are_found(client_for):
    row = await issued(kinds.ORDER)
    async with transaction():
        await sql(
            "UPDATE document SET content = replace(content, {}, {}) WHERE id = {}", "粉尘", "灰尘", row["id"]
        )
    assert "校验不通过" in (await (await client_for("")).get(f"/check/{row['code']}")).text


async def test_a_deleted_document_leaves_a_gap_that_is_found(db):
    visit = await submitted()
    row = await issued(kinds.ORDER, visit)
    await issued(kinds.RECORD, visit)
    async with transaction():
        await Document.delete().where(Document.id == row["id"])
    assert "不连续" in "".join((await verify_all())[1])
