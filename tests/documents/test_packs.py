"""Many documents as one zip: a job that survives a restart, with a list of what is in it."""

import asyncio
import io
import zipfile

import openpyxl
import pytest

from tests.cast import ids
from tests.documents.scene import begun, issued, submitted
from tests.inspections.ready import who
from webapp.accounts.tables import Person
from webapp.clock import now, today
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.lists import packing
from webapp.documents.lists.listing import Wanted
from webapp.documents.rendering import can_pdf
from webapp.documents.verbs import issuing
from webapp.enterprises.tables import Enterprise
from webapp.errors import Invalid
from webapp.jobs.runner import run_next
from webapp.jobs.tables import Job


async def rows_of(data: bytes) -> tuple[list[str], list[tuple]]:
    packed = zipfile.ZipFile(io.BytesIO(data))
    assert packed.testzip() is None
    sheet = openpyxl.load_workbook(io.BytesIO(packed.read("目录.xlsx"))).active
    return packed.namelist(), list(sheet.iter_rows(min_row=2, values_only=True))


async def test_a_filtered_list_comes_as_one_zip(client_for):
    assert can_pdf()
    visit = await submitted()
    order, record = await issued(kinds.ORDER, visit), await issued(kinds.RECORD, visit)
    await begun(kinds.REPORT, visit)
    staff = await client_for("inspector")
    assert "打包下载" in (await staff.get("/documents?kind=order")).text
    sent = await staff.post("/documents/packs", data={"kind": "order"})
    assert sent.status_code == 303
    job = int(sent.headers["location"].rsplit("/", 1)[1])
    assert (await staff.get(f"/documents/packs/{job}/file")).status_code == 404
    while await run_next():
        pass
    assert "下载 zip" in (await staff.get(f"/documents/packs/{job}")).text
    names, rows = await rows_of((await staff.get(f"/documents/packs/{job}/file")).content)
    assert names == [f"责令限期改正通知书-{order['number']}.pdf", "目录.xlsx"]
    assert rows[0][0] == order["number"] and "通过" in rows[0] and order["content_sha256"] in rows[0]
    assert (await (await client_for("colleague")).get(f"/documents/packs/{job}/file")).status_code == 404
    everything = await packing.begin(await who("inspector"), Wanted(enterprise=ids()["A"], since=today()))
    while await run_next():
        pass
    names, rows = await rows_of(packing.path_of(everything).read_bytes())
    assert {row[0] for row in rows} == {order["number"], record["number"]}  # and no draft


async def test_a_restart_goes_on_with_what_was_made(db, monkeypatch):
    visit = await submitted()
    for kind in (kinds.ORDER, kinds.RECORD):
        await issued(kind, visit)
    job = await packing.begin(await who("inspector"), Wanted())
    made: list[object] = []
    real = packing.pdf_bytes

    async def counting(row):
        made.append(row["id"])
        if len(made) == 2:
            raise KeyboardInterrupt  # the process dies in the middle
        return await real(row)

    monkeypatch.setattr(packing, "pdf_bytes", counting)
    with pytest.raises(KeyboardInterrupt):
        await packing.work(packing.Running(job, packing.KIND, ids()["inspector"], await params(job), "dead"))
    assert len(list(packing.folder_of(job).glob("*.pdf"))) == 1
    async with transaction():
        await Job.update({Job.lease_until: now()}).where(
            Job.id == job
        )  # the lease of the dead process runs out
    while await run_next():
        pass
    assert (await Job.select().where(Job.id == job).first())["state"] == "done"
    assert len(made) == 3  # the first PDF was not drawn again
    assert len(zipfile.ZipFile(packing.path_of(job)).namelist()) == 3


async def test_who_loses_the_job_while_packing_leaves_the_folder_to_its_successor(db, monkeypatch):
    await issued(kinds.ORDER, await submitted())
    job = await packing.begin(await who("inspector"), Wanted())
    real, loop = packing._pack, asyncio.get_running_loop()

    def overtaken(*given):
        real(*given)
        lost = Job.update({Job.holder: "another"}).where(Job.id == job)
        asyncio.run_coroutine_threadsafe(lost.run(), loop).result()

    monkeypatch.setattr(packing, "_pack", overtaken)
    assert await run_next()
    folder = packing.folder_of(job)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert len(list(folder.glob("*.pdf"))) == 1
    monkeypatch.setattr(packing, "_pack", real)
    await Job.update({Job.lease_until: now()}).where(Job.id == job)
    assert await run_next()
    assert [path.name for path in folder.parent.iterdir()] == [packing.path_of(job).name]


async def params(job: int):
    """The parameters of a job, taken by a process that dies."""
    import json

    async with transaction():
        await Job.update({Job.state: "running", Job.holder: "dead"}).where(Job.id == job)
    return json.loads((await Job.select().where(Job.id == job).first())["params"])


async def test_nothing_issued_is_said_in_words(client_for):
    await begun()
    answer = await (await client_for("inspector")).post("/documents/packs", data={})
    assert answer.status_code == 422 and "已签发" in answer.text
    with pytest.raises(Invalid):
        await packing.begin(await who("outsider"), Wanted())


async def test_who_moves_to_another_bureau_leaves_the_packs_behind(client_for):
    await issued(kinds.ORDER)
    job = await packing.begin(await who("inspector"), Wanted())
    while await run_next():
        pass
    inspector = await client_for("inspector")
    assert (await inspector.get(f"/documents/packs/{job}/file")).status_code == 200
    async with transaction():
        await Person.update({Person.bureau: ids()["other"]}).where(Person.id == ids()["inspector"])
    moved = await client_for("inspector")
    for address in (f"/documents/packs/{job}", f"/documents/packs/{job}/file"):
        answer = await moved.get(address)
        assert answer.status_code == 404 and "重新打包" in answer.text


async def test_a_document_that_fails_is_named_and_the_others_are_packed(client_for, monkeypatch):
    visit = await submitted()
    order, record = await issued(kinds.ORDER, visit), await issued(kinds.RECORD, visit)
    real = packing.pdf_bytes

    async def failing(row):
        if row["id"] == order["id"]:
            raise RuntimeError("PDF/A-2b error")
        return await real(row)

    monkeypatch.setattr(packing, "pdf_bytes", failing)
    job = await packing.begin(await who("inspector"), Wanted())
    while await run_next():
        pass
    staff = await client_for("inspector")
    page = (await staff.get(f"/documents/packs/{job}")).text
    assert "1 份文书没有打进包里" in page and order["number"] in page and "共 1 份文书" in page
    names, rows = await rows_of((await staff.get(f"/documents/packs/{job}/file")).content)
    assert names == [f"现场检查笔录-{record['number']}.pdf", "目录.xlsx"]
    told = {row[0]: row[-1] for row in rows}
    assert "没有生成" in told[order["number"]] and told[record["number"]] == names[0]


async def test_a_visit_full_of_symbols_is_issued_with_a_warning_and_packed(client_for):
    async with transaction():
        await Enterprise.update({Enterprise.name: "𮧵记👷石料\uf0fc有限公司"}).where(
            Enterprise.id == ids()["A"]
        )
    document = await begun(kinds.ORDER)
    staff = await client_for("inspector")
    page = (await staff.get(f"/documents/{document}")).text
    assert "用人单位名称" in page and "U+1F477" in page and "U+F0FC" in page
    row = await issuing.issue(await who("inspector"), document)
    assert (await staff.get(f"/documents/{document}/pdf")).status_code == 200
    assert (await staff.get(f"/documents/{document}/docx")).status_code == 200
    job = await packing.begin(await who("inspector"), Wanted())
    while await run_next():
        pass
    names, _ = await rows_of((await staff.get(f"/documents/packs/{job}/file")).content)
    assert names == [f"责令限期改正通知书-{row['number']}.pdf", "目录.xlsx"]
