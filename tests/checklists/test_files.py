"""A checklist from a file: refused row by row, previewed, stored as a draft; and taken away again."""

import csv
import html
import io
import re

import pytest

from tests.checklists import scene
from webapp.checklists import queries
from webapp.checklists.items import HEADINGS, compare
from webapp.checklists.rows import texts


async def send(client, content, name="表.xlsx", **fields):
    data = {"title": "专项检查表", "checklist": "", "note": "放射", "source": "某文"} | fields
    return await client.post("/checklists/new", data=data, files={"file": (name, content)})


def hidden(page):
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


async def test_a_file_is_previewed_and_then_stored_as_a_draft(client_for):
    client = await client_for("admin")
    before = await scene.counts()
    answer = await send(client, scene.xlsx(scene.example(), scene.example(code="5.10", weight="0.5")))
    assert answer.status_code == 200, answer.text
    assert "共 2 条，1 个大类" in answer.text
    assert await scene.counts() == before
    answer = await client.post("/checklists", data=hidden(answer.text))
    assert answer.status_code == 303
    page = (await client.get(answer.headers["location"])).text
    assert all(word in page for word in ("专项检查表", "草稿", "参考稿（待核对）", "5.10", "已存为草稿"))
    assert await scene.counts() == [before[0] + 1, before[1] + 1, before[2] + 2]
    event = await scene.last_event()
    assert event["action"] == "checklist_version.created"
    assert event["after"]["items"] == 2


BAD = [
    (b"", "文件是空的"),
    (b"\xff\xd8\xff\xe0 no sheet \x00\x01" * 9, ""),
    (b"%PDF-1.7 nothing", ""),
    (b"PK\x03\x04" + b"y" * 60, ""),
    (scene.xlsx(), "没有检查项"),
    (scene.xlsx(headings=["编号", "检查内容"]), "缺少：大类"),
    (scene.xlsx(headings=[*HEADINGS.values(), "别的"]), "不认识：别的"),
    (scene.xlsx(scene.example(code=5.1)), "编号列请设为文本格式"),
    (scene.xlsx(scene.example(), scene.example()), "与第 2 行重复"),
    (scene.xlsx(scene.example(violation="V99")), "不在违法行为表里"),
    (scene.xlsx(scene.example(days="很久")), "整改天数应为"),
    (scene.xlsx(scene.example(days="=1+1")), "是公式"),
    (scene.xlsx(scene.example(day_kind="星期")), "期限种类应为"),
    (scene.xlsx(scene.example(key_item="也许")), "关键项应为"),
    (scene.xlsx(scene.example(weight="0.125")), "最多两位小数"),
    (scene.xlsx(scene.example(weight="-1")), "权重应为"),
    (scene.xlsx(scene.example(applies_when="severe and")), "适用条件不完整"),
    (scene.xlsx(scene.example(standard_fact="")), "标准事实不能为空"),
    (scene.xlsx(scene.example(category="类" * 61)), "最多 60 个字"),
    (scene.xlsx(scene.example(content="长" * 2001)), "最多 2000 个字"),
    (scene.xlsx(*(scene.example(code=str(number)) for number in range(501))), "最多 500"),
]


@pytest.mark.parametrize(("content", "says"), BAD, ids=range(len(BAD)))
async def test_a_bad_file_is_refused_in_words_and_nothing_is_stored(client_for, content, says):
    client = await client_for("admin")
    before = await scene.counts()
    answer = await send(client, content)
    assert answer.status_code in {413, 422}
    assert says in answer.text
    assert 'value="专项检查表"' in answer.text
    assert 'class="error"' in answer.text or "error-summary" in answer.text
    assert await scene.counts() == before


async def test_every_problem_is_shown_with_its_row(client_for):
    client = await client_for("admin")
    rows = [scene.example(days="x"), scene.example(code="1.2", violation="V99", day_kind="")]
    page = (await send(client, scene.xlsx(*rows))).text
    assert "文件里的问题（3 处）" in page
    assert page.count("第 3 行") == 2


@pytest.mark.parametrize("rows", ["", "x", "[]", "[1]", '[{"code": "1"}]', "[" * 5000, "null"])
async def test_rows_that_were_not_previewed_are_checked_again(client_for, rows):
    client = await client_for("admin")
    before = await scene.counts()
    answer = await client.post("/checklists", data={"title": "甲", "rows": rows})
    assert answer.status_code == 422
    assert await scene.counts() == before


async def test_a_title_is_taken_once_and_a_checklist_has_one_draft(client_for):
    client = await client_for("admin")
    checklist, _ = await scene.first()
    title = (await queries.titles())[0][1]
    sent = hidden((await send(client, scene.xlsx(scene.example()), title=title)).text)
    answer = await client.post("/checklists", data=sent)
    assert answer.status_code == 409
    assert "已有名为" in answer.text
    answer = await send(client, scene.xlsx(scene.example()), checklist=str(checklist), title="")
    assert "删除 59 条" in answer.text
    sent = hidden(answer.text)
    assert (await client.post("/checklists", data=sent)).status_code == 303
    another = {name: value for name, value in sent.items() if name != "_once"}
    assert "已有草稿" in (await client.post("/checklists", data=another)).text


async def test_what_is_exported_comes_back_without_a_difference(client_for):
    client = await client_for("admin")
    checklist, version = await scene.first()
    file = await client.get(f"/checklists/{checklist}/versions/{version}/items.xlsx")
    assert file.headers["content-disposition"].startswith("attachment")
    answer = await send(client, file.content, checklist=str(checklist), title="")
    assert "新增 0 条，删除 0 条，修改 0 条" in answer.text, answer.text[:3000]
    address = (await client.post("/checklists", data=hidden(answer.text))).headers["location"]
    made = int(address.rsplit("/", 1)[1])
    old, new = [[texts(item) for item in await queries.items_of(pk)] for pk in (version, made)]
    assert old == new
    assert compare(old, new) == compare(old, old)
    page = (await client.get(f"/checklists/compare?old={version}&new={made}")).text
    assert "两个版本的检查项相同" in page


async def test_the_template_can_be_uploaded_and_so_can_csv_with_our_own_headings(client_for):
    client = await client_for("admin")
    template = await client.get("/checklists/template.xlsx")
    assert "共 1 条" in (await send(client, template.content)).text
    target = io.StringIO()
    writer = csv.DictWriter(target, list(HEADINGS))
    writer.writeheader()
    writer.writerow(scene.example())
    assert "共 1 条" in (await send(client, target.getvalue().encode(), name="a.csv")).text
    assert "共 1 条" in (await send(client, target.getvalue().encode("gb18030"), name="a.csv")).text
