"""No export calculates; names of files and addresses lead nowhere else."""

import io
import re
import zipfile
from urllib.parse import unquote

import pytest

from tests.attack.hostile import JPEG, JSON
from tests.cast import SHORT, TOKENS, ids
from tests.findings.reporting import report_url
from tests.findings.scene import finding
from tests.inspections.ready import draft_finding, visit
from tests.inspections.visits import uuid7
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.evidence.tables import Photo
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection

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
        await client.post("/enterprises/exports", data={}),
        await client.post("/board/exports", data={"stage": "all"}),
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
