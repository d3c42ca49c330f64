"""PDFs of every kind, opened and looked at."""

import asyncio
import threading
from pathlib import Path

import pytest
import typst

from tests.documents import papers, sight
from webapp import fonts
from webapp.documents import kinds
from webapp.documents.rendering import context, pdf
from webapp.documents.rendering import pictures as making
from webapp.documents.rendering.as_pdf import pdf_now
from webapp.errors import Invalid, Unavailable


def made(folder: Path, kind: str, number: str | None = papers.NUMBER, **changes) -> Path:
    data = pdf_now(papers.content(kind, **changes), number, papers.CHECK, papers.pictures(), papers.seal())
    path = folder / f"{kind}.pdf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_each_kind_says_all_and_numbers_its_pages(tmp_path, kind):
    path = made(tmp_path, kind)
    found = sight.text(path)
    whole = "".join("".join(found).split())
    for words in (papers.TITLES[kind], papers.BUREAU["name"], papers.ENTERPRISE["name"], papers.NUMBER):
        assert words in whole
    for at, page in enumerate(found, 1):
        assert f"第{at}页共{len(found)}页" in "".join(page.split())
        assert papers.NUMBER in "".join(page.split())


@pytest.mark.parametrize(
    ("kind", "words", "bold"),
    [("report", papers.ENTERPRISE["name"], False), ("order", papers.BUREAU["name"], True)],
)
def test_glyphs_are_those_of_the_words(tmp_path, kind, words, bold):
    path = made(tmp_path, kind)
    (page, box), *_ = sight.where(path, words)
    alphabet = "".join(dict.fromkeys(papers.ENTERPRISE["name"] + papers.BUREAU["name"] + "现场检查监督意见□"))
    assert sight.read(sight.pages(path)[page].crop(box), len(words), alphabet, bold) == words


def test_signatures_stand_on_each_page_of_a_record(tmp_path):
    path = made(tmp_path, "record", facts=[f"第{at}处：" + papers.FACTS[0] for at in range(40)])
    bare = tmp_path / "bare"
    bare.mkdir()
    empty = made(bare, "record", facts=[f"第{at}处：" + papers.FACTS[0] for at in range(40)], signed=False)
    signed, unsigned = sight.pages(path), sight.pages(empty)
    assert len(signed) >= 2

    def ink(image) -> int:
        foot = image.crop((0, round(image.height * 0.9), round(image.width * 0.75), image.height))
        return sum(count for value, count in enumerate(foot.histogram()) if value < 128)

    for one, other in zip(signed, unsigned, strict=True):
        assert ink(one) > ink(other) + 400


def test_without_number_it_waits_for_one(tmp_path):
    assert context.UNNUMBERED in sight.text(made(tmp_path, "advice", number=None))[0]


def test_words_are_never_markup(tmp_path):
    hostile = '#sys.inputs *粗* _斜_ $x^2$ = 标题 #image("/etc/passwd") <a> @b \\ `c` {{ 7*7 }} {% raw %}'
    path = made(tmp_path, "order", paragraphs=[hostile], findings=[papers.FINDINGS[0] | {"fact": hostile}])
    whole = "".join("".join(sight.text(path)).split())
    assert whole.count("".join(hostile.split())) == 2


def test_control_characters_and_lines(tmp_path):
    path = made(tmp_path, "record", facts=["第一行\r\n第二行\x00\x07\ud800"])
    assert "第一行" in sight.text(path)[0] and "第二行" in sight.text(path)[0]


def test_the_same_content_gives_the_same_bytes(tmp_path):
    assert made(tmp_path, "closure").read_bytes() == made(tmp_path, "closure").read_bytes()


def test_photos_stand_upright_two_to_a_row(tmp_path):
    wide, tall = making.photo(papers.photos()[1]), making.photo(papers.photos()[3])
    assert wide.width > wide.height and tall.height > tall.width
    page = "".join("".join(sight.text(made(tmp_path, "report"))).split())
    assert "照片4喷漆工位，喷漆车间，2026年11月20日9时52分，张伟拍摄" in page
    assert papers.sha(papers.photos()[0])[:32] in page


def test_a_missing_photo_leaves_its_place(tmp_path):
    content = papers.content("report")
    data = pdf_now(content, papers.NUMBER, papers.CHECK, {})
    (tmp_path / "report.pdf").write_bytes(data)
    assert "照片缺失" in sight.text(tmp_path / "report.pdf")[-1]


def test_a_seal_must_be_a_picture():
    with pytest.raises(Invalid):
        pdf_now(papers.content("order"), papers.NUMBER, None, {}, b"no picture")


def test_fonts_without_chinese_are_refused_in_words(monkeypatch):
    bare = fonts.look(typst.Fonts(include_system_fonts=False, include_embedded_fonts=True))
    assert not bare.chinese
    monkeypatch.setattr(fonts, "faces", lambda: bare)
    assert not fonts.can_pdf() and "DOCX" in fonts.why_no_pdf()
    with pytest.raises(Unavailable, match="方框"):
        pdf_now(papers.content("order"), None, None, {})


def test_the_font_that_npm_brings_is_enough():
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts.FONTS)])
    found = fonts.look(ours)
    assert found.chinese and found.body == ("Noto Sans SC",)


async def test_the_loop_goes_on_while_pages_are_laid_out(monkeypatch):
    threads = []
    real = typst.compile
    monkeypatch.setattr(
        typst, "compile", lambda *a, **k: threads.append(threading.current_thread()) or real(*a, **k)
    )
    both = await asyncio.gather(
        *(pdf(papers.content(kind), papers.NUMBER, papers.CHECK, {}) for kind in ("order", "advice"))
    )
    assert all(one.startswith(b"%PDF") for one in both)
    assert threading.main_thread() not in threads


def test_a_photo_cut_off_is_left_out_and_the_rest_stands(tmp_path):
    whole = papers.photos()[0]
    torn = papers.pictures()
    torn[papers.sha(whole)] = whole[: len(whole) // 2]
    (tmp_path / "report.pdf").write_bytes(pdf_now(papers.content("report"), None, None, torn))
    assert sum(page.count("照片缺失") for page in sight.text(tmp_path / "report.pdf")) == 1
