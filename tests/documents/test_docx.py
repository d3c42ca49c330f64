"""DOCX of every kind: read back with python-docx, one converted by LibreOffice and looked at."""

import io
import os
import subprocess
import zipfile

import pytest
from docx import Document

from scripts.docx_kinds import KINDS as WRITERS
from tests.documents import papers, sight
from tests.documents.test_long_runs import READINGS
from tests.documents.test_long_runs import words as words_of
from webapp.documents import kinds
from webapp.documents.rendering import context
from webapp.documents.rendering.as_docx import BUILT_IN, built_in, docx, docx_now


def made(kind: str, number: str | None = papers.NUMBER, template: bytes | None = None, **changes) -> bytes:
    content = papers.content(kind, **changes)
    return docx_now(content, number, papers.CHECK, papers.pictures(), papers.seal(), template)


def words(data: bytes) -> str:
    """All that is written in the body, tables and the footer."""
    opened = Document(io.BytesIO(data))
    told = [one.text for one in opened.paragraphs]
    for table in [*opened.tables, *opened.sections[0].footer.tables]:
        told += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(told)


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_each_kind_says_all(kind):
    data = made(kind)
    told = words(data)
    for said in (papers.TITLES[kind], papers.BUREAU["name"], papers.ENTERPRISE["name"], papers.NUMBER):
        assert said in told
    assert "{{" not in told and "{%" not in told and "None" not in told
    footer = Document(io.BytesIO(data)).sections[0].footer._element.xml
    assert "NUMPAGES" in footer and "<wp:inline" in footer  # page x of y, and the code of the check page


def test_findings_item_by_item_with_due_days():
    told = words(made("order"))
    for said in (
        "（3.2）未为接触苯系物",
        "改正期限：2026年12月20日前",
        "依据上述条款，给予警告。",
        papers.RIGHTS,
    ):
        assert said in told


def test_signatures_seal_and_photos_are_pictures():
    with zipfile.ZipFile(io.BytesIO(made("report"))) as archive:
        media = [name for name in archive.namelist() if name.startswith("word/media/")]
        body = archive.read("word/document.xml").decode()
    assert len(media) >= 4 + 2 + 1
    assert body.count("<wp:anchor") == 1  # the seal, behind the words


def test_words_are_neither_xml_nor_template():
    hostile = "<w:t>&amp; {{ 7*7 }} {% raw %} ]]> \x07\x0b 结束"
    told = words(made("record", facts=[hostile, "第一行\n第二行"]))
    assert "<w:t>&amp; {{ 7*7 }} {% raw %} ]]>  结束" in told
    assert "第一行\n第二行" in told


def test_without_number_and_signatures():
    told = words(made("order", number=None, signed=False))
    assert context.UNNUMBERED in told and "＿＿＿＿" in told


@pytest.mark.parametrize("kind", WRITERS)
def test_the_committed_templates_are_those_of_the_script(kind, tmp_path, monkeypatch):
    monkeypatch.setattr("scripts.docx_templates.FOLDER", tmp_path)
    WRITERS[kind]().save(kind)
    with zipfile.ZipFile(tmp_path / f"{kind}.docx") as new, zipfile.ZipFile(BUILT_IN / f"{kind}.docx") as old:
        assert new.namelist() == old.namelist()
        for name in new.namelist():
            assert new.read(name) == old.read(name), f"{kind}: python -m scripts.docx_templates"


async def test_a_bureaus_own_template_is_used():
    own = Document(io.BytesIO(built_in("order")))
    own.add_paragraph("本局专用 {{ enterprise.name }}")
    target = io.BytesIO()
    own.save(target)
    data = await docx(papers.content("order"), None, None, {}, None, target.getvalue())
    assert f"本局专用 {papers.ENTERPRISE['name']}" in words(data)


def test_libreoffice_opens_it(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(made("report", facts=[*papers.FACTS, READINGS, "9" * 120]))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", path],
        check=True, cwd=tmp_path, capture_output=True, env=os.environ | {"HOME": str(tmp_path)},
    )  # fmt: skip
    found = ["".join(page.split()) for page in sight.text(tmp_path / "report.pdf")]
    assert all(f"第{at}页共{len(found)}页" in page for at, page in enumerate(found, 1))
    assert papers.ENTERPRISE["name"] in found[0] and "照片4喷漆工位" in found[-1]
    assert READINGS in "".join(found) and "9" * 120 in "".join(found)
    outer = [
        right
        for _, right, width, text in words_of(tmp_path / "report.pdf")
        if text.strip() and right > width - 62
    ]
    assert not outer
    (page, box), *_ = sight.where(tmp_path / "report.pdf", papers.ENTERPRISE["name"])
    image = sight.pages(tmp_path / "report.pdf")[page].crop(box)
    dark = sum(count for value, count in enumerate(image.histogram()) if value < 128)
    assert dark > 0.05 * image.width * image.height
