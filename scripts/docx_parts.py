"""What python-docx does not say by itself: fonts for Chinese, rules, fields, widths."""

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

BODY, TITLE = "仿宋", "宋体"


def without_thumbnail(data: bytes) -> bytes:
    tree = etree.fromstring(data)
    for one in list(tree):
        if "thumbnail" in one.get("Type", ""):
            tree.remove(one)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def set_face(thing: Any, face: str) -> None:
    thing.font.name = "Times New Roman"
    fonts = thing.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    thing.element.get_or_add_rPr().append(language)


def write(
    paragraph: Any, words: str, size: float = 12, bold: bool = False, face: str = BODY, color: Any = None
) -> None:
    # docxtpl begins a run without a size after a picture; in a run of its own a picture takes no words with it.
    for part in filter(None, re.split(r"(\{\{ one\.(?:small|mark) \}\})", words)):
        run = paragraph.add_run(part)
        run.font.size, run.font.bold = Pt(size), bold
        set_face(run, face)
        if color is not None:
            run.font.color.rgb = color


def field(paragraph: Any, name: str) -> None:
    for kind in ("begin", name, "end"):
        run = paragraph.add_run()
        run.font.size = Pt(9)
        if kind == name:
            text = OxmlElement("w:instrText")
            text.text = name
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def line_below(paragraph: Any, color: str, eighths: int) -> None:
    border = OxmlElement("w:pBdr")
    border.append(ruled("bottom", color, eighths))
    paragraph._p.get_or_add_pPr().append(border)


def line_above(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    borders.append(ruled("top", "000000", 4))
    table._tbl.tblPr.append(borders)


def ruled(side: str, color: str, eighths: int) -> Any:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    return line


def set_widths(table: Any, widths: tuple[int, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
