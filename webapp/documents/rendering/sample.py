"""An example to try templates with: every list has two entries, every text says something."""

import hashlib
import io
from typing import Any, cast

from PIL import Image

from webapp.documents import kinds
from webapp.documents.writing.content import Content


def sample(kind: str) -> tuple[Content, dict[str, bytes], bytes]:
    """A content of this kind, its pictures by hash, a seal."""
    photo, drawn = _picture("JPEG", "RGB", (400, 300)), _picture("PNG", "RGBA", (300, 100))
    images = {hashlib.sha256(one).hexdigest(): one for one in (photo, drawn)}
    shown, signed = images
    finding = {
        "item": "1.1", "fact": "示例事实", "requirement": "示例要求", "article": "《中华人民共和国职业病防治法》第二十条",
        "due": "2026-12-31", "penalty": "示例后果",
    }  # fmt: skip
    words: dict[str, Any] = {
        "kind": kind,
        "title": kinds.of(kind).label,
        "bureau": {"name": "示例机关", "address": "示例地址", "phone": "000-0000000"},
        "enterprise": dict.fromkeys(
            ("name", "credit_code", "address", "legal_person", "contact", "phone", "industry"), "示例"
        ),
        "visit": {
            "serial": "示例", "kind": "日常检查", "started": "2026-11-20 09:30", "ended": "2026-11-20 11:20",
            "place": "示例车间", "companion": "示例", "companion_post": "示例", "badge_shown": True,
            "avoidance_told": True, "inspectors": [{"name": "示例甲", "badge": "1"}, {"name": "示例乙", "badge": "2"}],
        },
        "facts": ["示例一", "示例二"], "statement": "以上笔录我已看过，与事实相符。",
        "findings": [finding | {"no": 1}, finding | {"no": 2}],
        "basis": ["示例依据"], "measures": ["示例措施一", "示例措施二"], "warning": True, "rights": "示例权利",
        "paragraphs": ["示例段落"], "papers": [{"title": "示例文书", "number": "1"}],
        "photos": [{"hash": shown, "what": "示例", "where": "示例", "when": "2026-11-20 09:40", "by": "示例"}] * 3,
        "signatures": [
            {"role": role, "name": "示例", "at": "2026-11-20 11:20", "image": signed, "refused": None, "witness": None}
            for role in ("companion", "inspector", "inspector", "recipient", "witness")
        ],
        "issued": "2026-11-22",
    }  # fmt: skip
    return cast(Content, words), images, drawn


def _picture(form: str, mode: str, size: tuple[int, int]) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "#808080").save(target, form)
    return target.getvalue()
