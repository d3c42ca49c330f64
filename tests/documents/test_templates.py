"""Templates that bureaus upload: what is missing, what is unknown, and files that mean harm."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml import OxmlElement

from webapp.documents import kinds
from webapp.documents.rendering import checking, hostile
from webapp.documents.rendering.as_docx import built_in
from webapp.documents.rendering.checking import check_now, check_template
from webapp.documents.rendering.naming import flat
from webapp.settings import PROJECT


def changed(kind: str = "order", add: str = "", drop: str = "") -> bytes:
    """The built-in template with a paragraph more, or without those that say `drop`."""
    own = Document(io.BytesIO(built_in(kind)))
    for one in list(own.paragraphs):
        if drop and drop in one.text:
            one._p.getparent().remove(one._p)
    if add:
        own.add_paragraph(add)
    target = io.BytesIO()
    own.save(target)
    return target.getvalue()


def zipped(changes: dict[str, bytes], source: bytes | None = None) -> bytes:
    """The built-in template with these parts put in."""
    target = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(source or built_in("order")))
    with old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, data in changes.items():
            new.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_the_built_in_ones_pass(kind):
    assert check_now(kind, built_in(kind)) == {"missing": [], "unknown": [], "error": None}


def test_missing_and_unknown_are_listed():
    verdict = check_now("order", changed(add="{{ enterprise.nam }} {{ 公章 }}", drop="{{ rights }}"))
    assert verdict == {"missing": ["rights"], "unknown": ["enterprise.nam", "公章"], "error": None}
    verdict = check_now(
        "order", changed(add="{% for one in findings %}{{ one.colour }}{% endfor %}{{ findings.no }}")
    )
    assert verdict["unknown"] == ["one.colour", "findings.no"]


@pytest.mark.parametrize(
    "words",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__class__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ range(10) }}",
        "{{ title * 1000000000 }}",
        "{{ title|attr('x') }}",
        "{{ findings[0] }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% macro x() %}{% endmacro %}",
        "{% for a in 'xx' %}{% endfor %}",
        "{% for a in facts %}{% for b in facts %}{% for c in facts %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ title",
        "{% if title %}",
    ],
)
def test_what_a_template_may_not_do(words):
    verdict = check_now("order", changed(add=words))
    assert verdict["error"] or verdict["unknown"]


def test_injection_in_footer_and_properties():
    own = Document(io.BytesIO(built_in("order")))
    own.sections[0].footer.add_paragraph("{{ self.__init__ }}")
    target = io.BytesIO()
    own.save(target)
    assert check_now("order", target.getvalue())["unknown"]
    own = Document(io.BytesIO(built_in("order")))
    own.core_properties.comments = "{{ ''.__class__ }}"
    target = io.BytesIO()
    own.save(target)
    assert check_now("order", target.getvalue())["error"]


def relation(kind: str, target: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(built_in("order"))) as archive:
        rels = archive.read("word/_rels/document.xml.rels").decode()
    more = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return zipped({"word/_rels/document.xml.rels": rels.replace("</Relationships>", more).encode()})


def field(instruction: str) -> bytes:
    own = Document(io.BytesIO(built_in("order")))
    run = own.add_paragraph().add_run()
    text = OxmlElement("w:instrText")
    text.text = instruction
    run._r.append(text)
    target = io.BytesIO()
    own.save(target)
    return target.getvalue()


DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"", hostile.NO_DOCX),
        (lambda: b"%PDF-1.7", hostile.NO_DOCX),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(500), hostile.NO_DOCX),
        (lambda: built_in("order")[:2000], hostile.DAMAGED),
        (lambda: zipped({"../../etc/passwd": b"x"}), hostile.NAMES),
        (lambda: zipped({"WORD/Document.xml": b"<a/>"}), hostile.NAMES),
        (lambda: bytes(hostile.MOST_BYTES + 1), hostile.TOO_LARGE),
        (lambda: zipped({"word/media/x.png": bytes(hostile.MOST_UNPACKED)}), hostile.BOMB),
        (lambda: zipped({"word/extra.xml": b"<a>" + b" " * hostile.MOST_XML + b"</a>"}), hostile.BOMB),
        (lambda: zipped({f"word/{at}.bin": b"" for at in range(400)}), hostile.BOMB),
        (lambda: changed(add="{{ title }}" * 2000), hostile.BOMB),
        (lambda: zipped({"word/vbaProject.bin": b"x"}), hostile.MACROS),
        (lambda: zipped({"word/embeddings/oleObject1.bin": b"x"}), hostile.MACROS),
        (lambda: relation("attachedTemplate", "https://evil.example/t.dotm"), hostile.OUTSIDE),
        (lambda: relation("image", "file:///etc/passwd"), hostile.OUTSIDE),
        (lambda: zipped({"word/extra.xml": DTD}), hostile.ENTITIES),
        (lambda: field(' INCLUDETEXT "C:\\\\x.txt" '), hostile.FIELDS),
        (lambda: field(' DDEAUTO c:\\\\cmd.exe "/k calc" '), hostile.FIELDS),
    ],
)
def test_files_that_mean_harm_are_refused_in_words(make, reason):
    assert check_now("order", make()) == {"missing": [], "unknown": [], "error": reason}


def test_page_numbers_are_fields_too():
    assert hostile.refused(field(" PAGE ")) == ""


async def test_the_check_runs_apart_and_is_given_up(monkeypatch):
    assert (await check_template("order", changed(drop="{{ rights }}")))["missing"] == ["rights"]
    monkeypatch.setattr(checking, "LOOK", replace(checking.LOOK, seconds=0))
    assert (await check_template("order", built_in("order")))["error"] == checking.TOO_SLOW


def test_the_documentation_names_every_placeholder():
    written = (PROJECT / "docs" / "documents.md").read_text(encoding="utf-8")
    for name, _ in flat():
        assert f"`{name}`" in written, name
