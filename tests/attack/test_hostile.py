"""Hostile photos, files, texts and dates: a sentence, and nothing lost."""

import io
import json
import re
import zipfile
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from tests.attack.hostile import JPEG, JSON
from tests.cast import ids
from tests.enterprises.tables import row, table
from tests.evidence.pictures import PDF, png_claiming
from tests.findings.reporting import report_url
from tests.findings.scene import finding
from tests.inspections.ready import complete, who
from tests.inspections.visits import open_visit, uuid7
from webapp.db import transaction
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.tables import Enterprise
from webapp.evidence.service import evidence
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding
from webapp.folding import visible
from webapp.inspections.tables import Answer, DraftFinding
from webapp.inspections.verbs.submission import submit

ODD = "𠮷野家🏭👨‍👩‍👧é\u0301 & <b>“x”</b> ‮abc"


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            book.writestr(name, b"0" * 40_000_000)
    return target.getvalue()


BAD_PHOTOS = {
    "PDF": PDF,
    "cut JPEG": JPEG[:2000],
    "bomb": png_claiming(60_000, 60_000),
    "empty": b"",
    "page": b"<html><script>alert(1)</script></html>",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program": b"MZ\x90\x00" + b"x" * 400,
    "zip": b"PK\x03\x04" + b"x" * 400,
}


@pytest.mark.parametrize("name", BAD_PHOTOS)
async def test_a_photo_that_is_none(client_for, name):
    lead = await client_for("inspector", **JSON)
    address = await open_visit(lead)
    for kind in ("image/jpeg", "application/json", "text/html"):
        answer = await lead.put(
            f"{address}/photos/{uuid4()}?kind=other", content=BAD_PHOTOS[name], headers={"content-type": kind}
        )
        assert answer.status_code in {413, 422}, answer.text
        assert re.search("[\u4e00-\u9fff]", answer.json()["error"])
        assert "x-entry-stored" not in answer.headers
    number, owner = await finding(), await client_for("owner", **JSON)
    answer = await owner.put(f"{report_url(number)}/photos/{uuid4()}?kind=after", content=BAD_PHOTOS[name])
    assert answer.status_code == (201 if name == "PDF" else answer.status_code)
    assert name == "PDF" or answer.status_code in {413, 422}
    assert await Photo.count() == (1 if name == "PDF" else 0)
    assert not list(evidence().store.incoming.iterdir())


async def test_a_zip_bomb_and_twenty_sheets(client_for):
    client = await client_for("supervisor")
    answer = await client.post("/imports", files={"file": ("炸弹.xlsx", zip_bomb())})
    assert answer.status_code in {413, 422}
    book = load_workbook(io.BytesIO(table([row(1)])))
    for number in range(20):
        book.create_sheet(f"表{number}").append(["=1+1"])
    target = io.BytesIO()
    book.save(target)
    answer = await client.post("/imports", files={"file": ("很多表.xlsx", target.getvalue())})
    assert answer.status_code in {303, 422}


async def test_a_note_of_ten_thousand_characters(client_for):
    lead = await client_for("inspector", **JSON)
    address = await open_visit(lead)
    answer = await lead.put(f"{address}/answers/5.1", json={"result": "unmet", "note": "长" * 10_000})
    assert answer.status_code == 422
    assert "2000" in answer.json()["error"]
    answer = await lead.put(f"{address}/answers/5.1", json={"result": "unmet", "note": "𠮷" * 2000})
    assert answer.status_code in {200, 201}
    assert (await Answer.select().first())["note"] == "𠮷" * 2000
    assert (await lead.put(f"{address}/header", json={"conclusion": "长" * 10_000})).status_code == 422
    answer = await lead.put(f"{address}/findings/{uuid7()}", json={"item": "5.1", "fact": "长" * 10_000})
    assert answer.status_code == 422


async def test_dates_that_do_not_exist(client_for):
    lead, desk = await client_for("inspector", **JSON), await client_for("supervisor", **JSON)
    address = await open_visit(lead)
    for day in ("2026-02-30", "2026-13-01", "0000-00-00", "99999-01-01", "明天", "2026-2-3-4", "١٢٣٤-٠١-٠١"):
        answer = await lead.put(
            f"{address}/findings/{uuid7()}", json={"item": "5.1", "fact": "x", "due_on": day}
        )
        assert answer.status_code == 422, day
        for page in (f"/audit?since={day}", f"/inspections?since={day}", f"/board?since={day}"):
            assert (await desk.get(page)).status_code < 500
        assert (
            await desk.post("/day-lists/new", data={"on": day, "kind": "routine", "do": "save"})
        ).status_code == 422
    for moment in ("2026-02-30T10:00:00+08:00", "2026-03-05T25:00:00+08:00", "2026-03-05T10:00:00", "x", "0001-01-01T00:00:00+14:00",
                   "9999-12-31T23:59:59-14:00"):  # fmt: skip
        answer = await lead.put(
            f"/inspections/{uuid7()}",
            json={"enterprise": ids()["A"], "kind": "routine", "started_at": moment},
        )
        assert answer.status_code == 422, moment


async def test_rare_characters_reach_receipt_and_export_whole(client_for):
    made = await complete(conclusion=ODD, companion="𠮷田🏭")
    async with transaction():
        await DraftFinding.update({DraftFinding.fact: ODD, DraftFinding.requirement: ODD}).where(
            DraftFinding.inspection == made
        )
        await Enterprise.update(
            {Enterprise.name: "𠮷野家🏭", Enterprise.search: search_text("𠮷野家🏭")}
        ).where(Enterprise.id == ids()["A"])
    done = await submit(await who("inspector"), made)
    client, owner = await client_for("supervisor"), await client_for("owner")
    for page in (f"/inspections/{made}", f"/inspections/{made}/receipt", f"/inspections/{made}/handover"):
        assert "𠮷" in (await client.get(page)).text, page
    record = json.loads(done.receipt["record"])
    assert ODD in json.dumps(record, ensure_ascii=False).replace('\\"', '"')
    number = (await Finding.select().where(Finding.inspection == made).first())["id"]
    assert "𠮷野家🏭👨‍👩‍👧" in (await owner.get(f"/findings/{number}")).text
    sheet = await client.post("/board/exports", data={"stage": "all"})
    values = [str(cell) for line in load_workbook(io.BytesIO(sheet.content)).active.values for cell in line]
    assert visible(ODD) in values  # nothing that cannot be seen leaves in a table
    assert "𠮷野家🏭" in values
    from webapp.inspections.receipts.sealing import address, check, short_code

    assert (await check(done.receipt["serial"], short_code(done.receipt))).record
    assert address(done.receipt).startswith("http://testserver/")
