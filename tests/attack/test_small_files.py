"""Small files that unpack into much, or that a careless pattern chokes on: refused in words, by a process of their own.

Measured is the processor time of this process, which serves: on a busy machine it is the same.
"""

import io
import json
import re
import zipfile
from os import urandom
from time import process_time

import pytest

from tests.cast import ids
from tests.enterprises.tables import row, table
from tests.field.exports import example, packed
from webapp.documents.rendering.as_docx import built_in
from webapp.documents.rendering.tables import DocumentTemplate
from webapp.imports.tables import ImportRow
from webapp.settings import settings

pytestmark = pytest.mark.only_on("sqlite")


def repacked(source: bytes, name: str, change) -> bytes:
    target = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(source))
    with old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
    return target.getvalue()


def rows_without_end() -> bytes:
    return repacked(table([row(1)]), "xl/worksheets/sheet1.xml", lambda _: b"<row " * 200_000)


def shared_strings() -> bytes:
    return repacked(table([row(1)]), "xl/workbook.xml", lambda xml: xml + b"<a " * 300_000)


def one_tag() -> bytes:
    return repacked(table([row(1)]), "xl/worksheets/sheet1.xml", lambda _: b"<c " + b'r="A1" ' * 300_000)


def comment() -> bytes:
    return repacked(
        built_in("order"), "word/document.xml", lambda xml: xml + b"<!--" + b"<w:instrText" * 50_000 + b"--><"
    )


def placeholders() -> bytes:
    return repacked(
        built_in("order"),
        "word/document.xml",
        lambda xml: xml.replace(b"</w:t>", b"{" * 200_000 + b"</w:t>", 1),
    )


def lists(person: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(example("manifest") | {"user": person}))
        archive.writestr("entries.json", b"[" + b"[]," * 19_000_000 + b"[]]")
        # Beside a photo that does not pack, the whole is no bomb by its ratio.
        archive.writestr("photos/a.jpg", urandom(700_000))
    return target.getvalue()


def directory() -> bytes:
    """Nothing but names: more of them than any phone packs."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"photos/{number}.jpg", b"")
    return target.getvalue()


TEMPLATES = "/documents/templates/{}/order"
ATTACKS = {
    "rows": ("supervisor", "/imports", rows_without_end),
    "a workbook": ("supervisor", "/imports", shared_strings),
    "one tag": ("supervisor", "/imports", one_tag),
    "a checklist": ("admin", "/checklists/new", rows_without_end),
    "a comment": ("admin", TEMPLATES, comment),
    "braces": ("admin", TEMPLATES, placeholders),
    "lists": ("inspector", "/field/import", lambda: lists(ids()["inspector"])),
    "names": ("inspector", "/field/import", directory),
}  # fmt: skip


async def sent(client, address, data):
    """(answer, processor time of this process)."""
    address = address.format(ids()["city"])
    begun = process_time()
    answer = await client.post(address, files={"file": ("x", data)})
    return answer, process_time() - begun


@pytest.mark.parametrize("what", list(ATTACKS))
async def test_a_small_file_is_refused_in_words_and_costs_this_process_nothing(client_for, what):
    who, address, make = ATTACKS[what]
    data = make()
    assert len(data) < 3_000_000
    client = await client_for(who)
    _, usual = await sent(client, address, b"nothing of the kind")
    answer, took = await sent(client, address, data)
    assert answer.status_code in {413, 422}, answer.text
    assert re.search(r'class="alert error"|aria-invalid="true"', answer.text)
    assert "系统出了问题" not in answer.text
    assert took < usual * 3 + 1, (usual, took)
    assert not list(settings().imports.glob("*.*"))
    assert await ImportRow.count() == await DocumentTemplate.count() == 0


async def test_a_good_file_is_taken_behind_them(client_for):
    client = await client_for("inspector")
    assert (
        await client.post("/field/import", files={"file": ("x", lists(ids()["inspector"]))})
    ).status_code == 413
    assert (await client.post("/field/import", files={"file": ("x", packed([]))})).status_code == 303
