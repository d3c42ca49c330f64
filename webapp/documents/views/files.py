"""A document as a file to keep: PDF or DOCX, named by title and number."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from litestar import Response

from webapp.db.marks import DEMO, mark
from webapp.documents.queries import Row
from webapp.documents.rendering import docx, pdf, why_no_pdf
from webapp.documents.rendering.own import kept_template, template_for
from webapp.documents.rules import UNNUMBERED
from webapp.documents.views.paper import address, printed
from webapp.documents.views.pictures import drawn, pictures_of
from webapp.documents.writing.content import Content

DEMO_MARK = "演示数据，不是真实文书"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def no_pdf() -> str:
    """Why no PDF can be made here, "" when it can."""
    return await asyncio.to_thread(why_no_pdf)


async def pdf_bytes(row: Row) -> bytes:
    """The PDF of a document as it stands."""
    return await pdf(*await _parts(row), mark=await mark_of_demo())


async def docx_bytes(row: Row) -> bytes:
    """The DOCX of a document as it stands: with the look of its issue, before that on the bureau's template of today."""
    kept = await kept_template(row["template"]) if row["template"] else None
    template = kept or await template_for(row["bureau"], row["kind"])
    return await docx(*await _parts(row), template, mark=await mark_of_demo())


async def mark_of_demo() -> str:
    """What stands on every page of a demo's papers; "" in a database of real work."""
    return DEMO_MARK if await mark(DEMO) else ""


async def _parts(row: Row) -> tuple[Content, str | None, str | None, dict[str, bytes], bytes | None]:
    """What both renderers take: content, number, check address, pictures, seal."""
    content = await printed(row)
    seal = await drawn(row["seal"]) if row["seal"] else None
    return content, row["number"] or None, address(row) or None, await pictures_of(row, content), seal


def name_of(row: Row, ending: str) -> str:
    """责令限期改正通知书-贵卫职改〔2026〕1号.pdf; nothing that a file system refuses."""
    number = (row["number"] or UNNUMBERED).replace("/", "-").replace("\\", "-")
    return f"{row['title']}-{number}.{ending}"


def attachment(data: bytes, name: str, media_type: str) -> Response[bytes]:
    """The file as a download."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type=media_type, headers=headers)


async def pdf_of(row: Row) -> Response[bytes]:
    return attachment(await pdf_bytes(row), name_of(row, "pdf"), PDF)


async def docx_of(row: Row) -> Response[bytes]:
    return attachment(await docx_bytes(row), name_of(row, "docx"), DOCX)
