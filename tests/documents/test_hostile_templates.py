"""DOCX templates that mean harm however it is written: judged on the parsed tree, by what is allowed."""

import io
import re
import zipfile

import pytest
from docx import Document

from tests.documents.test_templates import changed, zipped
from webapp.documents.rendering import allowed, hostile
from webapp.documents.rendering.as_docx import built_in
from webapp.documents.rendering.checking import check_now
from webapp.documents.rendering.hostile import refused

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
MAIL = '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:connectString w:val="Provider=X;Data Source=\\\\h\\s"/></w:mailMerge>'


def read(name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(built_in("order"))) as archive:
        return archive.read(name).decode()


def body(xml: str, encoding: str = "UTF-8") -> bytes:
    """The built-in template with this at the end of its text."""
    text = read().replace("<w:sectPr", xml + "<w:sectPr", 1)
    if encoding != "UTF-8":
        text = text.replace("UTF-8", encoding, 1)
    return zipped({"word/document.xml": text.encode(encoding)})


def setting(xml: str) -> bytes:
    return zipped(
        {
            "word/settings.xml": re.sub(
                r"(<w:settings[^>]*>)", r"\1" + xml.replace("\\", r"\\"), read("word/settings.xml"), count=1
            ).encode()
        }
    )


def run(*parts: str) -> str:
    return "<w:p>" + "".join(f"<w:r>{part}</w:r>" for part in parts) + "</w:p>"


def char(kind: str) -> str:
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def instr(text: str) -> str:
    return f"<w:instrText>{text}</w:instrText>"


def whole(*parts: str) -> str:
    return run(char("begin"), *parts, char("separate"), "<w:t>x</w:t>", char("end"))


FIELDS = {
    "single quotes": '<w:p><w:fldSimple w:instr=\'DDEAUTO c:\\\\cmd.exe "/k"\'/></w:p>',
    "another prefix": f'<z:p xmlns:z="{W}"><z:r><z:instrText>DDEAUTO x</z:instrText></z:r></z:p>',
    "no prefix": f'<p xmlns="{W}"><r><instrText>DDEAUTO x</instrText></r></p>',
    "the strict namespace": f'<z:p xmlns:z="{STRICT}"><z:r><z:instrText>DDEAUTO x</z:instrText></z:r></z:p>',
    "a character reference": whole(instr("&#68;DEAUTO x")),
    "a reference in an attribute": '<w:p><w:fldSimple w:instr="&#x44;DEAUTO x"/></w:p>',
    "CDATA": whole("<w:instrText>D<![CDATA[DE]]>AUTO x</w:instrText>"),
    "a comment within": whole("<w:instrText>D<!-- -->DEAUTO x</w:instrText>"),
    "in pieces": whole(instr("D"), instr("DE"), instr("AUTO x")),
    "over paragraphs": run(char("begin"), instr("DDE")) + run(instr("AUTO x"), char("end")),
    "in an ordinary text": whole("<w:t>DDEAUTO x</w:t>"),
    "deleted text": whole("<w:delInstrText>DDEAUTO x</w:delInstrText>"),
    "a picture": whole(instr("INCLUDEPICTURE 'http://evil.example/x.png'")),
    "a picture by fldSimple": "<w:p><w:fldSimple w:instr=\"INCLUDEPICTURE 'http://evil.example'\"/></w:p>",
    "lower case": whole(instr(" includetext x")),
    "a name made by another field": whole(char("begin"), instr("QUOTE 68 68 69"), char("end"), instr(" x")),
    "within a harmless one": whole(instr("PAGE "), char("begin"), instr("DDE x y"), char("end")),
    "without an end": run(char("begin"), instr("DDEAUTO x")),
    "without a beginning": run(instr("DDEAUTO x")),
    "made by a placeholder": whole(instr("{{ title }} x")),
    "cut out by a placeholder": whole("<w:t>{%r if x %}</w:t>", instr("PAGE"), "<w:t>{%r endif %}</w:t>", instr("DDE")),
    "a symbol for a letter": whole('<w:sym w:char="0044"/>', instr("DEAUTO x")),
    "a name nobody knows": whole(instr("FETCHALL x")),
    "asking": whole(instr("FILLIN x")),
    "a link": whole(instr('HYPERLINK "http://evil.example"')),
    "a link by a mark": whole(instr('HYPERLINK "http://evil.example" \\l "x"')),
}  # fmt: skip
OTHERS = {
    "mail merge": lambda: setting(MAIL),
    "a picture of VML": lambda: body(f'<w:p><w:r><w:pict {VML}><v:shape><v:imagedata src="http://e.example/x"/></v:shape></w:pict></w:r></w:p>'),
    "its single quotes": lambda: body(f"<w:p><w:r><w:pict {VML}><v:shape><v:fill src='\\\\h\\s\\x.png'/></v:shape></w:pict></w:r></w:p>"),
    "a link of VML": lambda: body(f'<w:p><w:r><w:pict {VML}><v:shape href="x.docx"/></w:pict></w:r></w:p>'),
    "an object of VML": lambda: body(f'<w:p><w:r><w:object {VML}><o:OLEObject Type="Link" ProgID="Word"/></w:object></w:r></w:p>'),
    "an attribute with an address": lambda: body(f'<w:p><w:r><w:pict {VML}><v:shape o:gfxdata="file:///etc/x"/></w:pict></w:r></w:p>'),
    "another document": lambda: body('<w:altChunk r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'),
    "an unknown namespace": lambda: body('<x:thing xmlns:x="http://evil.example/ns"/>'),
    "an attached template": lambda: setting('<w:attachedTemplate w:val="x"/>'),
    "frames": lambda: zipped({"word/webSettings.xml": f'<w:webSettings xmlns:w="{W}"><w:frameset><w:frame><w:sourceFileName/></w:frame></w:frameset></w:webSettings>'.encode()}),
    "a part with another ending": lambda: zipped({"word/evil.dat": b"<a/>"}),
    "a name twice but for its case": lambda: zipped({"word/Document.xml": read().encode()}),
    "a picture that is a document": lambda: zipped({"[Content_Types].xml": read("[Content_Types].xml").replace("</Types>", f'<Override PartName="/word/x.png" ContentType="{hostile.MAIN}"/></Types>').encode(), "word/x.png": read().encode()}),
    "a relation nobody knows": lambda: zipped({"word/_rels/document.xml.rels": read("word/_rels/document.xml.rels").replace("</Relationships>", '<Relationship Id="r9" Type="http://x/attachedTemplate" Target="x.xml"/></Relationships>').encode()}),
    "an address that calls itself internal": lambda: zipped({"word/_rels/document.xml.rels": read("word/_rels/document.xml.rels").replace("</Relationships>", '<Relationship Id="r9" Type="http://x/image" Target="http://evil.example/x.png"/></Relationships>').encode()}),
}  # fmt: skip


@pytest.mark.parametrize("what", list(FIELDS))
def test_fields_that_fetch_are_refused_however_they_are_written(what):
    assert refused(body(FIELDS[what])) == hostile.FIELDS


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-32", "UTF-7", "UTF-16BE", "GBK"])
def test_a_part_in_another_encoding_is_refused(encoding):
    assert refused(body(FIELDS["single quotes"], encoding)) in {hostile.ENCODING, hostile.NO_DOCX}


@pytest.mark.parametrize("what", list(OTHERS))
def test_everything_else_that_fetches_or_hides_is_refused_in_words(what):
    assert re.search("[一-龥].*[没不]", refused(OTHERS[what]()))


def test_the_words_name_what_is_not_allowed():
    assert "邮件合并" in refused(setting(MAIL))
    assert "frameset" in refused(OTHERS["frames"]())


@pytest.mark.parametrize(
    "xml",
    [
        whole(instr(" PAGE  \\* MERGEFORMAT ")),
        whole(instr(" num"), instr("pages ")),
        '<w:p><w:fldSimple w:instr=" NUMPAGES "/></w:p>',
        whole(instr('TOC \\o "1-3" \\h \\z \\u')) + whole(instr('HYPERLINK \\l "_Toc1"')),
        whole(instr(' TIME \\@ "yyyy年M月d日" ')),
        whole(instr("= "), char("begin"), instr("PAGE"), char("separate"), "<w:t>1</w:t>", char("end"), instr(" + 1")),
        run(char("begin"), char("separate"), char("end")),
        f'<w:p><w:r><w:pict {VML}><v:shapetype id="t" o:spt="75"><v:stroke joinstyle="miter"/></v:shapetype></w:pict></w:r></w:p>',
        '<w:sdt><w:sdtPr><w:alias w:val="单位"/><w:tag w:val="a"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>',
        '<w:p><w:ins w:id="1" w:author="甲"><w:r><w:t>改</w:t></w:r></w:ins><w:bookmarkStart w:id="2" w:name="_GoBack"/><w:bookmarkEnd w:id="2"/></w:p>',
    ],
)  # fmt: skip
def test_what_papers_have_is_taken(xml):
    assert refused(body(xml)) == ""
    assert check_now("order", body(xml))["error"] is None


def test_what_office_programs_write_beside_the_paper_is_taken():
    wps = '<s:customData xmlns:s="http://www.wps.cn/officeDocument/2013/wpsCustomData"><customSectProps/></s:customData>'
    own = Document(io.BytesIO(changed("order", add="另加一段")))
    own.core_properties.comments = "见 http://example.org"
    target = io.BytesIO()
    own.save(target)
    assert refused(zipped({"customXml/item2.xml": wps.encode()}, target.getvalue())) == ""
    slanted = wps.replace("<customSectProps/>", "<s:diagonals><s:diagonal/></s:diagonals>")
    assert refused(body(slanted)) == ""


def test_the_lists_name_nothing_that_fetches():
    fetching = {
        "DDE",
        "DDEAUTO",
        "INCLUDETEXT",
        "INCLUDEPICTURE",
        "DATABASE",
        "LINK",
        "IMPORT",
        "MACROBUTTON",
        "QUOTE",
        "RD",
    }
    assert not fetching & allowed.FIELDS
    hidden = {
        "mailMerge",
        "altChunk",
        "object",
        "control",
        "attachedTemplate",
        "subDoc",
        "frameset",
        "movie",
        "connectString",
    }
    assert not hidden & allowed.WORDS
