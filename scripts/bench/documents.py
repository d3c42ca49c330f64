"""What a document costs beside the library alone.

docx_ratio, pdf_ratio (a report of 60 items and 12 photos, CPU time, best of several runs). The library's bare
cost is docxtpl filling the same template, and typst setting the same files, with everything prepared beforehand.
"""

import hashlib
import io
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst
from docxtpl import DocxTemplate
from PIL import Image

from scripts.bench.report import say
from webapp import fonts
from webapp.documents.rendering import as_docx, as_pdf
from webapp.documents.rendering.sample import sample
from webapp.documents.writing.content import Content

RUNS = 5
ITEMS, PHOTOS = 60, 12
AIM = 1.5
FACT = "第{}项：现场查看作业岗位、防护设施和资料台账，已按要求设置，记录完整，作业人员佩戴个体防护用品。"


def content() -> tuple[Content, dict[str, bytes], bytes]:
    """A report of 60 items and 12 photos as display copies are (1600 × 1200)."""
    made, images, seal = sample("report")
    finding = made["findings"][0]
    shots = [_photo(at) for at in range(PHOTOS)]
    photo = made["photos"][0]
    words: dict[str, Any] = {
        "facts": [FACT.format(at) for at in range(1, ITEMS + 1)],
        "findings": [finding | {"no": at, "fact": FACT.format(at)} for at in range(1, 11)],
        "photos": [photo | {"hash": hashlib.sha256(one).hexdigest()} for one in shots],
    }
    images |= {hashlib.sha256(one).hexdigest(): one for one in shots}
    return cast(Content, dict(made) | words), images, seal


def _photo(at: int) -> bytes:
    noise = Image.effect_noise((400, 300), 60 + at).resize((1600, 1200))
    target = io.BytesIO()
    Image.merge("RGB", (noise, noise, noise)).save(target, "JPEG", quality=80)
    return target.getvalue()


CHECK = "https://example.org/c/1"


def seconds(prepare: Callable[[int], Any], work: Callable[[Any], Any]) -> float:
    """The least CPU time of several runs after one that warms up; each has words of its own, for typst remembers."""
    times = []
    for at in range(RUNS + 1):
        ready = prepare(at)
        started = time.process_time()
        work(ready)
        times.append(time.process_time() - started)
    return min(times[1:])


def varied(made: Content, at: int, whose: str) -> Content:
    return cast(Content, dict(made) | {"facts": [f"{whose}{at}：{fact}" for fact in made["facts"]]})


def docx_ratio() -> None:
    """docx() against docxtpl filling and saving the same template with the same words and pictures."""
    made, images, seal = content()

    def prepare(at: int) -> tuple[Any, Any]:
        paper = DocxTemplate(io.BytesIO(as_docx.built_in("report")))
        return paper, as_docx.filled(paper, varied(made, at, "甲"), "1", CHECK, images, seal)

    def bare(ready: tuple[Any, Any]) -> None:
        paper, words = ready
        paper.render(words, as_docx.sandbox(), autoescape=True)
        paper.save(io.BytesIO())

    ours = seconds(
        lambda at: varied(made, at, "乙"), lambda one: as_docx.docx_now(one, "1", CHECK, images, seal)
    )
    _line("docx_ratio", ours, seconds(prepare, bare), "docxtpl")


def pdf_ratio() -> None:
    """pdf() against typst setting the same files, which lie there already."""
    made, images, seal = content()
    found = fonts.faces().found
    with TemporaryDirectory() as folder:

        def prepare(at: int) -> Path:
            place = Path(folder) / str(at)
            place.mkdir()
            for name, data in as_pdf.files_of(varied(made, at, "甲"), "1", CHECK, images, seal).items():
                (place / name).write_bytes(data)
            return place

        def bare(place: Path) -> None:
            typst.compile(
                place / "main.typ", root=place, format="pdf", font_paths=found, pdf_standards="a-2b"
            )

        ours = seconds(
            lambda at: varied(made, at, "乙"), lambda one: as_pdf.pdf_now(one, "1", CHECK, images, seal)
        )
        _line("pdf_ratio", ours, seconds(prepare, bare), "typst")


def _line(name: str, ours: float, bare: float, library: str) -> None:
    beside = (
        f"{ours * 1000:.0f} ms beside {bare * 1000:.0f} ms of {library} alone, {ITEMS} items, {PHOTOS} photos"
    )
    say(name, ours / bare, "ratio of CPU time", f"<= {AIM}", beside)
