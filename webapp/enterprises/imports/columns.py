"""The columns of the import file: heading, hint, example; an enterprise as a row of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.enterprises.imports.words import COUNTED, KINDS, SYNONYMS
from webapp.enterprises.rules import Registration, Size, Status
from webapp.enterprises.rules.wording import label
from webapp.imports.kinds import EXAMPLE_MARK, Heading
from webapp.web.sheets import Column

SHEET = "用人单位"
AREAS, TRADES, FACTORS = "地区代码", "行业代码", "危害因素代码"


def _words(enum: type[Size] | type[Status] | type[Registration]) -> str:
    return "、".join(member.label for member in enum)


HEADINGS = [
    Heading("name", "单位名称", "必填。", f"示例石料有限公司{EXAMPLE_MARK}", 32, True),
    Heading(
        "credit_code",
        "统一社会信用代码",
        "18 位。没有代码的留空，并填“无代码原因”。",
        "91341702MA0000001M",
        22,
    ),
    Heading("no_code_reason", "无代码原因", "没有统一社会信用代码时必填。", "", 16),
    Heading(
        "workplace", "工作场所名称", "同一代码有几个厂区时，用来区分。代码加工作场所不能重复。", "一厂区"
    ),
    Heading(
        "area", "所在地", "必填。乡镇（街道）或县（市、区）的名称，或行政区划代码。", "341702100", 24, True
    ),
    Heading("address", "地址", "", "工业园 1 号", 28),
    Heading("latitude", "纬度", "WGS84，如 30.66。与经度一起填。", "30.66", 10),
    Heading("longitude", "经度", "", "117.49", 10),
    Heading("bureau", "监管机构", "机构代码或全称；留空时由所在地决定。", "", 20),
    Heading("industry", "行业", "GB/T 4754 的代码或名称，如 30、C303、C3032 建筑用石加工。", "303"),
    Heading("size", "企业规模", f"可填：{_words(Size)}。", "小", 10),
    Heading("registration", "注册类型", f"可填：{_words(Registration)}。", "有限责任"),
    Heading("legal_person", "法定代表人", "", "张三", 12),
    Heading("contact", "联系人", "", "李四", 12),
    Heading("phone", "联系电话", "", "0566-2000000"),
    Heading("workers", "劳动者人数", "整数。", "120", 12),
    Heading("exposed_workers", "接触危害人数", "整数，不多于劳动者人数。", "40", 14),
    Heading("status", "状态", f"可填：{_words(Status)}；留空时为在产。", "在产", 10),
    Heading(
        "hazards",
        "职业病危害因素",
        "目录里的名称或代码，用分号隔开；接触人数写在冒号后。",
        "矽尘:12;噪声",
        36,
    ),
]
COLUMNS = [
    Column(
        item.key, item.heading, item.required, SYNONYMS.get(item.key, ()), KINDS.get(item.key, "text"),
        spread=item.key not in COUNTED, joined=item.key == "area",
    )
    for item in HEADINGS
]  # fmt: skip
GENERAL_NOTES = [
    ("说明", "更新已有单位时，留空的单元格保持原来的内容不变。"),
    ("说明", "不需要的列可以删除；多出来的列不会导入，核对时会列出。"),
    ("说明", "不要使用公式。一次最多 100000 行、20 MB。"),
]


def as_row(row: Mapping[str, Any], hazards: Sequence[Mapping[str, Any]]) -> list[Any]:
    """An enterprise as a row of the file, to be imported again."""
    values = dict(row)
    values["bureau"] = row["bureau_code"]
    for column in ("size", "registration", "status"):
        values[column] = label(column, row[column])
    values["hazards"] = ";".join(
        hazard["name"] if hazard["exposed"] is None else f"{hazard['name']}:{hazard['exposed']}"
        for hazard in hazards
    )
    return [values[item.key] for item in HEADINGS]
