"""Sheets of labels as PDF: typst lays out, in a font that has Chinese characters or not at all."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import typst

from webapp.drawable import all_drawable
from webapp.errors import Invalid
from webapp.fonts import faces
from webapp.glyphs import legible
from webapp.labels import Labelled
from webapp.settings import PROJECT
from webapp.web.shown.qr import gate_address, qr_svg

TEMPLATE = PROJECT / "templates" / "gate" / "labels.typ"
FONTS = PROJECT / "static" / "vendor" / "fonts"
FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Noto Sans SC",
)
NO_FONT = "服务器上没有中文字体，暂时不能生成 PDF；请用“打印页”由浏览器打印，或请管理员安装中文字体后重试。"
LONGEST = 110


class Sheet(Labelled):
    """The paper. What is printed on label sheets from the shop comes first."""

    SMALL = "small", "A4 不干胶 3×8（每张 24 个，70×37 毫米）"
    MEDIUM = "medium", "A4 2×4（每张 8 个，105×74 毫米）"
    LARGE = "large", "A5 大标签（每张 1 个）"


@dataclass(frozen=True)
class Label:
    """What stands on one label; `short` as printed, with its dash."""

    name: str
    place: str
    short: str
    bureau: str
    token: str

    @property
    def whole(self) -> str:
        """Name and workplace."""
        return legible(f"{self.name}（{self.place}）" if self.place else self.name)

    @property
    def title(self) -> str:
        """The same, cut where no label has room for more."""
        return cut(self.whole)

    @property
    def fit(self) -> str:
        """How far a browser has to shrink the title: "", long, longer, longest."""
        length = len(self.title)
        return "longest" if length > 56 else "longer" if length > 34 else "long" if length > 20 else ""

    @property
    def svg(self) -> str:
        return qr_svg(gate_address(self.token), f"{self.name}的二维码")


def cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


@cache
def fonts() -> tuple[typst.Fonts, str]:
    """The fonts found at the first use, and the family with Chinese characters ("" when there is none)."""
    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(FONTS)])
    families = set(found.families())
    return found, next((family for family in FAMILIES if family in families), "")


def has_font() -> bool:
    """Whether a PDF in Chinese can be made here."""
    return bool(fonts()[1])


def sheet_of(labels: Sequence[Label], sheet: Sheet, form: Literal["pdf", "png"] = "pdf") -> list[bytes]:
    """The sheets as one PDF, or as one PNG per page (200 dpi). Blocks for about a millisecond per label.

    Raises Invalid when no font here has Chinese characters: boxes instead of names help nobody.
    """
    found, family = fonts()
    if not family:
        raise Invalid(NO_FONT)
    rows = [
        {"title": label.whole, "short": label.short, "bureau": legible(label.bureau), "svg": label.svg}
        for label in labels
    ]
    for row, shown in zip(rows, all_drawable([[row["title"], row["bureau"]] for row in rows]), strict=True):
        row |= {"title": cut(shown[0]), "bureau": shown[1]}
    families = [family, *faces().more]
    # Its stub knows one page only; several PNGs are a list.
    made: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format=form,
        ppi=200,
        font_paths=found,
        sys_inputs={"labels": json.dumps(rows), "sheet": sheet.value, "fonts": json.dumps(families)},
    )
    return made if isinstance(made, list) else [made]
