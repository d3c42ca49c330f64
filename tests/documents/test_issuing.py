"""Issuing for good, after whatever stood against it was mended; superseding; who sees what."""

import pytest

from tests.cast import ids
from tests.documents.scene import begun, content, issued, row_of, submitted
from tests.inspections.ready import FACT, complete, who
from webapp.audit.rules import canonical
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.proof import frozen, loaded, verify_all
from webapp.documents.verbs import drafting, issuing
from webapp.errors import Conflict, Forbidden
from webapp.inspections.tables import Inspection


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


async def test_a_visit_that_is_not_submitted_drafts_but_does_not_issue(client_for):
    visit = await complete()
    document = await begun(visit=visit)
    answer = await (await client_for("inspector")).post(f"/documents/{document}/issue")
    assert answer.status_code == 422 and "检查还没有提交" in answer.text
    assert (await row_of(document))["number"] == ""


async def test_issued_is_frozen(db):
    row = await issued(kinds.ORDER)
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
    row = await issued(kinds.ORDER)
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
    draft, row = await begun(visit=visit), await issued(kinds.ORDER, visit)
    for name, status in (("owner", 404), ("stranger", 404), ("outsider", 404), ("chief", 200)):
        assert (await (await client_for(name)).get(f"/documents/{draft}")).status_code == status, name
    for name, status in (("owner", 200), ("neighbour", 404), ("stranger", 404), ("assistant", 200)):
        assert (await (await client_for(name)).get(f"/documents/{row['id']}")).status_code == status, name
    with pytest.raises(Forbidden):
        drafting.guard_author(await who("zoneinspector"), await row_of(draft))
    assert (await (await client_for("outsider")).post(f"/documents/{draft}/issue")).status_code == 404
    assert row["number"] not in (await (await client_for("neighbour")).get("/documents")).text


async def test_a_visit_without_companion_is_refused(client_for):
    visit = await submitted()
    async with transaction():
        await Inspection.update({Inspection.companion: ""}).where(Inspection.id == visit)
    document = await begun(visit=visit)
    answer = await (await client_for("inspector")).post(f"/documents/{document}/issue")
    assert answer.status_code == 422 and "陪同人员" in answer.text
    assert ids()["A"]
