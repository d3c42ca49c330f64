"""Sentences of the demo, and the blanks of the standard wording filled in."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from webapp.checklists.rules import fill, split_blanks
from webapp.demo.book import Row

MOSTLY_NOTES = (
    "有制度，个别条款未随工艺调整更新。",
    "有记录，个别月份缺签字。",
    "已公布，字迹部分褪色。",
    "已配备，数量略少。",
)
CONCLUSIONS = (
    "本次检查未发现问题，请继续保持。",
    "发现 {} 个问题，请按期整改并报告整改情况。",
    "发现 {} 个问题，请按期整改并报告整改情况。",
    "发现 {} 个问题，管理基础薄弱，请逐项落实责任人，按期整改。",
)
ON_SITE_NOTE = "检查过程中当场改正，已复核。"
DONE = (
    "已按要求整改完毕，整改后照片见附件。", "已更换并张贴到位，班组长每日点检。", "已补齐并存档，相关人员已签收。",
    "已维修调试正常，运行记录见照片。",
)  # fmt: skip
PROGRESS = (
    "已联系有资质的机构，合同签订中。",
    "材料已采购，预计下周安装完成。",
    "已完成一半，正在补签其余人员。",
)
RETURNED = (
    "照片看不出整改位置，请补拍全景和近景。",
    "仍有一处未更换，请继续整改。",
    "缺少本人签字页，请补齐后再报。",
)
EXTENSION = "设备供货延迟，厂家承诺的到货日期晚于整改期限，申请延期。"
OBJECTION = "该岗位已于上月停用，设备已断电封存，请核实。"
UPHELD = "经现场核实，该岗位检查时已停用，异议成立。"
GRANTED = "情况属实，同意延期，请按新的期限完成。"
ACCEPTED = ("经复核，符合要求。", "照片清楚，同意销号。", "已核实。")
STILL = "现场仍未落实，请立即整改。"
FIXED = "现场复查已改正。"
TERMINATED = "企业已停产搬迁，厂房清空，证明材料附后。"
LIST = {
    "2.1": "高温作业、粉尘防护两项制度", "3.4": "防护设施档案", "4.6": "敞开式破碎机一台", "4.7": "进口清洗剂",
    "5.2": "打磨工位与装配工位在同一区域", "5.7": "装卸台", "5.8": "充装间", "7.2": "口罩无 KN100 标识", "7.4": "滤棉超期未更换",
    "6.5": "除尘风机停用", "10.2": "冲淋洗眼器一处", "10.3": "防爆风机一台", "5.12": "三年前",
}  # fmt: skip


def filled(item: Row, post: str, factor: str, chance: Random, field: str = "standard_fact") -> str:
    """The standard wording of an item with its blanks filled: posts, factors, numbers, or what is missing."""
    text = str(item[field])
    pieces = split_blanks(text)
    people = chance.randrange(6, 40)
    values = []
    for before, after in pairwise(pieces):
        if after.startswith("岗位"):
            values.append(post)
        elif after.startswith("浓度"):
            values.append(factor)
        elif after.startswith("人"):
            values.append(str(people if "实检" not in before else people - chance.randrange(2, 6)))
        else:
            values.append(LIST.get(item["code"], f"{post}岗位"))
    return fill(text, values)
