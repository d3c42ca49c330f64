"""The cells of an import's row as values; what cannot be used becomes a reason. Pure; no database."""

from collections.abc import Callable, Mapping
from typing import Any

from webapp.enterprises.credit_codes import parse_credit_code
from webapp.enterprises.judging import Judged, Known
from webapp.enterprises.positions import Position, in_china
from webapp.enterprises.rules import Registration, Status, parse_size
from webapp.enterprises.search import fold
from webapp.enterprises.values import FIELDS

LENGTHS = {
    "name": 200, "no_code_reason": 120, "workplace": 120, "address": 300,
    "legal_person": 60, "contact": 60, "phone": 40,
}  # fmt: skip


def read(number: int, row: Mapping[str, str], known: Known) -> Judged:
    """The row's cells as values; what cannot be used becomes a reason."""
    judged = Judged(number, row["name"][:200])
    values, words = judged.values, known.words
    for key, parse in PARSERS.items():
        text = row.get(key)
        if not text:
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
    if row.get("hazards"):
        _hazards(row["hazards"], judged, known)
    _together(row, judged)
    return judged


def _line(text: str, name: str, most: int) -> str:
    line = " ".join(text.split())
    if len(line) > most:
        raise ValueError(f"{name}不能超过 {most} 个字，现在有 {len(line)} 个。")
    return line


def area_text(text: str) -> str:
    """What is looked up for a cell: the code it begins with, else the whole without blanks."""
    line = "".join(text.split())
    digits = line[: len(line) - len(line.lstrip("0123456789"))]
    return digits or line


def _area(text: str, known: Known) -> str:
    code = known.areas.get(area_text(text), "")
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
    bare = word[1:] if len(word) > 1 and word[0].isalpha() and word[1:].isdigit() else word
    for candidate in (bare, fold(text)):
        if candidate in known.industries:
            return known.industries[candidate]
    if bare.isdigit() and len(bare) == 4 and bare[:3] in known.industries:
        return bare[:3]
    if bare.isdigit() and len(bare) in {3, 4} and bare[:2] in known.industries:
        return bare[:2]
    raise ValueError(f"行业“{text[:30]}”不在国民经济行业分类里。")


def _whole(text: str, name: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise ValueError(f"{name}“{text[:20]}”不是整数。") from None
    if not 0 <= value <= 10_000_000:
        raise ValueError(f"{name}应在 0 与 10000000 之间。")
    return value


def _degrees(text: str, name: str, bound: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name}“{text[:20]}”不是数字。") from None
    if not -bound <= value <= bound:
        raise ValueError(f"{name}应在 -{bound} 与 {bound} 之间。")
    return value


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
                found[code] = _whole(people, "接触人数") if people.strip() else None
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
    return lambda text, known: _line(text, FIELDS[key], most)


def _whole_of(key: str) -> Parse:
    return lambda text, known: _whole(text, FIELDS[key])


def _degrees_of(key: str, bound: int) -> Parse:
    return lambda text, known: _degrees(text, FIELDS[key], bound)


# In the order in which reasons are told.
PARSERS: dict[str, Parse] = {
    **{key: _line_of(key, most) for key, most in LENGTHS.items()},
    "credit_code": lambda text, known: parse_credit_code(text),
    "area": _area,
    "bureau": _bureau,
    "industry": _industry,
    "size": lambda text, known: parse_size(text).value,
    "registration": lambda text, known: Registration.parse(text, "注册类型").value,
    "status": lambda text, known: Status.parse(text, "状态").value,
    "workers": _whole_of("workers"),
    "exposed_workers": _whole_of("exposed_workers"),
    "latitude": _degrees_of("latitude", 90),
    "longitude": _degrees_of("longitude", 180),
}
# A file has thousands of rows, and few different words for these: each is understood once.
LONGEST_WORD = 100
REPEATED = frozenset({"area", "bureau", "industry", "size", "registration", "status"})
