"""The words on the paper, and the sheet in HTML."""

import pytest

from tests.documents import papers
from webapp.documents import kinds
from webapp.documents.rendering import context, view
from webapp.web.shown.qr import qr_svg
from webapp.web.templates import environment


def sheet(content, number=papers.NUMBER, seal=None) -> str:
    paper = view(content, number, papers.CHECK, lambda key: f"/p/{key[:8]}")
    template = environment().get_template("documents/_paper.html")
    return template.render(paper=paper, qr=qr_svg(papers.CHECK), seal=seal, demo=False)


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_each_kind_as_html(kind):
    html = sheet(papers.content(kind), seal="/seal")
    for words in (
        papers.TITLES[kind],
        papers.BUREAU["name"],
        papers.ENTERPRISE["name"],
        papers.NUMBER,
        papers.CHECK,
    ):
        assert words in html
    assert ('src="/seal"' in html) == (kind != "record")
    assert "style=" not in html


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_an_empty_document_stands_too(kind):
    words = dict.fromkeys(papers.ENTERPRISE, "")
    visit = papers.VISIT | {
        "started": "",
        "ended": "",
        "inspectors": [],
        "companion": "",
        "companion_post": "",
    }
    bare = papers.content(
        kind, signed=False, pictured=False, enterprise=words, visit=visit, facts=[], findings=[], paragraphs=[],
        measures=[], basis=[], papers=[], statement="", rights="", warning=False,
    )  # fmt: skip
    html = sheet(bare, number=None)
    assert context.UNNUMBERED in html and "None" not in html


def test_words_are_escaped():
    html = sheet(papers.content("order", paragraphs=["<script>alert(1)</script>"]))
    assert "<script" not in html and "&lt;script&gt;" in html


def test_moments_as_papers_write_them():
    made = view(papers.content("record"), None, None, lambda key: None)
    assert made["visit"]["period"] == "2026年11月20日9时30分至11时20分"
    assert made["visit"]["inspectors_full"] == "张伟（执法证号皖R0102001）、李敏（执法证号皖R0102002）"
    later = papers.VISIT | {"ended": "2026-11-21 01:05"}
    made = view(papers.content("record", visit=later), None, None, lambda key: None)
    assert made["visit"]["period"] == "2026年11月20日9时30分至2026年11月21日1时05分"


def test_what_was_not_told_is_not_claimed():
    visit = papers.VISIT | {"badge_shown": False, "avoidance_told": False}
    html = sheet(papers.content("record", visit=visit))
    assert context.BADGE not in html and context.AVOIDANCE not in html and context.NO_BADGE in html


def test_a_refusal_says_why_and_who_saw_it():
    refusal = {"role": "recipient", "name": "刘芳", "at": "2026-11-20 11:25", "image": None}
    seen = view(
        papers.content("order", signatures=[refusal | {"refused": "不认可检查结论", "witness": "王村长"}]),
        None, None, lambda key: None,
    )  # fmt: skip
    assert seen["signatures"][0]["refusal"] == "拒绝签名，理由：不认可检查结论。见证人：王村长。"
    html = sheet(papers.content("order", signatures=[refusal | {"refused": "不认可", "witness": None}]))
    assert "刘芳（拒签）" in html and "拍照" in html


def test_only_several_facts_are_counted():
    facts = ["现场所见如下：", "甲", "乙"]
    rows = view(papers.content("record", facts=facts), None, None, lambda key: None)["fact_lines"]
    assert [row["no"] for row in rows] == ["", "1．", "2．"]
    rows = view(papers.content("record", facts=["甲"]), None, None, lambda key: None)["fact_lines"]
    assert [row["no"] for row in rows] == [""]
