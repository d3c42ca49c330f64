"""The cells of an import's row as values; what cannot be used becomes a reason. Pure; no database."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from webapp.enterprises.imports.judging import Judged, Known
from webapp.enterprises.imports.numbers import MOST_PHONE, degrees, one_line, phone, status, whole
from webapp.enterprises.imports.places import area_text
from webapp.enterprises.rules import Registration, parse_size
from webapp.enterprises.rules.credit_codes import parse_credit_code
from webapp.enterprises.rules.positions import Position, in_china
from webapp.enterprises.rules.search import fold
from webapp.enterprises.rules.values import FIELDS, LABELS
from webapp.web.lists.cells import Spoiled

__all__ = ["area_text", "read"]

_LED = re.compile("([A-T]?[0-9]{2,4})([^0-9].{0,200})?")
LENGTHS = {
    "name": 200, "no_code_reason": 120, "workplace": 120, "address": 300,
    "legal_person": 60, "contact": 60, "phone": MOST_PHONE,
}  # fmt: skip


def read(number: int, row: Mapping[str, str], known: Known) -> Judged:
    """The row's cells as values; what cannot be used becomes a reason."""
    judged = Judged(number, row["name"][:200])
    values, words = judged.values, known.words
    for key, parse in PARSERS.items():
        text = row.get(key)
        if not text:
            continue
        if isinstance(text, Spoiled):
            judged.reasons.append(f"{LABELS[key]}{text.cause}。")
            continue
        try:
            if key in REPEATED and len(text) <= LONGEST_WORD:
                if (key, text) not in words:
                    words[key, text] = parse(text, known)
                values[key] = words[key, text]
            else:
                values[key] = parse(text, known)
        except ValueError as error:
            judged.reasons.append(str(error))
    if isinstance(spoiled := row.get("hazards"), Spoiled):
        judged.reasons.append(f"{LABELS['hazards']}{spoiled.cause}。")
    elif row.get("hazards"):
        _hazards(row["hazards"], judged, known)
    _together(row, judged)
    return judged


def _area(text: str, known: Known) -> str:
    looked_up = area_text(text)
    code = known.areas.get(looked_up, "")
    if not code and (several := known.choices.get(looked_up)):
        listed = "、".join(list(several.values())[:5])
        raise ValueError(f"叫“{text[:30]}”的地区有 {len(several)} 个（{listed}），请选择是哪一个。")
    if not code:
        raise ValueError(f"没有“{text[:30]}”这个地区，请填行政区划代码或从省份开始的完整名称。")
    if len(code) < 6:
        raise ValueError(f"所在地“{text[:30]}”请填到县（市、区）或乡镇（街道）。")
    return code


def _bureau(text: str, known: Known) -> int:
    found = known.bureaus.get(fold(text))
    if found is None:
        raise ValueError(f"监管机构“{text[:30]}”不存在，或不在您的管辖范围内。")
    return found


def _industry(text: str, known: Known) -> str:
    word = fold(text).upper()
    if (led := _LED.fullmatch(word)) and led[2]:
        # C3032 建筑用石加工: the code decides.
        word = led[1]
    bare = word[1:] if len(word) > 1 and word[0].isalpha() and word[1:].isdigit() else word
    for candidate in (bare, fold(text), fold(text).removesuffix("行业"), f"{fold(text)}业"):
        if candidate in known.industries:
            return known.industries[candidate]
    if bare.isdigit() and len(bare) == 4 and bare[:3] in known.industries:
        return bare[:3]
    if bare.isdigit() and len(bare) in {3, 4} and bare[:2] in known.industries:
        return bare[:2]
    raise ValueError(f"行业“{text[:30]}”不在国民经济行业分类里。")


def _hazards(text: str, judged: Judged, known: Known) -> None:
    found: dict[str, int | None] = {}
    for part in text.replace("；", ";").replace("\n", ";").split(";"):
        for piece in _pieces(part, known):
            name, _, people = (
                piece.replace("：", ":").rpartition(":") if ":" in piece or "：" in piece else (piece, "", "")
            )
            code = known.factors.get(fold(name))
            if code is None:
                judged.reasons.append(f"职业病危害因素“{name[:30]}”不在目录里。")
                continue
            try:
                found[code] = whole(people, "接触人数") if people.strip() else None
            except ValueError as error:
                judged.reasons.append(str(error))
    judged.hazards = dict(sorted(found.items()))


def _pieces(part: str, known: Known) -> list[str]:
    """A part between semicolons; where it is no factor itself, commas may divide it too."""
    part = part.strip()
    if not part:
        return []
    if fold(part.replace("：", ":").rpartition(":")[0] or part) in known.factors:
        return [part]
    return [piece for piece in part.replace("，", "、").replace(",", "、").split("、") if piece.strip()]


def _together(row: Mapping[str, str], judged: Judged) -> None:
    values = judged.values
    if not row.get("name"):
        judged.reasons.append("没有填单位名称。")
    if not row.get("area"):
        judged.reasons.append("没有填所在地。")
    if not row.get("credit_code") and not row.get("no_code_reason"):
        judged.reasons.append("没有统一社会信用代码的，请填“无代码原因”。")
    if values.get("credit_code") and values.get("no_code_reason"):
        judged.reasons.append("已填统一社会信用代码，请清空“无代码原因”。")
    if ("latitude" in values) != ("longitude" in values):
        judged.reasons.append("纬度和经度要一起填写。")
    elif "latitude" in values and not in_china(Position(values["latitude"], values["longitude"])):
        judged.reasons.append("这个位置不在我国境内，请检查纬度和经度是否填反。")


Parse = Callable[[str, Known], Any]


def _line_of(key: str, most: int) -> Parse:
    return lambda text, known: one_line(text, FIELDS[key], most)


def _whole_of(key: str) -> Parse:
    return lambda text, known: whole(text, FIELDS[key])


def _degrees_of(key: str, bound: int) -> Parse:
    return lambda text, known: degrees(text, FIELDS[key], bound)


# In the order in which reasons are told.
PARSERS: dict[str, Parse] = {
    **{key: _line_of(key, most) for key, most in LENGTHS.items()},
    "phone": lambda text, known: phone(text),
    "credit_code": lambda text, known: parse_credit_code(text),
    "area": _area,
    "bureau": _bureau,
    "industry": _industry,
    "size": lambda text, known: parse_size(text).value,
    "registration": lambda text, known: Registration.parse(text, "注册类型").value,
    "status": lambda text, known: status(text),
    "workers": _whole_of("workers"),
    "exposed_workers": _whole_of("exposed_workers"),
    "latitude": _degrees_of("latitude", 90),
    "longitude": _degrees_of("longitude", 180),
}
# A file has thousands of rows, and few different words for these: each is understood once.
LONGEST_WORD = 100
REPEATED = frozenset({"area", "bureau", "industry", "size", "registration", "status"})
