"""What a document costs beside the library alone: python -m scripts.bench_documents

One JSON line each: docx_ratio, pdf_ratio (a report of 60 items and 12 photos, CPU time, best of several runs). The library's bare
cost is docxtpl filling the same template, and typst setting the same files, with everything prepared beforehand.
"""

import hashlib
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst
from docxtpl import DocxTemplate
from PIL import Image

from webapp import fonts
from webapp.documents.content import Content
from webapp.documents.rendering import as_docx, as_pdf
from webapp.documents.rendering.sample import sample

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


MADE, IMAGES, SEAL = content()
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


def varied(at: int, whose: str) -> Content:
    return cast(Content, dict(MADE) | {"facts": [f"{whose}{at}：{fact}" for fact in MADE["facts"]]})


def docx_ratio() -> dict[str, Any]:
    """docx() against docxtpl filling and saving the same template with the same words and pictures."""

    def prepare(at: int) -> tuple[Any, Any]:
        paper = DocxTemplate(io.BytesIO(as_docx.built_in("report")))
        return paper, as_docx.filled(paper, varied(at, "甲"), "1", CHECK, IMAGES, SEAL)

    def bare(ready: tuple[Any, Any]) -> None:
        paper, words = ready
        paper.render(words, as_docx.sandbox(), autoescape=True)
        paper.save(io.BytesIO())

    ours = seconds(lambda at: varied(at, "乙"), lambda made: as_docx.docx_now(made, "1", CHECK, IMAGES, SEAL))
    return _line("docx_ratio", ours, seconds(prepare, bare), "docxtpl")


def pdf_ratio() -> dict[str, Any]:
    """pdf() against typst setting the same files, which lie there already."""
    found = fonts.faces().found
    with TemporaryDirectory() as folder:

        def prepare(at: int) -> Path:
            place = Path(folder) / str(at)
            place.mkdir()
            for name, data in as_pdf.files_of(varied(at, "甲"), "1", CHECK, IMAGES, SEAL).items():
                (place / name).write_bytes(data)
            return place

        def bare(place: Path) -> None:
            typst.compile(
                place / "main.typ", root=place, format="pdf", font_paths=found, pdf_standards="a-2b"
            )

        ours = seconds(
            lambda at: varied(at, "乙"), lambda made: as_pdf.pdf_now(made, "1", CHECK, IMAGES, SEAL)
        )
        return _line("pdf_ratio", ours, seconds(prepare, bare), "typst")


def _line(name: str, ours: float, bare: float, library: str) -> dict[str, Any]:
    beside = (
        f"{ours * 1000:.0f} ms beside {bare * 1000:.0f} ms of {library} alone, {ITEMS} items, {PHOTOS} photos"
    )
    return {"name": name, "value": round(ours / bare, 3), "unit": "ratio", "aim": AIM, "beside": beside}


def main() -> None:
    for measure in (docx_ratio, pdf_ratio):
        sys.stdout.write(json.dumps(measure(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
