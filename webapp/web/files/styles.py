"""One style sheet out of many: every component has its file, a browser asks for one."""

import re
from functools import cache

from webapp.web.files.assets import STATIC

FIRST = ("app", "tokens", "base", "layout", "nav", "buttons", "forms", "chips", "tables", "cards", "badges")
LAST = ("large", "print", "utilities")
PICO = STATIC / "vendor" / "pico" / "pico.min.css"


def sheets() -> list[str]:
    """The names of all sheets: what others build on first, what overrides them last, the rest by name."""
    found = sorted(path.stem for path in (STATIC / "css").glob("*.css"))
    return [*FIRST, *(name for name in found if name not in {*FIRST, *LAST}), *LAST]


@cache
def bundle() -> str:
    """All sheets in one text, with Pico in the layer that app.css imports it into; pages stand without it too."""
    pico = re.sub(r"^@charset [^;]+;", "", PICO.read_text(encoding="utf-8")) if PICO.is_file() else ""
    whole = "\n".join((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in sheets())
    layers, rest = re.split(r"@import[^;@]+;", whole, maxsplit=1)
    return f'@charset "UTF-8";\n{layers}\n@layer pico {{\n{pico}\n}}\n{rest}'
