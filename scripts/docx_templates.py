"""Write the built-in DOCX templates of all documents: python -m scripts.docx_templates

The files are committed, so that they can be opened, reviewed and taken as a start by a bureau that wants its own.
docs/documents.md explains the placeholders.
"""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt, RGBColor

from scripts.docx_parts import (
    BODY,
    TITLE,
    field,
    line_above,
    line_below,
    set_face,
    set_widths,
    without_thumbnail,
    write,
)

FOLDER = Path(__file__).resolve().parent.parent / "webapp" / "documents" / "rendering" / "templates"
DAY = datetime(2026, 11, 22)  # noqa: DTZ001 - Word's times have no zone
RED = RGBColor(0xC8, 0x10, 0x2E)
WIDTH = 160


class Paper:
    """One template while it is written."""

    def __init__(self, title: str, red: bool, each_page: bool = False) -> None:
        self.docx = Document()
        self.docx.core_properties.title = title
        self.docx.core_properties.author = "码上职卫"
        self.docx.core_properties.created = self.docx.core_properties.modified = DAY
        self.docx.core_properties.comments = ""
        style = self.docx.styles["Normal"]
        style.font.size = Pt(12)
        set_face(style, BODY)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.3
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(24), Mm(32)
        section.left_margin, section.right_margin = Mm(26), Mm(24)
        section.footer_distance = Mm(8)
        self._foot(section.footer, each_page)
        self._head(red)

    def _head(self, red: bool) -> None:
        if red:
            made = self.say(
                "{{ bureau.name }}", align=ALIGN.CENTER, size=26, bold=True, face=TITLE, color=RED
            )
            line_below(made, "C8102E", 18)
            self.say("{{ title }}", align=ALIGN.CENTER, size=22, bold=True, face=TITLE, before=10)
        else:
            self.say("{{ bureau.name }}", align=ALIGN.CENTER, size=15, face=TITLE)
            self.say("{{ title }}", align=ALIGN.CENTER, size=22, bold=True, face=TITLE)
        self.say("{{ number }}", align=ALIGN.RIGHT, after=4)

    def _foot(self, footer: Any, each_page: bool) -> None:
        table = footer.add_table(1, 3, Mm(WIDTH))
        set_widths(table, (20, 102, 38))
        line_above(table)
        code, middle, right = table.rows[0].cells
        write(code.paragraphs[0], "{{ check_code }}", 9)
        words = "扫码核验本文书的真伪"
        if each_page:
            words = (
                "被检查单位：{% for one in signed.companion %}{{ one.small }}{% endfor %}"
                "{% if not signed.companion %}＿＿＿＿{% endif %}"
                "　执法人员：{% for one in signed.inspector %}{{ one.small }}{% endfor %}"
                "{% if not signed.inspector %}＿＿＿＿、＿＿＿＿{% endif %}"
            )
        write(middle.paragraphs[0], words, 9)
        write(right.paragraphs[0], "{{ number }}", 9)
        right.paragraphs[0].alignment = ALIGN.RIGHT
        pages = right.add_paragraph()
        pages.alignment = ALIGN.RIGHT
        for part in ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页"):
            field(pages, part) if part.isupper() else write(pages, part, 9)
        for cell in table.rows[0].cells:
            for one in cell.paragraphs:
                one.paragraph_format.line_spacing = 1
            cell.paragraphs[0].paragraph_format.space_before = Pt(4)
        footer.paragraphs[0]._p.getparent().remove(footer.paragraphs[0]._p)
        write(footer.add_paragraph(), "", 2)

    def say(
        self,
        words: str,
        *,
        align: Any = None,
        size: float = 12,
        bold: bool = False,
        face: str = BODY,
        color: Any = None,
        before: float = 0,
        after: float = 0,
        indent: bool = False,
        into: Any = None,
    ) -> Any:
        """A paragraph; `indent` by two characters as text has it."""
        made = (into or self.docx).add_paragraph()
        made.alignment = align
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
        if indent:
            made.paragraph_format.first_line_indent = Pt(size * 2)
        write(made, words, size, bold, face, color)
        return made

    def logic(self, words: str) -> None:
        """A paragraph that docxtpl takes out: {%p … %}."""
        self.say("{%p " + words + " %}")

    def each(self, names: str, words: str, **how: Any) -> None:
        self.logic(f"for one in {names}")
        self.say(words, indent=True, **how)
        self.logic("endfor")

    def given(self, name: str, words: str, **how: Any) -> None:
        """A paragraph that is there when `name` says something."""
        self.logic(f"if {name}")
        self.say(words, **how)
        self.logic("endif")

    def heading(self, words: str) -> None:
        made = self.say(words, bold=True, before=6)
        made.paragraph_format.keep_with_next = True

    def field(self, label: str, words: str) -> None:
        made = self.say(f"{label}：")
        run = made.add_run(words)
        run.font.underline = True

    def enterprise(self, who: str) -> None:
        self.field(who, "{{ enterprise.name }}")
        self.field("统一社会信用代码", "{{ enterprise.credit_code }}")
        self.field("地址", "{{ enterprise.address }}")
        self.field(
            "法定代表人（负责人）",
            "{{ enterprise.legal_person }}　　　　联系电话：{{ enterprise.phone }}",
        )

    def findings(self, due: str = "改正期限", told: bool = True) -> None:
        self.logic("for one in findings")
        self.say(
            "{{ one.no }}．{% if one.item %}（{{ one.item }}）{% endif %}{{ one.fact }}",
            indent=True,
            before=4,
        )
        parts = [("违反条款", "article", ""), ("整改要求", "requirement", "")]
        parts += [("法律后果", "penalty", "")] if told else []
        for label, name, after in [*parts, (due, "due", "前")]:
            self.logic(f"if one.{name}")
            made = self.say(f"{label}：", bold=True)
            made.paragraph_format.left_indent = Pt(24)
            write(made, "{{ one." + name + " }}" + after)
            self.logic("endif")
        self.logic("endfor")

    def lines(self, names: str) -> None:
        self.each(names, "{{ one.no }}{{ one.text }}")

    def signing(self, label: str, *roles: str, into: Any = None) -> None:
        words = f"{label}："
        for role in roles:
            words += (
                "{% for one in signed."
                + role
                + " %}{{ one.mark }}　{% if loop.last %}{{ one.date }}{% endif %}{% endfor %}"
            )
        nobody = " and ".join(f"not signed.{role}" for role in roles)
        words += "{% if " + nobody + " %}＿＿＿＿＿＿＿＿　　　　年　　月　　日{% endif %}"
        if into is None:
            made = self.say(words, before=6)
            made.paragraph_format.keep_with_next = True
        else:
            write(into.paragraphs[0], words)

    def refusals(self) -> None:
        self.logic("for one in signatures")
        self.given("one.refusal", "{{ one.role_label }}{{ one.name }}{{ one.refusal }}", indent=True)
        self.logic("endfor")

    def issuer(self) -> None:
        """The bureau and the day, and behind both the seal."""
        table = self.docx.add_table(1, 2)
        set_widths(table, (76, 84))
        cell = table.rows[0].cells[1]
        for at, words in enumerate(
            ("{{ seal }}{{ bureau.name }}", "{{ issued or '　　　　年　　月　　日' }}")
        ):
            made = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            made.alignment = ALIGN.CENTER
            made.paragraph_format.space_before = Pt(22 if at == 0 else 0)
            made.paragraph_format.space_after = Pt(0 if at == 0 else 34)
            made.paragraph_format.keep_with_next = at == 0
            write(made, words)

    def note(self, words: str) -> None:
        self.say(words, size=10, before=8)

    def table(self, widths: tuple[int, ...], rows: list[tuple[str, ...]]) -> Any:
        """A ruled table."""
        table = self.docx.add_table(0, len(widths), "Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for row in rows:
            cells = table.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                write(cell.paragraphs[0], words)
                how = cell.paragraphs[0].paragraph_format
                how.line_spacing, how.space_before, how.space_after = 1.2, Pt(3), Pt(3)
        set_widths(table, widths)
        return table

    def save(self, kind: str) -> None:
        """Write it without today's date, so that the same script gives the same file."""
        made = io.BytesIO()
        self.docx.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(FOLDER / f"{kind}.docx", "w") as target:
            for name in source.namelist():
                if name == "docProps/thumbnail.jpeg":
                    continue
                data = source.read(name)
                if name == "_rels/.rels":
                    data = without_thumbnail(data)
                info = zipfile.ZipInfo(name, (2026, 11, 22, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, data)


def main() -> None:
    from scripts.docx_kinds import KINDS

    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind, made in KINDS.items():
        made().save(kind)
        print(FOLDER / f"{kind}.docx")


if __name__ == "__main__":
    main()
