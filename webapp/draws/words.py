"""The closed lists of this room, with the words people read."""

import csv
from functools import cache
from pathlib import Path

from webapp.draws.rules import package
from webapp.draws.rules.algorithm import ALL, NUMBER, PERCENT
from webapp.labels import Labelled

DATA = Path(__file__).parent / "data"


class State(Labelled):
    DRAFT = "draft", "草稿"
    FROZEN = "frozen", "名单已冻结"
    COMMITTED = "committed", "已承诺，待抽取"
    DRAWN = "drawn", "已抽取，待锁定"
    LOCKED = "locked", "已锁定"
    ABANDONED = "abandoned", "已放弃"


class By(Labelled):
    """By what a pool is divided into strata."""

    INDUSTRY = "industry", "行业（建材、化工、其他）"
    SEVERITY = "severity", "危害程度（严重、一般）"
    COUNTY = "county", "县（市、区）"
    NOTHING = "nothing", "不分层"


class Mode(Labelled):
    ALL = ALL, "全覆盖"
    PERCENT = PERCENT, "按比例（%）"
    NUMBER = NUMBER, "按户数"


class Source(Labelled):
    WITNESSES = package.WITNESSES, "见证人现场输入"
    LOTTERY = package.LOTTERY, "指定期次的彩票开奖号码"
    NONE = package.NONE, "没有公开随机数（单方承诺抽取）"


class Relation(Labelled):
    FAMILY = "family", "亲属在该单位"
    INTEREST = "interest", "有经济利益"
    FORMER = "former", "曾在该单位任职"
    ASKED = "asked", "单位申请回避"
    OTHER = "other", "其他可能影响公正的关系"


@cache
def groups() -> list[tuple[str, tuple[str, ...]]]:
    """(word, beginnings of industry codes) of the strata by industry."""
    with (DATA / "industry-groups.csv").open(encoding="utf-8", newline="") as file:
        return [(row["group"], tuple(row["prefixes"].split())) for row in csv.DictReader(file)]


@cache
def closings() -> dict[str, str]:
    """Why a drawn enterprise cannot be inspected: code and words of the register."""
    with (DATA / "draw-results.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["text"] for row in csv.DictReader(file) if row["counts_as"] == "closed"}
