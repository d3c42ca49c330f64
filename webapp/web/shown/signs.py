"""The pictograms of GBZ 158, by name."""

import json
from functools import cache

from webapp.settings import PROJECT


@cache
def signs() -> dict[str, dict[str, str]]:
    """{name: {"id": symbol in icons/signs.svg, "group": 禁止 警告 指令 提示}}."""
    path = PROJECT / "static" / "icons" / "signs.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found
