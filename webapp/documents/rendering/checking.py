"""Whether a bureau's own DOCX can be used as a template: looked at apart, with bounds, since anybody may have made it."""

import io
from collections.abc import AsyncGenerator
from typing import Any, TypedDict

from docxtpl import DocxTemplate
from jinja2 import TemplateError

from webapp.documents import kinds
from webapp.documents.rendering import as_docx
from webapp.documents.rendering.hostile import MOST_BYTES, TOO_LARGE, refused
from webapp.documents.rendering.naming import Reader, wanting
from webapp.documents.rendering.sample import sample
from webapp.errors import TooLarge
from webapp.jobs.aside import Bounds
from webapp.jobs.examining import examined

LOOK = Bounds(memory=1_500_000_000, seconds=20)
UNREADABLE = "文件无法作为模板打开，请检查占位符的写法（每个 {{ 要有 }}，每个 {% for %} 要有 {% endfor %}）。"
TOO_SLOW = "检查这个文件所需的时间或内存过多，没有采用。请从系统自带的模板开始，只改版式和文字。"
BROKEN = "用这个模板试填时出错：{}。"


class Verdict(TypedDict):
    """`missing` names that the paper must show, `unknown` names that do not exist, `error` why it is no template."""

    missing: list[str]
    unknown: list[str]
    error: str | None


async def check_template(kind: str, data: bytes) -> Verdict:
    """Check an uploaded template of this kind in a process of its own; TooMany when many are being checked."""
    if len(data) > MOST_BYTES:
        return {"missing": [], "unknown": [], "error": TOO_LARGE}
    told = {"kind": kind if kind in kinds.KINDS else "report", "data": data}
    try:
        verdict: Verdict = await examined(
            "template", "webapp.documents.rendering.checking:looked_at", told, LOOK
        )
    except TooLarge:
        return {"missing": [], "unknown": [], "error": TOO_SLOW}
    return verdict


async def looked_at(told: dict[str, Any]) -> AsyncGenerator[Verdict, None]:
    yield check_now(told["kind"], told["data"])


def check_now(kind: str, data: bytes) -> Verdict:
    """What check_template() does, in the calling thread and without limits."""
    if reason := refused(data):
        return {"missing": [], "unknown": [], "error": reason}
    try:
        reader = Reader()
        for source in _sources(data):
            reader.read(as_docx.sandbox().parse(source))
    except TemplateError as error:
        return {"missing": [], "unknown": [], "error": BROKEN.format(error.message or UNREADABLE)}
    except MemoryError:
        raise
    except Exception:
        return {"missing": [], "unknown": [], "error": UNREADABLE}
    unknown, forbidden = reader.unknown, reader.forbidden
    missing = wanting(kind, reader.used)
    if forbidden:
        return {"missing": missing, "unknown": unknown, "error": forbidden}
    return {"missing": missing, "unknown": unknown, "error": None if unknown else _tried(kind, data)}


def _sources(data: bytes) -> list[str]:
    """The Jinja in the body, the headers and footers, the notes and the properties."""
    paper = DocxTemplate(io.BytesIO(data))
    paper.init_docx()
    found = [paper.patch_xml(paper.get_xml())]
    for uri in (paper.HEADER_URI, paper.FOOTER_URI):
        found += [paper.patch_xml(paper.get_part_xml(part)) for _, part in paper.get_headers_footers(uri)]
    for part in paper.docx.part.package.parts:
        if part.content_type.endswith("wordprocessingml.footnotes+xml"):
            found.append(paper.patch_xml(part.blob.decode("utf-8")))
    properties = paper.docx.core_properties
    told = (
        getattr(properties, name)
        for name in ("author", "comments", "identifier", "language", "subject", "title")
    )
    return [*found, *(text for text in told if text)]


def _tried(kind: str, data: bytes) -> str | None:
    """Fill it with an example, and judge and open what comes out."""
    try:
        content, images, seal = sample(kind)
        made = as_docx.docx_now(content, "示例〔2026〕1号", "https://example.org/c/1", images, seal, data)
        DocxTemplate(io.BytesIO(made)).init_docx()
        return refused(made) or None
    except MemoryError:
        raise
    except Exception as error:
        return BROKEN.format(str(error)[:200] or type(error).__name__)
