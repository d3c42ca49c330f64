"""Runs without a break stay on the paper, whole: readings, digits, dots, in every place of every kind."""

import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.documents import papers, sight
from webapp.documents import kinds
from webapp.documents.rendering.as_pdf import pdf_now
from webapp.documents.writing.content import Content

LEFT, RIGHT = 26, 24  # margins in templates/documents/typst/base.typ, in mm
READINGS = ",".join(f"{12 + at / 10:.1f}" for at in range(30))
HALF = tuple("（）《》，。：；、．")
RUNS = {
    "readings": READINGS,
    "wide letters": "W" * 60,
    "others": "\n".join(
        (
            "".join(str(at % 10) for at in range(120)),
            "." * 150,
            "…" * 150,
            "。" * 150,
            "（" * 60 + "）" * 60,
            "\u00a0".join("甲乙丙丁戊己庚辛" * 8),
            "\u2060".join("甲乙丙丁戊己庚辛" * 8),
        )
    ),
}


def words(path: Path) -> list[tuple[float, float, float, str]]:
    """(left, right, width of the page, text) of every word, without the empty half of brackets and stops at its ends:
    typst trims it where a line begins or ends, poppler tells of the whole box.
    """
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True)
    tag = "{http://www.w3.org/1999/xhtml}"
    found = []
    for page in ET.fromstring(done.stdout).iter(f"{tag}page"):
        for one in page.iter(f"{tag}word"):
            text, (left, right, top, foot) = (
                one.text or "",
                (float(one.get(name, "")) for name in ("xMin", "xMax", "yMin", "yMax")),
            )
            half = (foot - top) / 2
            left += half if text[:1] in HALF else 0
            right -= half if text[-1:] in HALF else 0
            found.append((left, right, float(page.get("width", "")), text))
    return found


def filled(kind: str, run: str) -> Content:
    """A content of this kind in which every text of people is the run; names and titles as much as forms take."""

    def each(value, name=""):
        if isinstance(value, dict):
            return {one: each(part, one) for one, part in value.items()}
        if isinstance(value, list):
            return [each(part, name) for part in value]
        fixed = ("kind", "hash", "image", "role", "at", "due", "issued", "when", "started", "ended")
        if not isinstance(value, str) or not value or name in fixed:
            return value
        return run[:40] if name in ("name", "title", "badge", "phone", "credit_code", "serial") else run

    return each(papers.content(kind))


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("kind", kinds.KINDS)
def test_nothing_leaves_the_paper_and_nothing_is_lost(tmp_path, kind, run):
    content = filled(kind, RUNS[run])
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_now(content, papers.NUMBER, papers.CHECK, papers.pictures(), papers.seal()))
    found = words(path)
    outside = [
        (left, right, text)
        for left, right, width, text in found
        if text.strip() and (left < LEFT / 25.4 * 72 - 2 or right > width - RIGHT / 25.4 * 72 + 2)
    ]
    assert not outside
    inked = "".join(re.sub(r"[\s\u200b\u2060]", "", text) for *_, text in found)
    wanted = re.sub(r"[\s\u2060]", "", RUNS[run])
    assert len(inked) > len(wanted)
    assert sum(inked.count(one) for one in set(wanted)) >= len(wanted)


@pytest.mark.parametrize("kind", ["record", "report"])
def test_every_reading_is_read_in_its_order(tmp_path, kind):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_now(papers.content(kind, facts=[READINGS]), None, None, papers.pictures()))
    assert READINGS in re.sub(r"[\s\u200b]", "", "".join(sight.text(path)))
