"""What is written about an enterprise: the columns that people fill, checked and made ready to store."""

from collections.abc import Iterable, Mapping
from typing import Any

from webapp.enterprises.rules.search import SEARCHED, search_text
from webapp.folding import fold
from webapp.pinyin import sort_key

TEXTS = ("no_code_reason", "workplace", "address", "legal_person", "contact", "phone")
CODES = ("area", "industry", "size", "registration", "status")
NUMBERS = ("latitude", "longitude", "workers", "exposed_workers")
# In the order in which they are shown.
FIELDS = {
    "name": "单位名称",
    "credit_code": "统一社会信用代码",
    "no_code_reason": "无代码的原因",
    "workplace": "工作场所名称",
    "area": "所在地",
    "address": "地址",
    "latitude": "纬度",
    "longitude": "经度",
    "bureau": "监管机构",
    "industry": "行业",
    "size": "企业规模",
    "registration": "注册类型",
    "legal_person": "法定代表人",
    "contact": "联系人",
    "phone": "联系电话",
    "workers": "劳动者人数",
    "exposed_workers": "接触危害人数",
    "status": "状态",
}
LABELS = FIELDS | {"hazards": "职业病危害因素", "severity": "危害程度"}


def storable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only known columns, empty texts as "", an empty credit code as None."""
    row = {key: value for key, value in values.items() if key in FIELDS}
    for key in (*TEXTS, *CODES):
        if key in row:
            row[key] = row[key] or ""
    if "credit_code" in row:
        row["credit_code"] = row["credit_code"] or None
    return row


def searchable(row: Mapping[str, Any], former: Iterable[str] = ()) -> str:
    """The search column of a row, with its `former` names behind: the latest first, as many as there is room for."""
    found = search_text(row["name"], row["credit_code"] or "", row["workplace"])[:SEARCHED]
    for name in dict.fromkeys(one for one in former if one != row["name"]):
        more = f"{found} {search_text(name, most=max(0, SEARCHED - len(found) - 1))}"
        if len(more) <= SEARCHED:
            found = more
    return found


def keys(name: str) -> dict[str, Any]:
    """The columns that are made of a name alone: its folded form, by which it is compared, and its place in lists."""
    return {"name_key": fold(name)[:200], "sort_key": sort_key(name)}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) of the columns in `new` that differ from `old`."""
    changed = [key for key in new if new[key] != old.get(key)]
    return {key: old.get(key) for key in changed}, {key: new[key] for key in changed}
