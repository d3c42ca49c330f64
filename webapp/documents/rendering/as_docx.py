"""A document as DOCX: docxtpl fills the built-in template, or that of the bureau, in a sandbox."""

import asyncio
import io
import re
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docxtpl import DocxTemplate, InlineImage
from jinja2 import ChainableUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from webapp.documents import kinds
from webapp.documents.rendering import pictures
from webapp.documents.rendering.context import view
from webapp.documents.rendering.pictures import Ready
from webapp.documents.writing.content import Content
from webapp.jobs.aside import Bounds
from webapp.jobs.examining import examined

BUILT_IN = Path(__file__).parent / "templates"
PHOTO, SIGNATURE, SMALL, SEAL, CODE = (76, 57), (30, 12), (17, 7), (42, 42), 17
LOST = "（照片缺失）"
# Filling is Python from end to end: one document at a time leaves the other core to the pages.
_pool = ThreadPoolExecutor(1, "docx")
FILLING = Bounds(memory=1_500_000_000, seconds=60)


async def docx(
    content: Content,
    number: str | None,
    check_url: str | None,
    pictures: Mapping[str, bytes],
    seal: bytes | None = None,
    template: bytes | None = None,
    *,
    mark: str = "",
) -> bytes:
    """The DOCX of a document; `template` is the bureau's own file (checked when it was uploaded), None the built-in.

    `mark` heads every page: what a demo says of its papers.

    Raises Invalid when the seal or a signature is no picture.
    """
    given = (number, check_url, dict(pictures), seal, template, mark)
    if template is not None and template != built_in(content["kind"]):
        # An uploaded template: filling it happens in a process with limits of memory and time.
        made: bytes = await examined(
            "docx", f"{__name__}:filled_apart", {"content": content, "given": given}, FILLING
        )
        return made
    return await asyncio.get_running_loop().run_in_executor(_pool, docx_now, content, *given)


async def filled_apart(told: dict[str, Any]) -> AsyncGenerator[bytes, None]:
    """What docx_now() makes, in a process of its own."""
    yield docx_now(told["content"], *told["given"])


def docx_now(
    content: Content,
    number: str | None,
    check_url: str | None,
    images: Mapping[str, bytes],
    seal: bytes | None = None,
    template: bytes | None = None,
    mark: str = "",
) -> bytes:
    """What docx() does, in the calling thread."""
    paper = DocxTemplate(io.BytesIO(template or built_in(content["kind"])))
    words = filled(paper, content, number, check_url, images, seal)
    paper.render(words, sandbox(), autoescape=True)
    paper.docx.core_properties.title = f"{words['title']} {words['number']}"
    paper.docx.core_properties.author = words["bureau"]["name"]
    if mark:
        _head_every_page(paper, mark)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _head_every_page(paper: DocxTemplate, mark: str) -> None:
    """The mark as the first line of every header that a page of the file can have."""
    even = paper.docx.settings.odd_and_even_pages_header_footer
    for section in paper.docx.sections:
        headers = [section.header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [section.even_page_header] if even else []
        for header in headers:
            header.is_linked_to_previous = False
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            line = first.insert_paragraph_before()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = line.add_run(mark)
            run.bold, run.font.size, run.font.color.rgb = True, Pt(12), RGBColor(0xC8, 0x10, 0x2E)


@cache
def built_in(kind: str) -> bytes:
    """The template that comes with the product (scripts/docx_templates.py writes it)."""
    return (BUILT_IN / f"{kind if kind in kinds.KINDS else 'report'}.docx").read_bytes()


def sandbox() -> ImmutableSandboxedEnvironment:
    """Jinja without a way out: no functions, no attributes of Python, nothing that changes what it is given."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=ChainableUndefined)
    made.globals.clear()
    return made


def filled(
    paper: DocxTemplate,
    content: Content,
    number: str | None,
    check_url: str | None,
    images: Mapping[str, bytes],
    seal: bytes | None,
) -> dict[str, Any]:
    """The placeholders with their pictures, for this very template."""
    photos, signatures = pictures.wanted(content)
    shown = pictures.ready(images, photos, signatures)

    def picture(key: str) -> InlineImage | None:
        if key not in shown:
            return None
        return _inline(paper, shown[key], SIGNATURE if key in signatures else PHOTO)

    words = view(content, number, check_url, picture)
    for one, given in zip(words["signatures"], content["signatures"], strict=True):
        ready = shown.get(given["image"] or "")
        name = one["name"] + ("（拒签）" if one["refused"] else "")
        drawn = ready is not None and not one["refused"]
        one["mark"] = one["image"] if drawn else name
        one["small"] = _inline(paper, ready, SMALL) if drawn and ready else name
        one["image"] = one["image"] or ""
    for one in words["photos"]:
        one["image"] = one["image"] or LOST
    words["seal"] = Floating(paper, *_sized(pictures.drawing(seal), SEAL)) if seal else ""
    words["check_code"] = InlineImage(paper, io.BytesIO(code(check_url)), width=Mm(CODE)) if check_url else ""
    return words


def code(text: str) -> bytes:
    """The QR code of a check page as PNG."""
    made = QRCode(error_correction=ERROR_CORRECT_M, border=1, box_size=8)
    made.add_data(text.encode())
    target = io.BytesIO()
    made.make_image().save(target)
    return target.getvalue()


class Floating(InlineImage):  # type: ignore[misc]  # docxtpl publishes no types
    """A picture behind the words, in the middle of its column: a seal over bureau and date."""

    def _insert_image(self) -> str:
        inline = str(super()._insert_image())
        anchored = re.sub(
            r"<wp:inline([^<>]*)>\s*(<wp:extent[^<>]*/>)",
            r'<wp:anchor\1 distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="1"'
            r' locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            r'<wp:positionH relativeFrom="column"><wp:align>center</wp:align></wp:positionH>'
            r'<wp:positionV relativeFrom="paragraph"><wp:posOffset>-180000</wp:posOffset></wp:positionV>'
            r'\2<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>',
            inline,
            count=1,
        )
        return anchored.replace("</wp:inline>", "</wp:anchor>")

    __str__ = __html__ = _insert_image


def _inline(paper: DocxTemplate, ready: Ready, box: tuple[int, int]) -> InlineImage:
    return InlineImage(paper, *_sized(ready, box))


def _sized(ready: Ready, box: tuple[int, int]) -> tuple[io.BytesIO, Any, Any]:
    """The picture, its width and its height, as large as the box (in mm) allows."""
    scale = min(box[0] / ready.width, box[1] / ready.height)
    return io.BytesIO(ready.data), Mm(ready.width * scale), Mm(ready.height * scale)
