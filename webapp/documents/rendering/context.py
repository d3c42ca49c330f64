"""The words on the paper: what every form (HTML, PDF, DOCX) prints of a content, already in Chinese.

The names here are the placeholders that docs/documents.md promises to those who write their own DOCX.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from webapp.clock import CHINA, span
from webapp.documents import kinds
from webapp.documents.writing.content import Content, PhotoPart, SignaturePart
from webapp.glyphs import legible

DAY = "%Y年%-m月%-d日"
MOMENT = f"{DAY}%-H时%M分"
UNNUMBERED = "待编号"
ROLES = {"companion": "被检查单位", "inspector": "执法人员", "witness": "见证人", "recipient": "签收人"}
BADGE = "执法人员已向被检查单位出示执法证件，说明来意。"
NO_BADGE = "本次检查没有出示执法证件的记录。"
AVOIDANCE = "已告知：执法人员与被检查单位有直接利害关系或者有其他关系可能影响公正执法的，有权申请其回避。"
NO_AVOIDANCE = "本次检查没有告知回避权利的记录。"
WARNING = "依据上述条款，给予警告。"
NO_PHOTO = dict.fromkeys(("no", "what", "where", "when", "by", "hash", "caption", "image"), "")

Picture = Callable[[str], Any]
View = dict[str, Any]


def view(content: Content, number: str | None, check_url: str | None, picture: Picture) -> View:
    """The placeholders of a document: texts, lists and dicts of texts. `picture` turns the SHA-256 of a photo or a
    signature into what the form shows of it (an address, a file name, an inline image), None when there is none.
    """
    clean = _cleaned(content)
    kind = kinds.of(clean["kind"])
    signatures = [_signature(one, picture) for one in clean["signatures"]]
    photos = [_photo(at, one, picture) for at, one in enumerate(clean["photos"], 1)]
    return {
        "kind": kind.value,
        "kind_label": kind.label,
        "title": clean["title"] or kind.label,
        "red": kind.red,
        "signed_on_each_page": kind.signed_on_each_page,
        "number": legible(number) if number else UNNUMBERED,
        "numbered": bool(number),
        "check_url": check_url or "",
        "bureau": clean["bureau"],
        "enterprise": clean["enterprise"],
        "visit": _visit(clean["visit"]),
        "facts": [text for text in clean["facts"] if text],
        "fact_lines": _lines(clean["facts"]),
        "statement": clean["statement"],
        "findings": [_finding(one) for one in clean["findings"]],
        "basis": [text for text in clean["basis"] if text],
        "basis_clause": f"依据{'、'.join(filter(None, clean['basis']))}的规定，"
        if any(clean["basis"])
        else "",
        "measures": [text for text in clean["measures"] if text],
        "measure_lines": _lines(clean["measures"]),
        "warning": clean["warning"],
        "warning_text": WARNING if clean["warning"] else "",
        "rights": clean["rights"],
        "paragraphs": [text for text in clean["paragraphs"] if text],
        "papers": clean["papers"],
        "photos": photos,
        "photo_rows": [
            {"left": photos[at], "right": photos[at + 1] if at + 1 < len(photos) else NO_PHOTO}
            for at in range(0, len(photos), 2)
        ],
        "signatures": signatures,
        "signed": {role: [one for one in signatures if one["role"] == role] for role in ROLES},
        "issued": day(clean["issued"] or ""),
    }


def day(text: str) -> str:
    """2026-01-05 as 2026年1月5日 (GB/T 9704—2012, 7.3.5.3: Arabic figures, no leading zero); other text as it is."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日" if found else text


def moment(text: str) -> str:
    """2026-01-05 09:30 as 2026年1月5日9时30分; other text as it is."""
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::\d{2}.*)?", text)
    return f"{day(found[1])}{int(found[2])}时{found[3]}分" if found else text


def period(started: str, ended: str, form: str = MOMENT, time_form: str = "%-H时%M分") -> str:
    """From when until when, as webapp.clock.span says it; what is no time as it is."""
    try:
        since = datetime.fromisoformat(started).replace(tzinfo=CHINA) if started else None
        until = datetime.fromisoformat(ended).replace(tzinfo=CHINA) if ended else None
    except ValueError:
        return "至".join(filter(None, (moment(started), moment(ended))))
    return span(since, until, form, time_form, "至")


def _lines(texts: list[str]) -> list[dict[str, str]]:
    """The texts with their numbers; one alone has none, nor has one that leads to the others (…：)."""
    lines: list[dict[str, str]] = []
    alone = len([text for text in texts if text and not text.endswith("：")]) == 1
    at = 0
    for text in filter(None, texts):
        counted = not alone and not text.endswith("：")
        at += counted
        lines.append({"no": f"{at}．" if counted else "", "text": text})
    return lines


def _visit(visit: dict[str, Any]) -> View:
    post = visit["companion_post"]
    people = visit["inspectors"]
    return visit | {
        "started": moment(visit["started"]),
        "ended": moment(visit["ended"]),
        "date": period(visit["started"], visit["ended"], DAY, ""),
        "period": period(visit["started"], visit["ended"]),
        "companion_full": visit["companion"] + (f"（{post}）" if post and visit["companion"] else ""),
        "inspectors_full": "、".join(
            one["name"] + (f"（执法证号{one['badge']}）" if one["badge"] else "") for one in people
        ),
        "badge_sentence": BADGE if visit["badge_shown"] else NO_BADGE,
        "avoidance_sentence": AVOIDANCE if visit["avoidance_told"] else NO_AVOIDANCE,
    }


def _finding(one: dict[str, Any]) -> View:
    """As listed; its number in the visit is nobody's to read."""
    return {name: value for name, value in one.items() if name != "finding"} | {"due": day(one["due"])}


def _signature(one: SignaturePart, picture: Picture) -> View:
    refused = one["refused"]
    witness = f"见证人：{one['witness']}。" if one["witness"] else "拒签情况已拍照记录。"
    image = one["image"]
    return {
        "role": one["role"],
        "role_label": ROLES.get(one["role"], ""),
        "name": one["name"],
        "at": moment(one["at"]),
        "date": day(one["at"][:10]),
        "refused": refused or "",
        "witness": one["witness"] or "",
        "refusal": f"拒绝签名，理由：{refused}。{witness}" if refused else "",
        "image": picture(image) if image else None,
    }


def _photo(at: int, one: PhotoPart, picture: Picture) -> View:
    told = [one["what"], one["where"], moment(one["when"]), one["by"] and f"{one['by']}拍摄"]
    return {
        "no": at,
        "what": one["what"],
        "where": one["where"],
        "when": moment(one["when"]),
        "by": one["by"],
        "hash": one["hash"],
        "caption": f"照片{at}　" + "，".join(filter(None, told)),
        "image": picture(one["hash"]),
    }


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return value
