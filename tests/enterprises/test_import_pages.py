"""Importing through the browser: upload, progress, preview, confirmation; every bad file in words; others' imports."""

import io
import re
import zipfile
from urllib.parse import quote

import pytest
from openpyxl import Workbook, load_workbook

from tests.cast import ids
from tests.enterprises.tables import row, table
from webapp.enterprises.imports.columns import HEADINGS, SHEET
from webapp.enterprises.imports.layout import LAYOUT
from webapp.enterprises.tables import Enterprise
from webapp.imports import verbs
from webapp.jobs.runner import run_next
from webapp.jobs.tables import Job
from webapp.settings import settings

PART = {"hx-request": "true", "hx-request-type": "partial"}


async def send(client, content, name="企业.xlsx"):
    return await client.post("/imports", files={"file": (name, content)})


async def run_all():
    while await run_next():
        pass


async def test_the_whole_way(client_for):
    client = await client_for("admin")
    assert "还没有导入过" in (await client.get("/imports")).text
    answer = await send(
        client, table([row(1), row(2, area="火星"), {"name": "示例厂（本行不会导入）", "area": "1"}])
    )
    assert answer.status_code == 303
    href = answer.headers["location"]
    assert "正在核对" in (await client.get(href)).text
    await run_all()
    poll = await client.get(href.replace("/imports", "/jobs"), headers=PART)
    assert poll.headers["hx-redirect"] == href
    page = (await client.get(href)).text
    assert "没有“火星”这个地区" in page
    assert "确认导入 1 家" in page
    part = await client.get(f"{href}?verdict=new", headers=PART)
    assert "导入厂1" in part.text
    assert "<html" not in part.text
    assert (await client.post(f"{href}/confirmation")).status_code == 303
    assert (await client.post(f"{href}/confirmation")).status_code == 303
    await run_all()
    assert "新增 1 家" in (await client.get(href)).text
    assert (await client.post(f"{href}/cancellation")).status_code == 409
    assert "已导入" in (await client.get("/imports")).text
    assert "导入厂1" in (await client.get("/enterprises?q=drc1")).text


async def test_an_import_that_ends_while_its_page_is_made_shows_as_done(client_for, monkeypatch):
    client = await client_for("admin")
    href = (await send(client, table([row(1)]))).headers["location"]
    await run_all()
    await client.post(f"{href}/confirmation")
    read = verbs.job_for

    async def then_the_writing_ends(user, pk):
        found = await read(user, pk)
        await run_all()
        return found

    monkeypatch.setattr(verbs, "job_for", then_the_writing_ends)
    assert "新增 1 家" in (await client.get(href)).text


async def test_an_import_that_fails_leads_back_to_where_it_is_checked_anew(client_for):
    client = await client_for("admin")
    first, second = [(await send(client, table([row(1), row(more)]))).headers["location"] for more in (2, 3)]
    await run_all()
    for href in (first, second):
        await client.post(f"{href}/confirmation")
        await run_all()
    job = await Job.select(Job.id).where(Job.state == "failed").first()
    poll = await client.get(f"/jobs/{job['id']}", headers=PART)
    assert poll.headers["hx-redirect"] == second
    page = (await client.get(second)).text
    assert "所以没有导入任何内容" in page
    assert "重新核对</button>" in page


async def test_the_preview_pages_by_key(client_for):
    client = await client_for("supervisor")
    href = (await send(client, table([row(n) for n in range(120)]))).headers["location"]
    await run_all()
    seen, more = [], f"{href}?verdict=new"
    while more:
        page = (await client.get(more, headers=PART)).text
        seen += re.findall(r'data-label="行">(\d+)<', page)
        found = re.search(r'hx-get="([^"]+cursor[^"]+)"', page)
        more = found[1].replace("&amp;", "&") if found else None
    assert seen == [str(n) for n in range(2, 122)]


async def test_cancel_check_again_and_other_people(client_for):
    client, other, inspector = (
        await client_for("supervisor"),
        await client_for("admin"),
        await client_for("inspector"),
    )
    href = (await send(client, table([row(1)]))).headers["location"]
    await run_all()
    for path in (href, href.replace("/imports", "/jobs")):
        assert (await other.get(path)).status_code == 404
    for verb in ("confirmation", "check", "cancellation"):
        assert (await other.post(f"{href}/{verb}")).status_code == 404
        assert (await inspector.post(f"{href}/{verb}")).status_code == 403
    assert (await send(inspector, table([row(1)]))).status_code == 403
    assert (await client.post(f"{href}/check")).status_code == 303
    await run_all()
    assert (await client.post(f"{href}/cancellation")).status_code == 303
    assert "已取消" in (await client.get(href)).text
    assert (await client.post(f"{href}/confirmation")).status_code == 409


def workbook(change):
    book = Workbook()
    book.active.title = SHEET
    book.active.append([item.heading for item in HEADINGS])
    book.active.append(["厂", "x"])
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bomb():
    target = io.BytesIO(table([row(1)]))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/a.bin", "w") as part,
    ):
        for _ in range(40):
            part.write(b"\0" * (1 << 20))
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "status", "says"),
    [
        (lambda: b"", 422, "空的"),
        (lambda: b"%PDF-1.4", 422, "不是 XLSX"),
        (lambda: table([row(1)])[:800], 422, "损坏"),
        (bomb, 413, "解压后过大"),
        (lambda: b"x" * (21 * 1024 * 1024), 413, "太大|超过 20 MB"),
    ],
)
async def test_bad_files_are_refused_in_words_and_leave_nothing(client_for, make, status, says):
    client = await client_for("admin")
    answer = await send(client, make())
    assert answer.status_code == status
    assert re.search(says, answer.text)
    assert await Job.count() == 0
    assert not settings().imports.exists() or list(settings().imports.iterdir()) == []


async def test_no_file_and_strange_names(client_for):
    client = await client_for("admin")
    assert (await client.post("/imports", data={"x": "y"})).status_code == 422
    answer = await send(client, table([row(1)]), name="../../etc/<b>passwd</b>.xlsx")
    assert answer.status_code == 303
    await run_all()
    page = (await client.get(answer.headers["location"])).text
    assert "<b>passwd" not in page
    assert len(list(settings().imports.iterdir())) == 1
    empty = (await send(client, table([]))).headers["location"]
    await run_all()
    assert "除了列名没有内容" in (await client.get(empty)).text


async def test_the_template_is_importable_and_its_example_is_left_out(client_for):
    client = await client_for("admin")
    answer = await client.get("/imports/template.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [SHEET, *LAYOUT.ours]
    book[SHEET].append([row(7).get(item.key) for item in HEADINGS])
    target = io.BytesIO()
    book.save(target)
    href = (await send(client, target.getvalue())).headers["location"]
    await run_all()
    page = (await client.get(href)).text
    assert "确认导入 1 家" in page
    assert "导入厂7" in page


async def test_an_export_imported_again_changes_nothing(client_for):
    client = await client_for("chief")
    await Enterprise.update({Enterprise.name: "=cmd()|𠮷", Enterprise.phone: "+86 1"}).where(
        Enterprise.id == ids()["A"]
    )
    exported = await client.post("/enterprises/exports", data={"q": ""})
    assert exported.headers["content-type"].startswith("application/vnd.openxml")
    href = (await send(client, exported.content)).headers["location"]
    await run_all()
    page = (await client.get(href)).text
    assert "没有需要新增或更新的单位" in page
    assert "无变化 3" in page


async def test_files_are_named_for_people_and_undoing_asks(client_for):
    client = await client_for("admin")
    href = (await send(client, table([row(1), row(2, area="火星")]), "梅村 台账.xlsx")).headers["location"]
    await run_all()
    told = (await client.get(f"{href}/errors.xlsx")).headers["content-disposition"]
    assert "filename*=UTF-8''" + quote("导入问题-梅村 台账-") in told and told.isascii()
    await client.post(f"{href}/confirmation")
    await run_all()
    assert 'hx-confirm="撤销这次导入？新增的 1 家单位会被删除' in (await client.get(href)).text
