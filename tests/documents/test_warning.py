"""警告 is a penalty (行政处罚法 9): in no order by default, only where the bureau has turned it on, on its basis."""

import json

from tests.cast import ids
from tests.documents.scene import begun, content, issued
from tests.inspections.ready import who
from webapp.audit.tables import EventRow
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.tables import Document
from webapp.documents.verbs import drafting, issuing

BASIS = "《中华人民共和国职业病防治法》第70条"
STYLE = {
    "kind": "order",
    "title": "x",
    "pattern": "{简称}卫{类别}{性质}〔{年}〕{序号}号",
    "category": "职",
    "nature": "改",
    "digits": "1",
}
TYPED = {
    "revision": "1",
    "basis": "依据一",
    "measures": "要求一",
    "rights": "途径",
    "paragraphs": "",
    "article_1": "《职业病防治法》第26条",
}


async def turn_on(client_for, **more: str):
    admin = await client_for("countyadmin")
    return await admin.post(f"/bureaus/{ids()['county']}/documents", data=STYLE | {"warning": "true"} | more)


async def test_no_order_warns_by_itself(client_for):
    document = await begun(kinds.ORDER)
    inspector = await client_for("inspector")
    page = (await inspector.get(f"/documents/{document}/edit")).text
    assert "给予警告" not in page
    await inspector.post(f"/documents/{document}/edit", data=TYPED | {"warning": "true"})
    assert (await content(document))["warning"] is False
    assert "给予警告" not in (await inspector.get(f"/documents/{document}/paper")).text
    row = await issuing.issue(await who("inspector"), document)
    assert json.loads(row["content"])["warning"] is False


async def test_a_bureau_turns_it_on_with_its_basis_and_is_told_the_procedure(client_for):
    admin = await client_for("countyadmin")
    page = (await admin.get(f"/bureaus/{ids()['county']}/documents")).text
    for words in ("行政处罚法第9条", "简易程序（第51、52条）", "普通程序", "第44条", "第45条"):
        assert words in page
    refused = await turn_on(client_for)
    assert refused.status_code == 422 and "开启要写明依据" in refused.text
    assert (await turn_on(client_for, warning_basis=BASIS)).status_code == 303
    event = await EventRow.select().where(EventRow.action == "document_style.edited").first()
    assert json.loads(event["after"])["warning_basis"] == BASIS

    document = await begun(kinds.ORDER)
    assert (await content(document))["warning"] is False  # still nobody is warned by default
    inspector = await client_for("inspector")
    page = (await inspector.get(f"/documents/{document}/edit")).text
    box = page[page.index('name="warning"') - 80 : page.index('name="warning"') + 120]
    assert "checked" not in box and BASIS in page and "第44条" in page
    await inspector.post(f"/documents/{document}/edit", data=TYPED | {"warning": "true"})
    made = await content(document)
    assert made["warning"] is True and made["basis"] == ["依据一", BASIS]
    page = (await inspector.get(f"/documents/{document}")).text
    assert "已经告知事实、理由、依据和陈述、申辩的权利" in page
    await inspector.post(f"/documents/{document}/edit", data=TYPED | {"revision": "2"})
    assert (await content(document))["warning"] is False and BASIS not in (await content(document))["basis"]


async def test_a_draft_that_warns_from_before_is_not_issued_until_it_does_not(client_for):
    document = await begun(kinds.ORDER)
    old = json.dumps({**(await content(document)), "warning": True})
    async with transaction():
        await Document.update({Document.content: old}).where(Document.id == document)
    user = await who("inspector")
    inspector = await client_for("inspector")
    refused = await inspector.post(f"/documents/{document}/issue", data={"revision": "1"})
    assert refused.status_code == 422 and "警告是行政处罚" in refused.text
    await drafting.save(user, document, 1, {})
    assert (await issuing.issue(user, document))["state"] == "issued"


async def test_turning_it_off_again_leaves_what_was_issued(client_for):
    await turn_on(client_for, warning_basis=BASIS)
    document = await begun(kinds.ORDER)
    user = await who("inspector")
    await drafting.save(user, document, 1, {"warning": True})
    row = await issuing.issue(user, document)
    admin = await client_for("countyadmin")
    assert (await admin.post(f"/bureaus/{ids()['county']}/documents", data=STYLE)).status_code == 303
    assert json.loads(row["content"])["warning"] is True
    page = (await (await client_for("inspector")).get(f"/documents/{row['id']}")).text
    assert "给予警告" in page
    assert (await content((await issued(kinds.ORDER))["id"]))["warning"] is False
