"""Rows of a checklist file (CSV or XLSX): are they fit to become a version, and what differs between two."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher

from webapp.checklists.rules.conditions import parse_condition
from webapp.folding import fold

Row = Mapping[str, object]
MAX_DAYS = 3650
MAX_ITEMS = 500
MAX_TEXT = 2000
# What the columns of the table take.
LIMITS = {
    "code": 20,
    "category": 60,
    "method": 20,
    "duty_basis": 200,
    "penalty_article": 60,
    "mode": 60,
    "applies_when": 120,
}
HEADINGS = {
    "code": "编号",
    "category": "大类",
    "content": "检查内容",
    "key_item": "关键项",
    "method": "检查方法",
    "duty_basis": "法定义务",
    "violation": "违法行为代码",
    "penalty_article": "罚则",
    "mode": "处罚模式",
    "standard_fact": "标准事实",
    "standard_requirement": "整改要求",
    "days": "整改天数",
    "day_kind": "期限种类",
    "photo_required": "须拍照",
    "applies_when": "适用条件",
    "weight": "权重",
}
REQUIRED = (
    "code",
    "category",
    "content",
    "duty_basis",
    "standard_fact",
    "standard_requirement",
    "days",
    "day_kind",
)
BOOLEANS = {"1": True, "0": False, "": False, "是": True, "否": False, "true": True, "false": False}
DAY_KINDS = {"calendar": "calendar", "working": "working", "自然日": "calendar", "工作日": "working"}


@dataclass(frozen=True)
class Problem:
    """``row`` counts data rows from 1 (0: the file as a whole); ``column`` is a key of HEADINGS or empty."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Change:
    """One field of one item that differs."""

    code: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Comparison:
    """Codes in the order of the list they stand in; ``changed`` in the order of the new list.

    ``moved``: those that stand elsewhere among the others.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    moved: tuple[str, ...] = ()


def cell(row: Row, column: str) -> str:
    """A cell as text: None is empty, 30.0 is 30, full-width digits are digits only where they are
    compared.
    """
    value = row.get(column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def plain(row: Row, column: str) -> str:
    """A cell whose value is a code, a number or a word of a closed list: NFKC and lower case."""
    return unicodedata.normalize("NFKC", cell(row, column)).lower()


def check_items(
    rows: Sequence[Row], known_violations: Collection[str], numbers: Sequence[int] | None = None
) -> list[Problem]:
    """Everything that keeps these rows from becoming a version, in the order of the rows; empty when they
    are fit. ``numbers``: what the rows are called in the file, when that is not 1, 2, 3 …
    """
    if not rows:
        return [Problem(0, "", "表里没有检查项。")]
    if len(rows) > MAX_ITEMS:
        return [Problem(0, "", f"检查项有 {len(rows)} 条，最多 {MAX_ITEMS} 条。")]
    missing = [
        heading for column, heading in HEADINGS.items() if column in REQUIRED and column not in rows[0]
    ]
    if missing:
        return [Problem(0, "", f"缺少列：{'、'.join(missing)}。")]
    problems: list[Problem] = []
    first_seen: dict[str, int] = {}
    for number, row in zip(numbers or range(1, len(rows) + 1), rows, strict=True):
        for column, sentence in _row_problems(row, known_violations):
            problems.append(Problem(number, column, sentence))
        code = fold(cell(row, "code"))
        if code and first_seen.setdefault(code, number) != number:
            problems.append(
                Problem(number, "code", f"编号 {cell(row, 'code')} 与第 {first_seen[code]} 行重复。")
            )
    return problems


def _row_problems(row: Row, known_violations: Collection[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if isinstance(row.get("code"), float):
        # A spreadsheet turns 5.10 into 5.1, which is another item.
        found.append(("code", "编号列请设为文本格式（数字格式会把 5.10 变成 5.1）。"))
    for column in REQUIRED:
        if not cell(row, column):
            found.append((column, f"{HEADINGS[column]}不能为空。"))
    for column in HEADINGS:
        limit = LIMITS.get(column, MAX_TEXT)
        if len(cell(row, column)) > limit:
            found.append((column, f"{HEADINGS[column]}太长，最多 {limit} 个字。"))
    days = plain(row, "days")
    if days and not (days.isascii() and days.isdigit() and len(days) <= 4 and int(days) <= MAX_DAYS):
        found.append(("days", f"整改天数应为 0 至 {MAX_DAYS} 的整数。"))
    if plain(row, "day_kind") not in {"", *DAY_KINDS}:
        found.append(("day_kind", "期限种类应为 calendar（自然日）或 working（工作日）。"))
    for column in ("key_item", "photo_required"):
        if plain(row, column) not in BOOLEANS:
            found.append((column, f"{HEADINGS[column]}应为 1（是）或 0（否）。"))
    violation = cell(row, "violation")
    if violation and violation not in known_violations:
        found.append(("violation", f"违法行为代码“{violation[:20]}”不在违法行为表里。"))
    if not _is_weight(plain(row, "weight")):
        found.append(("weight", "权重应为 0 至 1000 的数字，最多两位小数。"))
    try:
        parse_condition(cell(row, "applies_when"))
    except ValueError as error:
        found.append(("applies_when", str(error)))
    return found


def _is_weight(text: str) -> bool:
    try:
        weight = Decimal(text or "1")
    except InvalidOperation:
        return False
    if not (weight.is_finite() and 0 <= weight <= 1000):
        return False
    exponent = weight.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2


def compare(old_items: Sequence[Row], new_items: Sequence[Row]) -> Comparison:
    """What a new version changes. Items are the same when their codes are; a column that is absent counts as
    empty.
    """
    old = {cell(row, "code"): row for row in old_items}
    new = {cell(row, "code"): row for row in new_items}
    changed = [
        Change(code, column, cell(old[code], column), cell(row, column))
        for code, row in new.items()
        if code in old
        for column in HEADINGS
        if cell(old[code], column) != cell(row, column)
    ]
    stayed = [code for code in old if code in new], [code for code in new if code in old]
    blocks = SequenceMatcher(None, *stayed, autojunk=False).get_matching_blocks()
    still = {code for block in blocks for code in stayed[1][block.b : block.b + block.size]}
    return Comparison(
        tuple(code for code in new if code not in old),
        tuple(code for code in old if code not in new),
        tuple(changed),
        tuple(code for code in stayed[1] if code not in still),
    )
