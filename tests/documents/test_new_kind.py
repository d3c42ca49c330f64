"""A new paper is one object and its layouts: 行政检查通知书, made by this test, through the whole application."""

import io
import shutil

import pytest
from docx import Document as Docx

from tests.cast import ids
from tests.documents import sight
from tests.documents.scene import row_of, submitted
from webapp.documents import kinds
from webapp.documents.kinds.base import Kind, Suggestion
from webapp.documents.numbering import WITH_YEAR, Pattern
from webapp.documents.rendering import as_docx, as_pdf
from webapp.documents.rules import Role
from webapp.web.templates import environment


def write(content, source):
    content["paragraphs"] = [f"本机关于{source.visit['started_at']:%Y}年对你单位进行检查。"]


NOTICE = Kind(
    "notice", "行政检查通知书", Pattern(WITH_YEAR, "职", "检通"), write, lambda seen: Suggestion("检查以前告知。"),
    lambda content: [] if content["paragraphs"] else ["通知书没有正文。"],
    own_title=True, once=True, sealed=True, receiver=Role.RECIPIENT, shows=("paragraphs",),
)  # fmt: skip
HTML = '{% for line in paper.paragraphs %}<p class="words">{{ line }}</p>{% endfor %}'
TYPST = '#import "base.typ": *\n#show: paper\n#paragraphs(data.paragraphs)\n#ending(issuer)\n'


@pytest.fixture
def notice(tmp_path, monkeypatch):
    """The kind and its three layouts, put where those of the others are looked for."""
    monkeypatch.setitem(kinds.KINDS, NOTICE.value, NOTICE)
    (tmp_path / "documents" / "paper").mkdir(parents=True)
    (tmp_path / "documents" / "paper" / "notice.html").write_text(HTML)
    monkeypatch.setattr(environment().loader, "searchpath", [*environment().loader.searchpath, str(tmp_path)])
    layouts, built_in = tmp_path / "typst", tmp_path / "docx"
    shutil.copytree(as_pdf.LAYOUTS, layouts)
    (layouts / "notice.typ").write_text(TYPST)
    built_in.mkdir()
    paper = Docx()
    for line in ("{{ title }} {{ number }}", "{% for line in paragraphs %}{{ line }}{% endfor %}"):
        paper.add_paragraph(line)
    paper.save(str(built_in / "notice.docx"))
    monkeypatch.setattr(as_pdf, "LAYOUTS", layouts)
    monkeypatch.setattr(as_docx, "BUILT_IN", built_in)
    return NOTICE


async def test_a_new_kind_is_proposed_drafted_edited_signed_for_issued_and_rendered(
    client_for, notice, tmp_path
):
    visit = await submitted()
    inspector = await client_for("inspector")
    page = (await inspector.get(f"/inspections/{visit}/documents")).text
    assert "检查以前告知。" in page and "生成行政检查通知书" in page
    made = await inspector.post(f"/inspections/{visit}/documents", data={"kind": "notice"})
    assert made.status_code == 303
    document = made.headers["location"].rsplit("/", 1)[-1]
    page = (await inspector.get(f"/documents/{document}/edit")).text
    assert 'name="paragraphs"' in page and 'name="facts"' not in page

    empty = await inspector.post(
        f"/documents/{document}/edit", data={"revision": "1", "paragraphs": "", "facts": "不收"}
    )
    assert empty.status_code == 303
    assert "通知书没有正文。" in (await inspector.get(f"/documents/{document}")).text
    refused = await inspector.post(f"/documents/{document}/issue", data={"revision": "2"})
    assert refused.status_code == 422 and "通知书没有正文。" in refused.text
    told = {"revision": "2", "paragraphs": "定于下周检查，请准备档案。"}
    assert (await inspector.post(f"/documents/{document}/edit", data=told)).status_code == 303
    assert "受送达人" in (await inspector.get(f"/documents/{document}/sign")).text
    answer = await inspector.post(f"/documents/{document}/issue", data={"revision": "3"})
    assert answer.status_code == 303
    row = await row_of(document)
    assert row["state"] == "issued" and "卫职检通〔" in row["number"]

    assert "定于下周检查" in (await inspector.get(f"/documents/{document}")).text
    (tmp_path / "notice.pdf").write_bytes((await inspector.get(f"/documents/{document}/pdf")).content)
    said = "".join(sight.text(tmp_path / "notice.pdf")).replace(" ", "")
    assert "行政检查通知书" in said and "定于下周检查，请准备档案。" in said
    paper = Docx(io.BytesIO((await inspector.get(f"/documents/{document}/docx")).content))
    words = "\n".join(one.text for one in paper.paragraphs)
    assert row["number"] in words and "定于下周检查，请准备档案。" in words

    listed = await inspector.get("/documents?kind=notice")
    assert row["number"] in listed.text and "未送达" in listed.text
    again = await inspector.post(f"/inspections/{visit}/documents", data={"kind": "notice"})
    assert again.status_code == 409
    admin = await client_for("countyadmin")
    assert 'id="notice"' in (await admin.get(f"/bureaus/{ids()['county']}/documents")).text
    assert "行政检查通知书" in (await admin.get("/documents/templates")).text
