"""Hostile input through the whole way: files that are none, texts of all kinds, formulas, file names, paths."""

import io
import json
import re
import zipfile
from urllib.parse import unquote
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from tests.cast import SHORT, TOKENS, ids
from tests.enterprises.tables import row, table
from tests.evidence.pictures import PDF, encoded, png_claiming
from tests.findings.reporting import report_url
from tests.findings.scene import finding
from tests.inspections.ready import complete, draft_finding, visit, who
from tests.inspections.visits import open_visit, uuid7
from webapp.db import transaction
from webapp.enterprises.search import search_text
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.evidence.service import evidence
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding
from webapp.inspections.tables import Answer, DraftFinding, Inspection
from webapp.inspections.verbs.submission import submit

JSON = {"accept": "application/json", "x-entry": "hostile"}
JPEG = encoded("JPEG", "Portrait_3", 160)
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
    sheet = await client.post("/board/exports", data={"pile": "all"})
    values = [str(cell) for line in load_workbook(io.BytesIO(sheet.content)).active.values for cell in line]
    assert ODD in values
    assert "𠮷野家🏭" in values
    from webapp.inspections.receipts import address, check, short_code

    assert (await check(done.receipt["serial"], short_code(done.receipt))).record
    assert address(done.receipt).startswith("http://testserver/")


FORMULAS = [
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://evil.example")',
    " =1",
]


def formulas(content: bytes) -> list[str]:
    """Cells that a spreadsheet program would calculate."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if "worksheets/" in name:
                found += re.findall(r"<f>.*?</f>|<f .*?</f>", book.read(name).decode())
    return found


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_export_calculates(client_for, formula):
    made = await visit()
    await draft_finding(made, fact=formula)
    number = await finding()
    async with transaction():
        await Finding.update(
            {Finding.fact: formula, Finding.requirement: formula, Finding.end_note: formula}
        ).where(Finding.id == number)
        await Enterprise.update(
            {
                Enterprise.name: formula,
                Enterprise.address: formula,
                Enterprise.contact: formula,
                Enterprise.phone: formula,
            }
        ).where(Enterprise.id == ids()["A"])
    client = await client_for("admin")
    answers = [
        await client.get("/enterprises/export.xlsx"),
        await client.post("/board/exports", data={"pile": "all"}),
        await client.get("/imports/template.xlsx"),
        await client.get("/checklists/template.xlsx"),
        await client.get("/checklists/1/versions/1/items.xlsx"),
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.request.url
        assert formulas(answer.content) == [], answer.request.url
        head = answer.headers["content-disposition"]
        assert head.startswith("attachment")
        assert head.isascii()
        assert not re.search(r"[\r\n]", unquote(head))


async def test_names_of_files_stay_names(client_for):
    """What a caller calls a file comes back in pages at most, never in a header or a path."""
    number, owner = await finding(), await client_for("owner")
    url = report_url(number)
    for name in (
        'a"\r\nSet-Cookie: x=y.jpg',
        "../../etc/passwd",
        "报告‮gpj.exe",
        "x" * 5000 + ".jpg",
        "\x00.jpg",
        "<script>.jpg",
    ):
        answer = await owner.post(
            url, data={"kind": "done", "text": ""}, files=[("files", (name, JPEG, "image/jpeg"))]
        )
        assert answer.status_code in {413, 422}
        assert "set-cookie" not in str(answer.headers).lower()
        assert "<script>.jpg" not in answer.text
    for photo in await Photo.select():
        answer = await owner.get(f"/findings/{number}/photos/{photo['id']}/file")
        if answer.status_code == 200:
            assert re.fullmatch(
                r'attachment; filename="[0-9a-f-]{36}\.jpg"', answer.headers["content-disposition"]
            )


PATHS = [
    "../pyproject.toml", "..%2fpyproject.toml", "%2e%2e/pyproject.toml", "%2e%2e%2fpyproject.toml", "....//pyproject.toml", "/etc/passwd",
    "%2fetc%2fpasswd", "..\\pyproject.toml", "..%5cpyproject.toml", "css/../../pyproject.toml", "000000000000/../../pyproject.toml", "%00",
    "css/%00.css", "vendor/../../webapp/app.py", ".", "css", "css/", "~root/.bashrc", "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_static_files_lead_nowhere_else(client_for, path):
    answer = await (await client_for()).get(f"/static/{path}")
    assert answer.status_code in {303, 404}, answer.text[:200]


async def test_forged_and_revoked_codes(client_for):
    inspector, desk, nobody = (
        await client_for("inspector", **JSON),
        await client_for("supervisor"),
        await client_for(),
    )
    token, short = TOKENS["A"], SHORT["A"]
    for forged in (
        token[:-1],
        token + "x",
        token.lower(),
        token[::-1],
        "%00",
        "𠮷",
        "x" * 4000,
        "' OR 1=1 --",
        "%25",
    ):
        assert (await nobody.get(f"/q/{forged}")).status_code == 404
        answer = await inspector.put(
            f"/inspections/{uuid7()}",
            json={
                "qr": f"http://testserver/q/{forged}"[:200],
                "kind": "routine",
                "started_at": "2026-03-05T09:30:00+08:00",
            },
        )
        assert answer.status_code in {404, 409, 422}, forged
    assert (
        await desk.post(f"/enterprises/{ids()['A']}/code/revocation", data={"reason": "标签被撕"})
    ).status_code == 303
    assert (await QrCode.select().where(QrCode.token == token).first())["revoked_at"]
    assert (await nobody.get(f"/q/{token}")).status_code == 410
    opening = {"kind": "routine", "started_at": "2026-03-05T09:30:00+08:00"}
    for text in (f"http://testserver/q/{token}", short):
        answer = await inspector.put(f"/inspections/{uuid7()}", json={"qr": text, **opening})
        assert answer.status_code in {404, 409, 422}, text
    assert await Inspection.count() == 0
