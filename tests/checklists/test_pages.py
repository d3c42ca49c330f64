"""Checklists in the browser: forms that keep what was typed, partial saves, comparison, statements."""

import re

import pytest

from tests.checklists import scene
from webapp.checklists import queries, verbs
from webapp.checklists.rows import texts
from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion, Violation
from webapp.db.connect import ENGINE


def base_in(page, after=""):
    return re.search(r'name="base" value="([0-9a-f]+)"', page[page.index(after) :]).group(1)


async def opened(client_for, who="admin"):
    checklist, version = await scene.draft()
    return await client_for(who), version, f"/checklists/{checklist}/versions/{version}"


async def test_an_item_is_edited_with_and_without_scripts(client_for):
    client, version, address = await opened(client_for)
    item = (await queries.items_of(version))[0]
    path = f"{address}/items/{item['id']}"
    page = (await client.get(path)).text
    sent = texts(item) | {"base": base_in(page), "content": "改过的内容", "days": ""}
    answer = await client.post(path, data=sent)
    assert answer.status_code == 422
    assert "改过的内容" in answer.text and "请填写整改天数" in answer.text and "<html" in answer.text
    answer = await client.post(path, data=sent, headers={"hx-request": "true"})
    assert answer.status_code == 422 and "<html" not in answer.text and "改过的内容" in answer.text
    answer = await client.post(path, data=sent | {"days": "20"})
    assert answer.headers["location"] == f"{address}#item-{item['id']}"
    assert "改过的内容" in (await client.get(address)).text
    stale = await client.post(path, data=sent | {"days": "25", "content": "晚来的内容"})
    assert stale.status_code == 409
    assert "别人修改过" in stale.text and "晚来的内容" in stale.text and "改过的内容" in stale.text
    again = await client.post(
        path, data=sent | {"days": "25", "content": "晚来的内容", "base": base_in(stale.text)}
    )
    assert again.status_code == 303


async def test_items_are_added_moved_and_removed(client_for):
    client, version, address = await opened(client_for)
    new = await client.get(f"{address}/items/new", params={"category": "应急管理"})
    assert 'value="应急管理"' in new.text
    answer = await client.post(f"{address}/items", data=scene.example(category="应急管理"))
    assert answer.status_code == 422 and "已经有了" in answer.text
    answer = await client.post(f"{address}/items", data=scene.example(category="应急管理", code="10.6"))
    assert answer.status_code == 303
    made = (await queries.items_of(version))[-1]
    assert made["code"] == "10.6"
    moved = await client.post(
        f"{address}/items/{made['id']}/move", data={"direction": "up"}, headers={"hx-request": "true"}
    )
    assert moved.text.strip().startswith('<div id="items"')
    assert (await queries.items_of(version))[-2]["code"] == "10.6"
    assert (await client.post(f"{address}/items/{made['id']}/removal")).status_code == 303
    assert len(await queries.items_of(version)) == 60


SCORING = {
    "met": "1", "mostly": "0.6", "unmet": "0", "na": "", "pass_at": "85", "nearly_at": "70", "places": "2", "veto": "true",
}  # fmt: skip


async def test_scoring_and_details_are_saved_in_place(client_for):
    client, version, address = await opened(client_for)
    page = (await client.get(address)).text
    base = base_in(page, 'id="scoring"')
    answer = await client.post(
        f"{address}/scoring", data=SCORING | {"base": base}, headers={"hx-request": "true"}
    )
    assert "<html" not in answer.text and "已保存" in answer.text
    rule = (await queries.version(version))["rule"]
    assert (str(rule.pass_at), rule.places, rule.veto) == ("85", 2, True)
    assert (await client.post(f"{address}/scoring", data=SCORING | {"base": base})).status_code == 303
    stale = await client.post(f"{address}/scoring", data=SCORING | {"base": base, "pass_at": "95"})
    assert stale.status_code == 409 and 'value="95"' in stale.text
    details = {"source": "皖卫〔2026〕1 号", "effective_on": "2026-02-30", "verified": "true"}
    answer = await client.post(f"{address}/details", data=details)
    assert answer.status_code == 422 and "不是存在的日期" in answer.text and "皖卫" in answer.text
    await client.post(f"{address}/details", data=details | {"effective_on": "2026-03-01"})
    row = await queries.version(version)
    assert (row["source"], row["verified"], str(row["effective_on"])) == (
        "皖卫〔2026〕1 号",
        True,
        "2026-03-01",
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"met": "2"}, "0 至 1 之间"),
        ({"met": ""}, "请填写符合的分值"),
        ({"met": "NaN"}, "四位小数"),
        ({"nearly_at": "99"}, "不能高于"),
        ({"places": "9"}, "0 与 4 之间"),
        ({"pass_at": "101"}, "0 至 100 之间"),
    ],
)
async def test_a_scoring_rule_that_makes_no_sense_is_refused(client_for, changes, says):
    client, version, address = await opened(client_for)
    answer = await client.post(f"{address}/scoring", data=SCORING | changes)
    assert answer.status_code == 422 and says in answer.text and 'value="0.6"' in answer.text
    assert (await queries.version(version))["rule"].places == 1


async def test_publishing_from_the_page_makes_it_read_only(client_for):
    client, version, address = await opened(client_for)
    item = (await queries.items_of(version))[0]["id"]
    assert (await client.post(f"{address}/publication")).status_code == 303
    page = (await client.get(address)).text
    assert "已发布" in page and "保存评分规则" not in page and "删除" not in page
    for path in ("scoring", "details", "publication", "discard", f"items/{item}/removal", f"items/{item}"):
        answer = await client.post(f"{address}/{path}", data=SCORING | scene.example())
        assert answer.status_code == 409, path
    assert (await client.post(f"{address}/copy")).headers["location"].startswith("/checklists/")


async def test_two_versions_are_compared(client_for):
    client, version, address = await opened(client_for)
    user = await scene.admin()
    _, old = await scene.first()
    first, second, third = (await queries.items_of(version))[:3]
    await verbs.edit_item(user, version, first["id"], texts(first) | {"days": "7", "day_kind": "working"})
    await verbs.remove_item(user, version, second["id"])
    await verbs.add_item(user, version, scene.example(code="3.9", content="新的一条"))
    page = (await client.get(f"/checklists/compare?old={old}&new={version}")).text
    assert "新增 <strong>1</strong> 条，删除 <strong>1</strong> 条，修改 <strong>1</strong> 条" in page
    assert "<ins>工作日</ins>" in page and "<del>30</del>" in page and "新的一条" in page
    assert third["content"] not in page.split("</form>")[-1]
    # From the page of a version: with the one before it, at once.
    link = re.findall(r'href="(/checklists/compare[^"]*)"', (await client.get(address)).text)[0]
    assert link == f"/checklists/compare?new={version}"
    page = (await client.get(link)).text
    assert f'<option value="{old}" selected>' in page and "修改 <strong>1</strong> 条" in page
    first_of_all = (await client.get(f"/checklists/compare?new={old}")).text
    assert first_of_all.count(" selected>") == 1 and "found" not in first_of_all.split("</form>")[-1]
    for query in ("", "?old=x&new=1", f"?old={old}"):
        assert (await client.get(f"/checklists/compare{query}")).status_code == 200
    assert (await client.get(f"/checklists/compare?old={old}&new=99999")).status_code == 404


async def test_title_purpose_and_default_are_edited(client_for):
    client = await client_for("admin")
    checklist, _ = await scene.first()
    base = base_in((await client.get(f"/checklists/{checklist}")).text)
    sent = {
        "title": "新名称",
        "note": "日常检查",
        "subject": "employer",
        "purpose": "inspection",
        "base": base,
    }
    assert (await client.post(f"/checklists/{checklist}", data=sent)).status_code == 303
    listed = (await client.get("/checklists")).text
    assert "日常检查" in listed and "第 1 版 · 60 条" in listed
    answer = await client.post(f"/checklists/{checklist}", data=sent | {"title": "又一个"})
    assert answer.status_code == 409 and "又一个" in answer.text
    assert (await client.post(f"/checklists/{checklist}", data=sent | {"title": ""})).status_code == 422
    assert (await client.get("/checklists/99999")).status_code == 404


async def test_without_a_checklist_the_list_says_what_to_do(client_for):
    for table in (ChecklistItem, ChecklistVersion, Checklist):
        await table.delete(force=True)
    assert "从文件" in (await (await client_for("admin")).get("/checklists")).text
    assert "由管理员建立" in (await (await client_for("inspector")).get("/checklists")).text


async def test_violations_are_corrected_and_added(client_for):
    client = await client_for("admin")
    assert "V01" in (await client.get("/reference/violations")).text
    page = (await client.get("/reference/violations/V01")).text
    sent = {"text": "未做预评价", "fine": "10–50万", "base": base_in(page)}
    assert (await client.post("/reference/violations/V01", data=sent)).status_code == 303
    event = await scene.last_event()
    assert event["action"] == "violation.edited" and event["after"]["text"] == "未做预评价"
    stale = await client.post("/reference/violations/V01", data=sent | {"text": "别的"})
    assert stale.status_code == 409 and "别的" in stale.text and "未做预评价" in stale.text
    assert (await client.post("/reference/violations/V01", data={"text": ""})).status_code == 422
    assert (await client.get("/reference/violations/V99")).status_code == 404
    new = {"code": "V01", "text": "新的"}
    assert (await client.post("/reference/violations/new", data=new)).status_code == 409
    assert (await client.post("/reference/violations/new", data=new | {"code": "v 1"})).status_code == 422
    assert (await client.post("/reference/violations/new", data=new | {"code": "V77"})).status_code == 303
    assert await Violation.exists().where(Violation.code == "V77")
    assert (await (await client_for("supervisor")).get("/reference/violations")).status_code == 403


async def test_pages_take_the_same_statements_however_long_the_list(client_for, monkeypatch):
    client, version, address = await opened(client_for)
    user, seen = await scene.admin(), []
    run = ENGINE.run_querystring

    async def counting(*args, **more):
        seen.append(args)
        return await run(*args, **more)

    async def statements():
        found = []
        for path in ("/checklists", address, f"/checklists/compare?old={version}&new={version}"):
            seen.clear()
            assert (await client.get(path)).status_code == 200
            found.append(len(seen))
        return found

    monkeypatch.setattr(ENGINE, "run_querystring", counting)
    before = await statements()
    for number in range(5):
        await verbs.add_item(user, version, scene.example(code=f"11.{number}", category="十一"))
    await verbs.create_checklist(user, [scene.example()], title="乙")
    assert await statements() == before
    assert max(before) <= 10, before
