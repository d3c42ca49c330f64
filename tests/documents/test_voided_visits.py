"""The documents of a visit that was voided: nothing is issued of it, and what was issued falls with it."""

import pytest

from tests.documents.scene import begun, issued, row_of, submitted
from tests.inspections.ready import FACT, who
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.lists.listing import unreceived
from webapp.documents.proof import verify_all
from webapp.documents.verbs import drafting, issuing, linking
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.closing import void_and_copy


async def test_a_voided_visit_issues_nothing(db):
    visit = await submitted()
    document = await begun(visit=visit)
    await void_and_copy(await who("supervisor"), visit, "选错了单位")
    with pytest.raises(issuing.Refused, match="已作废"):
        await issuing.issue(await who("inspector"), document)


async def test_voiding_a_visit_voids_what_was_issued_of_it(client_for):
    visit, user = await submitted(), await who("inspector")
    old = await issued(kinds.ORDER, visit)
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
    row = await issued(kinds.ORDER)
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


@pytest.mark.parametrize(
    ("visit_state", "why"), [("void", "检查已作废"), ("discarded", "检查已放弃")], ids=["void", "discarded"]
)
async def test_a_draft_of_an_ended_visit_can_only_be_seen_and_deleted(client_for, visit_state, why):
    document = await begun(kinds.ORDER)
    row = await row_of(document)
    inspector = await client_for("inspector")
    at = f"/documents/{document}"
    page = (await inspector.get(at)).text
    assert all(words in page for words in ("签名", "修改", "按记录重新生成", "签发并编号"))
    async with transaction():
        await Inspection.update({Inspection.state: visit_state}).where(Inspection.id == row["inspection"])
    page = (await inspector.get(at)).text
    assert why in page and FACT in page and f'action="{at}/discard"' in page
    for offered in ("/sign", "/edit", "/refresh", "/issue"):
        assert f"{at}{offered}" not in page, offered
    for address in ("/sign", "/edit"):
        answer = await inspector.get(at + address)
        assert answer.status_code == 409 and why in answer.text, address
    for address in ("/edit", "/preview", "/refresh", "/refusals"):
        answer = await inspector.post(at + address, data={"revision": "1"})
        assert answer.status_code == 409 and why in answer.text, address
    assert (await inspector.post(f"{at}/discard")).status_code == 303
    assert (await row_of(document))["state"] == "discarded"
