"""An item as a row of texts and as values of the database, and the sections that items stand in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from webapp.checklists.items import BOOLEANS, DAY_KINDS, HEADINGS, Row, cell, plain
from webapp.checklists.rules.conditions import in_words
from webapp.checklists.rules.modes import Mode, mode_of, mode_words

FLAGS = ("key_item", "photo_required")
NAMES = {
    "key_item": {"1": "是", "0": "否"},
    "photo_required": {"1": "是", "0": "否"},
    "day_kind": {"calendar": "自然日", "working": "工作日"},
}
METHODS = {"D": "查资料", "S": "看现场", "Q": "问人", "M": "检测、核对数据"}
Item = TypeVar("Item", bound=Mapping[str, object])


def typed(row: Row) -> dict[str, Any]:
    """The columns of an item from a checked row (items.check_items), without version and position."""
    values: dict[str, Any] = {column: cell(row, column) for column in HEADINGS}
    return values | {
        "key_item": BOOLEANS[plain(row, "key_item")],
        "photo_required": BOOLEANS[plain(row, "photo_required")],
        "days": int(plain(row, "days")),
        "day_kind": DAY_KINDS[plain(row, "day_kind")],
        "weight": Decimal(plain(row, "weight") or "1"),
    }


def texts(item: Row) -> dict[str, str]:
    """A stored item as a row of texts, the same for the same item on every database."""
    row = {column: cell(item, column) for column in HEADINGS}
    row |= {column: "1" if item[column] else "0" for column in FLAGS}
    weight = Decimal(str(item["weight"])).normalize()
    return row | {"weight": f"{weight:f}"}


def measures(method: str) -> bool:
    """Whether an item is answered by measuring; beside D, M (检测、核对数据) is the comparing of papers."""
    given = method.upper().split()
    return "M" in given and "D" not in given


def wording(column: str, text: str) -> str:
    """A cell in words: 是, 否, 自然日, 工作日, and the condition in Chinese."""
    if column == "applies_when":
        return in_words(text)
    if column == "mode":
        return (
            text if mode_of(text, "") is Mode.OTHER else mode_words(text, "")
        )  # 同上 depends on the article
    return NAMES.get(column, {}).get(text, text)


def sections(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """The items by category (大类), in the order in which the categories appear first."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(cell(item, "category"), []).append(item)
    return list(found.items())


def sectioned(items: Iterable[Item]) -> list[Item]:
    """The items with those of one category side by side."""
    return [item for _, section in sections(items) for item in section]


def mark_of(values: Mapping[str, object]) -> str:
    """A short mark that differs when the values do: a form that is sent carries the mark of what it showed."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def methods(code: str) -> str:
    """``D S`` in words; letters that mean nothing to us stay."""
    return "、".join(METHODS.get(letter, letter) for letter in code.split())
