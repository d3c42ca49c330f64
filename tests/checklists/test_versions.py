"""Versions: made from older ones, edited, published, immutable from then on, compared, discarded."""

from datetime import timedelta

import pytest

from tests.checklists import scene
from webapp.checklists import queries, verbs
from webapp.checklists.rows import mark_of, sections, texts
from webapp.checklists.rules.scoring import ScoringRule
from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion
from webapp.checklists.verbs._draft import Changed
from webapp.checklists.verbs.editing import Unfit
from webapp.clock import today
from webapp.errors import Conflict, Invalid, NotFound


async def test_nothing_of_a_published_version_can_be_changed(db):
    user, (_, version) = await scene.admin(), await scene.first()
    before = await queries.items_of(version)
    stored = await queries.version(version)
    pk = before[0]["id"]
    tries = [
        lambda: verbs.add_item(user, version, scene.example(code="99")),
        lambda: verbs.edit_item(user, version, pk, scene.example()),
        lambda: verbs.remove_item(user, version, pk),
        lambda: verbs.move_item(user, version, pk, up=False),
        lambda: verbs.edit_details(user, version, source="x", verified=True, effective_on=None),
        lambda: verbs.edit_scoring(user, version, ScoringRule(places=3)),
        lambda: verbs.publish(user, version),
        lambda: verbs.discard(user, version),
    ]
    for attempt in tries:
        with pytest.raises(Conflict, match="已发布，不能再修改"):
            await attempt()
    assert await queries.items_of(version) == before
    assert await queries.version(version) == stored


async def test_a_new_version_is_published_and_the_old_one_keeps_serving(db):
    user, (checklist, old) = await scene.admin(), await scene.first()
    before = await queries.items_of(old)
    _, new = await scene.draft()
    assert [texts(item) for item in await queries.items_of(new)] == [texts(item) for item in before]
    with pytest.raises(Conflict, match="已有草稿"):
        await verbs.new_version(user, old)
    item = (await queries.items_of(new))[3]
    await verbs.edit_item(user, new, item["id"], texts(item) | {"days": "7"})
    assert [row["id"] for row in await queries.published()] == [old]
    await verbs.publish(user, new)
    event = await scene.last_event()
    assert event["action"] == "checklist_version.published"
    assert [(row["id"], row["is_default"]) for row in await queries.published()] == [(new, True)]
    assert await queries.items_of(old) == before
    row = await queries.version(new)
    assert (row["number"], row["rule"], row["checklist"]) == (2, ScoringRule(), checklist)


async def test_a_version_serves_from_its_effective_date(db):
    user, (_, old) = await scene.admin(), await scene.first()
    _, new = await scene.draft()
    later = today() + timedelta(days=3)
    await verbs.edit_details(user, new, source="x", verified=True, effective_on=later)
    await verbs.publish(user, new)
    assert [row["id"] for row in await queries.published()] == [old]


async def test_items_stay_in_sections_whatever_is_done(db):
    user = await scene.admin()
    _, version = await scene.draft()

    async def codes():
        items = await queries.items_of(version)
        assert [item["position"] for item in items] == list(range(len(items)))
        assert [item for _, section in sections(items) for item in section] == items
        return [item["code"] for item in items]

    before = await codes()
    by_code = {item["code"]: item for item in await queries.items_of(version)}
    await verbs.move_item(user, version, by_code["5.2"]["id"], up=True)
    assert (await codes())[14:16] == ["5.2", "5.1"]
    await verbs.move_item(user, version, by_code["5.2"]["id"], up=True)
    await verbs.move_item(user, version, by_code["5.2"]["id"], up=False)
    assert await codes() == before
    await verbs.add_item(user, version, scene.example(code="5.15", category="工作场所管理"))
    assert (await codes())[28] == "5.15"
    await verbs.edit_item(user, version, by_code["1.1"]["id"], texts(by_code["1.1"]) | {"category": "新类"})
    assert (await codes())[-1] == "1.1"
    await verbs.remove_item(user, version, by_code["2.1"]["id"])
    assert "2.1" not in await codes()
    assert (await scene.last_event())["before"]["code"] == "2.1"


async def test_unfit_items_and_changes_of_colleagues_are_refused(db):
    user = await scene.admin()
    _, version = await scene.draft()
    item, other = (await queries.items_of(version))[:2]
    with pytest.raises(Unfit) as error:
        await verbs.edit_item(user, version, item["id"], texts(item) | {"code": other["code"], "weight": "x"})
    assert set(error.value.problems) == {"code", "weight"}
    base = mark_of(texts(item))
    await verbs.edit_item(user, version, item["id"], texts(item) | {"days": "1"}, base=base)
    with pytest.raises(Changed):
        await verbs.edit_item(user, version, item["id"], texts(item) | {"days": "2"}, base=base)
    with pytest.raises(NotFound):
        await verbs.edit_item(user, version, 2**31 - 1, scene.example())
    event = await scene.last_event()
    assert (event["before"]["days"], event["after"]["days"]) == ("30", "1")


async def test_an_unfit_draft_is_not_published(db):
    user = await scene.admin()
    _, version = await scene.draft()
    await ChecklistItem.update({ChecklistItem.violation: "V99"}).where(ChecklistItem.version == version)
    with pytest.raises(Invalid, match="第 1 条"):
        await verbs.publish(user, version)
    await ChecklistItem.delete().where(ChecklistItem.version == version)
    with pytest.raises(Invalid, match="没有检查项"):
        await verbs.publish(user, version)


async def test_discarding_takes_a_checklist_that_never_was_published(db):
    user = await scene.admin()
    before = await scene.counts()
    _, version = await scene.draft()
    await verbs.discard(user, version)
    made, version = await verbs.create_checklist(user, [scene.example()], title="甲")
    with pytest.raises(Conflict, match="还没有发布"):
        await verbs.make_default(user, made)
    await verbs.discard(user, version)
    assert await scene.counts() == before
    with pytest.raises(NotFound):
        await verbs.discard(user, version)


async def test_there_is_one_default(db):
    user = await scene.admin()
    made, version = await verbs.create_checklist(user, [scene.example()], title="甲")
    await verbs.publish(user, version)
    await verbs.make_default(user, made)
    assert await Checklist.select(Checklist.id).where(Checklist.is_default.eq(True)) == [{"id": made}]
    assert (await queries.published())[0]["title"] == "甲"


async def test_drafts_are_seen_by_who_keeps_them_for_all(client_for):
    """Every bureau uses the same checklists, so only administrators of the topmost one write them."""
    checklist, version = await scene.draft()
    address = f"/checklists/{checklist}/versions/{version}"
    _, old = await scene.first()
    assert (await (await client_for("admin")).get(address)).status_code == 200
    for name in ("inspector", "assistant", "supervisor", "countyadmin"):
        client = await client_for(name)
        assert (await client.get(address)).status_code == 404
        assert (await client.get(f"{address}/items.xlsx")).status_code == 404
        assert (await client.get(f"/checklists/compare?old={old}&new={version}")).status_code == 404
        assert "草稿" not in (await client.get("/checklists")).text
        assert (await client.get(f"/checklists/{checklist}/versions/{old}")).status_code == 200
        assert (await client.post(f"{address}/publication")).status_code == 403
    for name in ("owner", ""):
        assert (await (await client_for(name)).get("/checklists")).status_code in {403, 303}
    row = await ChecklistVersion.select().where(ChecklistVersion.id == version).first()
    assert row["state"] == "draft"
