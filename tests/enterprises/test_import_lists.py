"""A bureau's own lists, through the browser: what is stored of them, what is refused, and what a person has to say."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.enterprises.importing import finish, preview, run_all
from tests.enterprises.tables import code, row
from webapp.areas.tables import Area
from webapp.audit.tables import EventRow
from webapp.audit.verify import verify
from webapp.clock import now
from webapp.enterprises.imports import kind as imports
from webapp.enterprises.imports.columns import HEADINGS, SHEET
from webapp.enterprises.tables import Enterprise
from webapp.imports.tables import ImportHeading, ImportRow
from webapp.jobs.tables import Job

LISTS = Path(__file__).parent / "lists"


def xlsx(*sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for one in rows:
            sheet.append(one)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


async def sent(client, content, name="台账.xlsx"):
    answer = await client.post("/imports", files={"file": (name, content)})
    assert answer.status_code == 303, answer.text
    await run_all()
    return answer.headers["location"]


async def told(pk, verdict="error"):
    return ["".join(one["reasons"]) for one in (await imports.rows_of(pk, verdict)).rows]


async def stored(pk):
    return [one["values"]["row"] for one in (await imports.rows_of(pk, "new")).rows]


@pytest.mark.parametrize("start", ["19", "21"])
async def test_a_code_or_a_phone_that_excel_has_changed_is_refused_by_column_and_cause(client_for, start):
    (path,) = LISTS.glob(f"{start}*.xlsx")
    client = await client_for("supervisor")
    href = await sent(client, path.read_bytes())
    page = (await client.get(href)).text
    column = "联系电话" if start == "19" else "统一社会信用代码"
    assert re.search(f"{column}“[0-9.]+E[+][0-9]+”是科学计数法", page)
    assert "应为 18 位" not in page
    assert (await client.post(f"{href}/confirmation")).status_code == 409
    assert not await Enterprise.exists().where(Enterprise.name.like("贵池区测试%"))


async def test_words_for_places_trades_and_people(db):
    _, pk, found = await preview(
        [
            row(1, area="殷汇镇", industry="C3032 建筑用石加工", workers="约50"),
            row(2, area="贵池区殷汇镇", industry="3032建筑用石加工", workers="120人"),
            row(3, area="池州市贵池区殷汇镇", industry="非金属矿物制品", workers="1,200"),
            row(4, area="341702100000", industry="C30", workers="１２０"),
            row(5, area="３４１７０２１００", phone="１３８００１３８０００", workers=40),
            row(6, area="341702000000", status="正常"),
        ]
    )
    assert found["counts"] == {"new": 6}, await told(pk)
    rows = await stored(pk)
    assert [one["area"] for one in rows] == ["341702100"] * 5 + ["341702"]
    assert [one["industry"] for one in rows][:4] == ["303", "303", "30", "30"]
    assert [one["workers"] for one in rows[:5]] == [50, 120, 1200, 120, 40]
    assert (rows[4]["phone"], rows[5]["status"]) == ("13800138000", "running")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"phone": "5662000000"}, "少了开头的 0"),
        ({"phone": 5662000000}, "少了开头的 0"),
        ({"workers": "50多"}, "不是整数"),
        ({"workers": "50-60"}, "不是整数"),
        ({"area": "341700000000"}, "填到县"),
        ({"workers": "=1+1"}, "劳动者人数是公式"),
    ],
)
async def test_what_is_not_sure_is_not_stored(db, change, says):
    book = xlsx(
        (SHEET, [[item.heading for item in HEADINGS], [row(1, **change).get(item.key) for item in HEADINGS]])
    )
    from tests.enterprises.importing import Upload, user

    pk = await imports.begin(await user(), Upload(book), "a.xlsx")
    await run_all()
    assert says in (await told(pk))[0]


async def test_columns_are_explained_once_and_remembered_for_the_bureau(client_for):
    client, other = await client_for("supervisor"), await client_for("chief")
    content = xlsx(
        ("Sheet1", [["厂子叫啥", "证号", "镇上", "谁管"], ["甲厂", code(1), "殷汇镇", "老王"]]),
        ("Sheet2", []),
    )
    href = await sent(client, content)
    assert (await client.get(href)).headers["location"] == f"{href}/columns"
    page = (await client.get(f"{href}/columns")).text
    assert "如：甲厂" in page
    headings = re.findall(r'name="heading" value="([^"]+)"', page)
    assert headings == ["厂子叫啥", "证号", "镇上", "谁管"]
    twice = await client.post(
        f"{href}/columns", data={"heading": headings, "key": ["name", "name", "area", ""]}
    )
    assert (twice.status_code, "有两列都对应" in twice.text) == (422, True)
    none = await client.post(
        f"{href}/columns", data={"heading": headings, "key": ["", "credit_code", "area", ""]}
    )
    assert "哪一列是单位名称" in none.text
    said = {"heading": headings, "key": ["name", "credit_code", "area", ""]}
    assert (await other.post(f"{href}/columns", data=said)).status_code == 404
    assert (await client.post(f"{href}/columns", data=said)).status_code == 303
    await run_all()
    page = (await client.get(href)).text
    assert "确认导入 1 家" in page
    assert "没有导入的列：谁管" in page
    assert await ImportHeading.count() == 3
    again = await sent(client, content)
    assert "确认导入 1 家" in (await client.get(again)).text
    theirs = await sent(other, content)
    assert (await other.get(theirs)).headers["location"] == f"{theirs}/columns"
    event = await EventRow.select().where(EventRow.action == "import.explained").first()
    assert json.loads(event["after"])["columns"] == {
        "厂子叫啥": "name",
        "证号": "credit_code",
        "镇上": "area",
    }
    assert (await verify()).problems == []


async def test_a_list_without_places_is_of_its_sheets_or_of_what_a_person_says(client_for):
    client = await client_for("supervisor")
    head = ["企业名称", "信用代码"]
    href = await sent(
        client,
        xlsx(
            ("殷汇镇", [head, ["甲厂", code(1)]]), ("秋浦街道", [head, ["乙厂", code(2)], ["甲厂", code(1)]])
        ),
    )
    pk = int(href.rsplit("/", 1)[1])
    page = (await client.get(href)).text
    assert "读取了 2 个工作表：殷汇镇、秋浦街道" in page
    rows = await stored(pk)
    assert {len(one["area"]) for one in rows} == {9}
    assert "与“殷汇镇”第 2 行是同一个工作场所" in page
    href = await sent(client, xlsx(("Sheet1", [head, ["丙厂", code(3)]])))
    assert (await client.get(href)).headers["location"] == f"{href}/columns"
    said = {"heading": head, "key": ["name", "credit_code"], "area": "殷汇镇"}
    await client.post(f"{href}/columns", data=said)
    await run_all()
    assert [one["area"] for one in await stored(int(href.rsplit("/", 1)[1]))] == ["341702100"]


async def test_of_several_places_of_a_name_a_person_chooses(client_for):
    await Area.insert(
        Area(code="341702998", name="重名镇", full_name="安徽省池州市贵池区重名镇", level=9),
        Area(code="341702999", name="重名镇", full_name="安徽省池州市贵池区新区重名镇", level=9),
    )
    client = await client_for("supervisor")
    href = await sent(
        client, xlsx(("Sheet1", [["企业名称", "信用代码", "乡镇"], ["甲厂", code(1), "重名镇"]]))
    )
    page = (await client.get(href)).text
    assert "叫“重名镇”的地区有 2 个" in page
    assert '<option value="341702999">安徽省池州市贵池区新区重名镇' in page
    assert (await client.post(f"{href}/areas", data={"name": "重名镇", "code": "341702"})).status_code == 422
    assert (
        await client.post(f"{href}/areas", data={"name": "重名镇", "code": "341702999"})
    ).status_code == 303
    await run_all()
    assert [one["area"] for one in await stored(int(href.rsplit("/", 1)[1]))] == ["341702999"]


async def test_rows_with_errors_come_back_as_a_file_to_mend(client_for):
    client = await client_for("supervisor")
    head = ["序号", "企业名称", "信用代码", "乡镇", "联系方式"]
    rows = [[1, "甲厂", code(1), "殷汇镇", "0566-2000000"], [2, "乙厂", code(2), "火星镇", "05662000000"]]
    href = await sent(client, xlsx(("Sheet1", [head, *rows])))
    await client.post(f"{href}/confirmation")
    await run_all()
    page = (await client.get(href)).text
    assert f"{href}/errors.xlsx" in page
    assert await ImportRow.count() == 1
    assert (await (await client_for("admin")).get(f"{href}/errors.xlsx")).status_code == 404
    book = load_workbook(io.BytesIO((await client.get(f"{href}/errors.xlsx")).content))
    sheet = book[SHEET]
    headings = [one.value for one in sheet[1]]
    assert headings[-2:] == ["未导入的原因", "原来的位置"]
    line = [one.value for one in sheet[2]]
    assert "没有“火星镇”这个地区" in line[-2]
    assert line[-1] == "第 3 行"
    assert line[headings.index("联系电话")] == "05662000000"
    sheet.cell(2, headings.index("所在地*") + 1).value = "殷汇镇"
    target = io.BytesIO()
    book.save(target)
    mended = await sent(client, target.getvalue(), "改好.xlsx")
    await client.post(f"{mended}/confirmation")
    await run_all()
    found = await Enterprise.select().where(Enterprise.name == "乙厂").first()
    assert (found["phone"], found["area"]) == ("05662000000", "341702100")
    assert (await client.get(f"{mended}/errors.xlsx")).status_code == 404


async def test_rows_that_nobody_mends_are_forgotten_after_a_month(db):
    person, pk, _ = await preview([row(1), row(2, area="火星")])
    await finish(person, pk)
    await preview([row(1)])
    assert await ImportRow.exists().where(ImportRow.job == pk)
    await Job.update({Job.ended_at: now() - timedelta(days=31)}).where(Job.id == pk)
    await preview([row(1)])
    assert not await ImportRow.exists().where(ImportRow.job == pk)


async def test_the_template_keeps_zeros_and_offers_what_may_be_chosen(client_for):
    client = await client_for("supervisor")
    book = load_workbook(io.BytesIO((await client.get("/imports/template.xlsx")).content))
    sheet = book[SHEET]
    assert {sheet.column_dimensions[letter].number_format for letter in "ABO"} == {"@"}
    offered = {one.formula1 for one in sheet.data_validations.dataValidation}
    assert '"大,中,小,微"' in offered
    assert any(one.startswith("'地区代码'!$A$2") for one in offered)
    areas = [one.value for one in book["地区代码"]["A"]]
    assert "安徽省池州市贵池区殷汇镇" in areas
    assert "30 非金属矿物制品业" in [one.value for one in book["行业代码"]["A"]]
    assert "矽尘" in [one.value for one in book["危害因素代码"]["A"]]
