"""Which fonts paper and watermarks are set in: those of the system, else the one that npm brings; whether they have
Chinese characters."""

from dataclasses import dataclass, field
from functools import cache

import typst

from webapp.settings import PROJECT

FONTS = PROJECT / "static" / "vendor" / "fonts"
NO_FONT = (
    "服务器上没有中文字体，生成的 PDF 会是一个个方框，所以暂不提供。请下载 DOCX（可用 WPS 打开、打印），"
    "或请管理员安装中文字体（如 Debian 的 fonts-noto-cjk）后重试。"
)
# 仿宋 for the text, 宋体 for titles, as official papers have them; then what else reads well.
SONG = (
    "SimSun", "STSong", "Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC",
    "Source Han Serif CN", "AR PL UMing CN",
)  # fmt: skip
FANGSONG = ("FangSong", "FangSong_GB2312", "STFangsong")
HEI = (
    "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Microsoft YaHei",
    "WenQuanYi Micro Hei", "Noto Sans SC",
)  # fmt: skip
# What draws what those lack: symbols, rare Han, the scripts of minorities; the product does without them too.
MORE = (
    "SimSun-ExtB", "HanaMinA", "HanaMinB", "Plangothic P1", "Plangothic P2", "BabelStone Han", "Noto Sans Symbols2",
    "Noto Sans Symbols 2", "Noto Sans Symbols", "Segoe UI Symbol", "DejaVu Sans", "Symbola", "Noto Sans Tibetan",
    "Noto Serif Tibetan", "Microsoft Himalaya", "Noto Sans Mongolian", "Mongolian Baiti", "Noto Sans Yi",
    "Microsoft Yi Baiti", "Noto Sans Thai", "Leelawadee UI", "Noto Emoji",
)  # fmt: skip
# Characters of the simplified script alone; a font without them draws the same box for each.
_PROBES = "职监违"


@dataclass(frozen=True)
class Faces:
    """What was found: font families in order of preference; `chinese` when something draws Chinese characters, `more`
    what draws other characters, `known` which pieces of text can be drawn (webapp/drawable.py).
    """

    found: typst.Fonts
    body: tuple[str, ...]
    title: tuple[str, ...]
    chinese: bool
    more: tuple[str, ...] = ()
    known: dict[str, bool] = field(default_factory=dict, compare=False)


@cache
def faces() -> Faces:
    """The fonts of this machine, looked for once (some 50 ms)."""
    return look(typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(FONTS)]))


def look(found: typst.Fonts) -> Faces:
    """Sort these fonts, and try whether they draw Chinese."""
    families = set(found.families())
    body = tuple(name for name in (*FANGSONG, *SONG, *HEI) if name in families)
    title = tuple(name for name in (*SONG, *HEI) if name in families)
    more = tuple(name for name in MORE if name in families)
    return Faces(found, body, title, _draws(found), more)


def can_pdf() -> bool:
    """Whether a PDF in Chinese can be made here; NO_FONT says why not. Blocks for some 50 ms the first time."""
    return faces().chinese


def why_no_pdf() -> str:
    """The sentence that stands where the PDF would be offered, "" when it can be made."""
    return "" if can_pdf() else NO_FONT


def chinese_file() -> tuple[str, int] | None:
    """(path, index in it) of a regular Chinese font for Pillow, None when there is none. Blocks the first time."""
    for family in reversed(faces().body):  # upright strokes read best on a picture
        mine = [one for one in faces().found.fonts() if one.family == family and one.path]
        if mine:
            face = min(mine, key=lambda one: (abs(one.weight - 400), one.style != "normal"))
            return str(face.path), face.index
    return None


def _draws(found: typst.Fonts) -> bool:
    """Three characters that come out as three different pictures."""
    page = "#set page(width: 20pt, height: 20pt, margin: 2pt)\n#text(size: 12pt)[{}]"
    drawn = {
        typst.compile(page.format(one).encode(), format="png", ppi=72, font_paths=found) for one in _PROBES
    }
    return len(drawn) == len(_PROBES)
