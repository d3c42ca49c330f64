"""The papers of a demo say so on every page; those of real work never do."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document as Docx
from litestar import Litestar

from tests.conftest import ClientFor
from tests.documents import papers, sight
from tests.documents.scene import issued
from webapp.db.marks import DEMO, set_mark
from webapp.documents import kinds
from webapp.documents.rendering.as_docx import docx_now
from webapp.documents.rendering.as_pdf import pdf_now
from webapp.documents.views.files import DEMO_MARK


@pytest.fixture
def shown_as_demo(application: Litestar) -> Iterator[None]:
    """The application found the mark when it started."""
    application.state.demo = True
    yield
    application.state.demo = False


def heads(data: bytes) -> list[str]:
    made = Docx(io.BytesIO(data))
    found = []
    for section in made.sections:
        headers = [section.header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [section.even_page_header] if made.settings.odd_and_even_pages_header_footer else []
        found += ["".join(one.text for one in header.paragraphs) for header in headers]
    return found


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_page_of_every_kind(tmp_path: Path, kind: str) -> None:
    given = (papers.content(kind), papers.NUMBER, papers.CHECK, papers.pictures(), papers.seal())
    path = tmp_path / "marked.pdf"
    path.write_bytes(pdf_now(*given, mark=DEMO_MARK))
    pages = sight.text(path)
    assert all(DEMO_MARK in "".join(page.split()) for page in pages)
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(pdf_now(*given))
    assert not any("演示" in page for page in sight.text(plain))
    assert all(DEMO_MARK in head for head in heads(docx_now(*given, mark=DEMO_MARK)))
    assert not any("演示" in head for head in heads(docx_now(*given)))


async def test_a_database_of_real_work_says_nothing_of_a_demo(client_for: ClientFor) -> None:
    staff, row = await client_for("inspector"), await issued(kinds.ORDER)
    page = await staff.get(f"/documents/{row['id']}")
    assert "演示" not in page.text
    docx = await staff.get(f"/documents/{row['id']}/docx")
    assert docx.status_code == 200
    assert not any("演示" in head for head in heads(docx.content))


async def test_a_demo_says_so(client_for: ClientFor, shown_as_demo: None, tmp_path: Path) -> None:
    await set_mark(DEMO, "1")
    staff, row = await client_for("inspector"), await issued(kinds.ORDER)
    page = await staff.get(f"/documents/{row['id']}")
    assert DEMO_MARK in page.text
    docx = await staff.get(f"/documents/{row['id']}/docx")
    assert all(DEMO_MARK in head for head in heads(docx.content))
    path = tmp_path / "one.pdf"
    path.write_bytes((await staff.get(f"/documents/{row['id']}/pdf")).content)
    assert all(DEMO_MARK in "".join(page.split()) for page in sight.text(path))
