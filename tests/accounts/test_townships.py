"""Divisions change: a newer list reaches a database that is in use, and administrators add townships by hand."""

import csv
from datetime import date

import pytest

from tests.cast import ids
from tests.enterprises.importing import preview, user
from tests.enterprises.tables import code, row
from tests.findings.scene import finding
from webapp.accounts.login.sessions import load_user
from webapp.areas import verbs
from webapp.areas.queries import merged_into
from webapp.areas.tables import Area
from webapp.audit.verify import verify
from webapp.board.counts import count
from webapp.board.listing import page
from webapp.board.scope import Days, Scope, Stage
from webapp.clock import today
from webapp.db import sql, transaction
from webapp.enterprises.imports import kind as imports
from webapp.enterprises.tables import Enterprise
from webapp.enterprises.verbs import create_enterprise, edit_enterprise
from webapp.errors import Invalid
from webapp.gate.choosing import Wanted
from webapp.gate.choosing import count as count_labels

TOWN, NEIGHBOUR, NEW = "341702001", "341702002", "341702777"
SENT = {"parent": "341702", "code": NEW, "name": "新设镇"}


def newer(folder, changed: dict[str, str | None], changes: str = "") -> tuple:
    """A newer pair of files: names by code, None for one that is gone."""
    with verbs.SOURCE.open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    names = {code: name for code, name in (names | changed).items() if name is not None}
    with (folder / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "name"), *sorted(names.items())])
    (folder / "changes.csv").write_text(f"old,new,on\n{changes}", encoding="utf-8")
    return folder / "areas.csv", folder / "changes.csv"


async def renewed(files) -> str:
    async with transaction():
        return "\n".join(await verbs.renew_areas(*files))


async def one(code: str) -> dict:
    return (await Area.select().where(Area.code == code))[0]


async def test_the_list_of_today_changes_nothing(db):
    assert await renewed((verbs.SOURCE, verbs.CHANGES)) == ""
    assert not await sql("SELECT 1 FROM event WHERE action = 'areas.renewed'")


async def test_new_renamed_and_merged_ones_reach_a_database_in_use(client_for, tmp_path):
    old = await one(TOWN)
    files = newer(
        tmp_path,
        {NEW: "新设镇", NEIGHBOUR: "改名街道", TOWN: None, "341702": "新贵池区"},
        f"{TOWN},{NEW},2026-06-30\n",
    )
    said = await renewed(files)
    assert "新增 1 个" in said and "新设镇（341702777）" in said
    assert "→ 改名街道" in said and "→ 新贵池区" in said
    assert f"（{TOWN}），并入 {NEW}" in said and "仍有 2 家用人单位登记在这里" in said
    gone = await one(TOWN)
    assert (gone["until"], gone["successor"]) == (date(2026, 6, 30), NEW) and gone["name"] == old["name"]
    assert (await one(NEIGHBOUR))["full_name"] == "安徽省池州市新贵池区改名街道"
    assert (await one(NEW))["since"] == today()
    assert not (await verify()).problems
    assert await renewed(files) == ""  # once
    # Whoever is there stays, and can be edited; nobody new comes.
    person, values = await user(), {"name": "新来的", "no_code_reason": "个体", "address": "路"}
    await edit_enterprise(person, ids()["A"], {"address": "新路", "area": TOWN, "bureau": ids()["county"]})
    with pytest.raises(Invalid, match="2026-06-30 撤销，并入安徽省池州市新贵池区新设镇"):
        await create_enterprise(person, values | {"area": TOWN})
    await create_enterprise(person, values | {"area": NEW})
    client = await client_for("supervisor")
    options = (await client.get("/areas/options", params={"parent": "341702"})).text
    assert f'value="{NEW}"' in options and f'value="{TOWN}"' not in options
    page = (await (await client_for("countyadmin")).get("/areas")).text
    assert "2026-06-30 撤销，并入安徽省池州市新贵池区新设镇" in page and "2 家用人单位" in page
    # Back again in the list after that.
    assert "恢复" not in await renewed((verbs.SOURCE, verbs.CHANGES))
    assert (await one(TOWN))["until"] is None and (await one(NEW))["until"] == today()


async def test_a_filter_by_an_area_finds_who_stands_under_what_was_merged_into_it(client_for, tmp_path):
    here, mid = ids()["A"], "341702776"
    await sql("UPDATE enterprise SET area = {} WHERE id = {}", TOWN, here)
    number = await finding()
    files = newer(tmp_path, {NEW: "新设镇", TOWN: None}, f"{TOWN},{mid},2026-06-30\n")
    await renewed(files)
    chief, client = await load_user(ids()["chief"]), await client_for("chief")

    async def found(area: str) -> tuple[bool, bool, bool]:
        listed = (await client.get("/enterprises", params={"area": area})).text
        labels = await count_labels(chief, Wanted(area=area, merged=tuple(await merged_into(area))))
        shown = [row["id"] for row in (await page(chief, Scope(area=area), Stage.ALL, Days(today()))).rows]
        return f'href="/enterprises/{here}"' in listed, labels[0] > 0, number in shown

    assert await found(NEW) == (False, False, False)
    # Merged twice: into one that was merged itself.
    await sql("INSERT INTO area (code, name, full_name, level, until, successor, by_hand) "
              "VALUES ({}, '中镇', '中镇', 9, {}, {}, {})", mid, today(), NEW, False)  # fmt: skip
    assert await found(NEW) == await found(TOWN) == (True, True, True)
    assert await found("341702003") == (False, False, False)
    tiles, _ = await count(chief, Scope(area=NEW), Days(today()))
    assert tiles[Stage.OPEN] == 1


async def test_a_row_of_an_import_does_not_go_into_an_area_that_ended(db, tmp_path):
    person = await user()
    await create_enterprise(person, {"name": "导入厂1", "credit_code": code(1), "area": TOWN})
    mid = "341702776"
    files = newer(tmp_path, {NEW: "新设镇", TOWN: None, NEIGHBOUR: None}, f"{TOWN},{mid},2026-06-30\n")
    await renewed(files)
    await sql("INSERT INTO area (code, name, full_name, level, until, successor, by_hand) "
              "VALUES ({}, '新设镇', '安徽省池州市贵池区新设镇', 9, {}, {}, {})", mid, today(), NEW, False)  # fmt: skip
    rows = [
        row(1, area=TOWN, phone="0566-2000000"),
        row(2, area=TOWN),
        row(3, area=NEIGHBOUR),
        row(4, area="安徽省池州市贵池区新设镇"),
        row(5, area="新设镇"),
    ]
    _, pk, found = await preview(rows)
    # Who stands there stays; of one name in two codes the one that is.
    assert found["counts"] == {"update": 1, "new": 2, "error": 2}
    assert [one["values"]["row"]["area"] for one in (await imports.rows_of(pk, "new")).rows] == [NEW, NEW]
    told = {one["number"]: one["reasons"][0] for one in (await imports.rows_of(pk, "error")).rows}
    assert f"2026-06-30 撤销，并入安徽省池州市贵池区新设镇（{NEW}），请改填后者。" in told[3]
    assert told[4].endswith("撤销，请改填现在的地区。")


async def test_an_administrator_adds_a_township_and_takes_it_back(client_for, tmp_path):
    admin = await client_for("countyadmin")
    assert 'href="/areas"' in (await admin.get("/bureaus")).text
    answer = await admin.post("/areas", data=SENT | {"code": "３４１７０２777000", "name": "新\u200b设镇"})
    assert answer.status_code in {302, 303}, answer.text
    made = await one(NEW)
    assert made["full_name"] == "安徽省池州市贵池区新设镇" and made["by_hand"] and made["since"] == today()
    event = await sql("SELECT thing_id, after FROM event WHERE action = 'area.added'")
    assert event[0]["thing_id"] == NEW and "安徽省池州市贵池区" in event[0]["after"]
    assert not (await verify()).problems
    page = (await admin.get("/areas")).text
    assert "手工加入" in page and f"/areas/{NEW}/removal" in page
    pk = await create_enterprise(
        await user(), {"name": "新镇厂", "no_code_reason": "个体", "area": NEW, "address": "路"}
    )
    assert (await admin.post(f"/areas/{NEW}/removal")).status_code == 409
    await Enterprise.update({Enterprise.area: TOWN}).where(Enterprise.id == pk)
    assert (await admin.post(f"/areas/{NEW}/removal")).status_code in {302, 303}
    assert not await Area.exists().where(Area.code == NEW)
    await admin.post("/areas", data=SENT)
    assert (
        await renewed((verbs.SOURCE, verbs.CHANGES)) == "" and (await one(NEW))["by_hand"]
    )  # stays until a list has it
    await renewed(newer(tmp_path, {NEW: "新设镇"}))
    assert not (await one(NEW))["by_hand"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"code": "341702"}, "9 位数字"), ({"code": "341721777"}, "前 6 位应是"), ({"code": TOWN}, "已经是"),
        ({"code": "34170277x"}, "9 位数字"), ({"name": ""}, "请填写名称"), ({"parent": "341721"}, "选项无效"),
    ],
)  # fmt: skip
async def test_what_cannot_be_added_is_refused_beside_its_field(client_for, changed, says):
    answer = await (await client_for("countyadmin")).post("/areas", data=SENT | changed)
    assert answer.status_code == 422 and says in answer.text
    assert not await Area.exists().where(Area.by_hand.eq(True))


async def test_a_township_of_that_name_is_there_already(client_for):
    there = await one(TOWN)
    answer = await (await client_for("countyadmin")).post(
        "/areas", data=SENT | {"name": f"{there['name'][:1]} {there['name'][1:]}"}
    )
    assert answer.status_code == 422 and TOWN in answer.text


async def test_it_is_the_business_of_administrators(client_for):
    for who in ("supervisor", "inspector", "owner"):
        assert (await (await client_for(who)).get("/areas")).status_code in {403, 404}
