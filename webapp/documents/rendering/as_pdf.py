"""A document as PDF: typst lays it out in its own thread, with every word handed over as data."""

import asyncio
import json
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst

from webapp import fonts
from webapp.documents import kinds
from webapp.documents.rendering import pictures
from webapp.documents.rendering.context import view
from webapp.documents.writing.content import Content
from webapp.drawable import all_drawable, plainly
from webapp.errors import Unavailable
from webapp.evidence.pictures.budget import BUDGET
from webapp.settings import PROJECT
from webapp.web.shown.qr import qr_svg

log = logging.getLogger("mashang")

LAYOUTS = PROJECT / "templates" / "documents" / "typst"
# typst uses every core by itself and lets go of the interpreter; one more waits rather than both crawl.
pool = ThreadPoolExecutor(1, "papers")


async def pdf(
    content: Content,
    number: str | None,
    check_url: str | None,
    pictures: Mapping[str, bytes],
    seal: bytes | None = None,
    *,
    mark: str = "",
) -> bytes:
    """The PDF/A-2b of a document; `pictures` are photos and signatures by SHA-256, `seal` an image with transparency.

    `mark` stands across every page: what a demo says of its papers.

    The same content gives the same bytes on the same machine. Raises Unavailable (with fonts.NO_FONT) without a
    Chinese font, Invalid when the seal or a signature is no picture.
    """
    return await asyncio.get_running_loop().run_in_executor(
        pool, partial(pdf_now, content, number, check_url, pictures, seal, mark=mark)
    )


def pdf_now(
    content: Content,
    number: str | None,
    check_url: str | None,
    images: Mapping[str, bytes],
    seal: bytes | None = None,
    form: Literal["pdf", "png"] = "pdf",
    *,
    mark: str = "",
) -> Any:
    """What pdf() does, in the calling thread; `form` png gives one picture per page (96 dpi)."""
    faces = fonts.faces()
    if not faces.chinese:
        raise Unavailable(fonts.NO_FONT)
    # Pictures can be handed to typst as files only; it sees nothing outside of this folder.
    with TemporaryDirectory(prefix="mashang-paper-") as folder:
        root = Path(folder)
        files = files_of(content, number, check_url, images, seal, mark)
        for name, data in files.items():
            (root / name).write_bytes(data)
        with BUDGET.spend(pictures.cost_together(files)):
            try:
                return _set(root, form, content["issued"])
            except typst.TypstError as error:
                # An issued document must always print: first with substitute characters, in the worst case with boxes.
                log.warning("document set with plain characters only: %s", error)
            words = root / "data.json"
            words.write_text(json.dumps(plainly(json.loads(words.read_bytes())), ensure_ascii=False), "utf-8")
            try:
                return _set(root, form, content["issued"])
            except typst.TypstError as error:
                log.error("document set without PDF/A: %s", error)
            return _set(root, form, content["issued"], standards=[])


def _set(root: Path, form: Literal["pdf", "png"], issued: str | None, standards: Any = None) -> Any:
    return typst.compile(
        root / "main.typ",
        root=root,
        format=form,
        ppi=96,
        font_paths=fonts.faces().found,
        pdf_standards=["a-2b"] if form == "pdf" and standards is None else [],
        timestamp=_stamp(issued),
    )


def files_of(
    content: Content,
    number: str | None,
    check_url: str | None,
    images: Mapping[str, bytes],
    seal: bytes | None = None,
    mark: str = "",
) -> dict[str, bytes]:
    """The files that typst is given, by name: layout, data, pictures."""
    photos, signatures = pictures.wanted(content)
    shown = pictures.ready(images, photos, signatures)
    names = {key: f"picture-{at}.{one.ending}" for at, (key, one) in enumerate(sorted(shown.items()))}
    faces = fonts.faces()
    data = view(content, number, check_url, names.get)
    data = all_drawable(data)
    data |= {
        "fonts": {"body": faces.body + faces.more, "title": faces.title + faces.more},
        "seal": "seal.png" if seal else None,
        "mark": mark,
    }
    files = {names[key]: one.data for key, one in shown.items()}
    if seal:
        files["seal.png"] = pictures.drawing(seal).data
    if check_url:
        files["check.svg"] = qr_svg(check_url, quiet=1).encode()
    kind = content["kind"] if content["kind"] in kinds.KINDS else "report"
    files["main.typ"] = (LAYOUTS / f"{kind}.typ").read_bytes()
    files["base.typ"] = (LAYOUTS / "base.typ").read_bytes()
    files["data.json"] = json.dumps(data, ensure_ascii=False).encode()
    return files


def _stamp(issued: str | None) -> int:
    """The day of issue as the file's date; a draft is of no day."""
    try:
        return int(datetime.strptime(issued or "", "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0
