"""Every text that a form accepts comes out on paper: itself where a font draws it, else something visible in its place."""

import re
import subprocess
import unicodedata

import pytest
import typst
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.documents import papers, sight
from webapp import drawable, fonts
from webapp.documents.rendering.as_pdf import pdf_now
from webapp.documents.writing.characters import unshown
from webapp.glyphs import clusters, legible
from webapp.web.text import clean

HARD = [
    "✅", "❌", "👍", "👷🏽‍♀️", "🔥", "☐", "1️⃣", "𪨊", "𮧵", "𠀀", "\uf0fc", "\ue123", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "ꆈꌠꉙ", "ภาษาไทย",
    "🇨🇳", "中\u0f72", "葛\U000e0101", "A\u202eB", "\U0010ffff", "\ufdd0", "\u0378", "e\u0301", "हिन्दी", "العربية",
]  # fmt: skip
DRAWN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(clean)


def bare() -> fonts.Faces:
    """The fonts of a server on which nobody has installed any."""
    return fonts.look(
        typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts.FONTS)])
    )


def flat(text: str) -> str:
    """What is to be read of a text, whatever its lines, blanks, joiners and forms: poppler has its own of Arabic."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        one
        for one in text
        if unicodedata.category(one)[0] not in "ZC" and unicodedata.category(one)[0] != "M"
    )


@pytest.fixture
def without(monkeypatch):
    found = bare()
    monkeypatch.setattr(fonts, "faces", lambda: found)


def printed(path, **changes) -> str:
    path.write_bytes(pdf_now(papers.content("record", signed=False, **changes), papers.NUMBER, None, {}))
    return flat("".join(sight.text(path)))


@pytest.mark.parametrize("hard", HARD)
def test_what_few_fonts_know_comes_out(tmp_path, hard):
    said = legible(clean(hard))
    text = printed(tmp_path / "paper.pdf", facts=[f"始{hard}终"])
    assert flat(drawable.drawable(f"始{said}终")) in text


def test_the_same_without_any_font_but_ours(tmp_path, without):
    text = printed(tmp_path / "paper.pdf", facts=[f"始{one}终" for one in HARD])
    for one in HARD:
        assert flat(drawable.drawable(f"始{legible(one)}终")) in text
    for sign, stand_in in {
        "👍": "〔U+1F44D〕",
        "1️⃣": "〔1〕",
        "\uf0fc": "✓",
        "𠀀": "〔U+20000〕",
        "\ue123": "〔U+E123〕",
    }.items():
        assert drawable.drawable(sign) == stand_in
    assert drawable.drawable("👷🏽‍♀️") == "〔U+1F477 U+1F3FD U+2640〕"
    assert drawable.drawable("硕文有限公司（12.5mg/m³，≤85dB(A)）") == "硕文有限公司（12.5mg/m³，≤85dB(A)）"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DRAWN)
@example("👷🏽‍♀️" * 3)
@example("\u200d\ufe0f\u20e3")
@example("\u0f72\u0f72")
@example("ก\u0e33\u0e33")
def test_any_text_that_a_form_accepts_is_printed(tmp_path, text):
    text = clean(text)
    whole = printed(tmp_path / "paper.pdf", facts=[f"始{text}终", "后来。"])
    assert "后来。" in whole
    for one in clusters(legible(text)):
        shown = flat(drawable.drawable(one))
        if one.isascii() or "〔U+" in shown:  # letters of right-to-left scripts come in another order
            assert shown in whole


def test_what_fails_only_together_still_comes_out(tmp_path, monkeypatch):
    monkeypatch.setattr("webapp.documents.rendering.as_pdf.all_drawable", lambda value: value)
    assert "〔U+1F44D〕" in printed(tmp_path / "paper.pdf", facts=["始👍终"])
    monkeypatch.setattr("webapp.documents.rendering.as_pdf.plainly", lambda value: value)
    path = tmp_path / "boxes.pdf"
    assert "始" in printed(path, facts=["始👍终"])
    assert "PDF" in subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout


def test_the_warning_names_the_character_and_its_place(without):
    content = papers.content("order", facts=["甲", "乙👍", "丙"])
    content["enterprise"] = {**content["enterprise"], "name": "𠀀记石料"}
    content["findings"] = [content["findings"][0], {**content["findings"][1], "fact": "告知卡\uf0fc缺失"}]
    said = unshown(content)
    assert len(said) == 3
    assert "“𠀀”（U+20000）" in said[0] and "用人单位名称" in said[0]
    assert any("“👍”（U+1F44D）" in one and "现场所见第 2 条" in one for one in said)
    assert any("U+F0FC→“✓”" in one and "第 2 个问题的事实" in one for one in said)
    assert unshown(papers.content("order")) == []


def test_substitutes_stay_readable():
    assert re.fullmatch(r"〔U\+[0-9A-F]{4,6}( U\+[0-9A-F]{4,6})*〕", drawable.drawable("\U0010ffff"))
