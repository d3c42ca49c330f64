"""What an enterprise is in the eyes of the law: its size, status, registration, and whether its hazards are
severe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from webapp.labels import Labelled


class Size(Labelled):
    """企业规模（国统字〔2017〕213号），as written in the declaration form."""

    LARGE = "large", "大"
    MEDIUM = "medium", "中"
    SMALL = "small", "小"
    MICRO = "micro", "微"


class Status(Labelled):
    RUNNING = "running", "在产"
    STOPPED = "stopped", "停产"
    MOVED = "moved", "搬迁"
    DEREGISTERED = "deregistered", "注销"


class Registration(Labelled):
    """注册类型 of the 职业病危害项目申报表（2012年版）."""

    STATE = "state", "国有"
    COLLECTIVE = "collective", "集体"
    STOCK_COOPERATIVE = "stock_cooperative", "股份合作"
    JOINT = "joint", "联营"
    LIMITED = "limited", "有限责任"
    SHARES = "shares", "股份有限"
    PRIVATE = "private", "私营"
    HMT = "hmt", "港澳台"
    FOREIGN = "foreign", "外商"
    OTHER = "other", "其他"


class Severity(Labelled):
    """职业病危害 严重 / 一般: decides how often measurements are due and whether a management body is a
    duty.
    """

    SEVERE = "severe", "严重"
    GENERAL = "general", "一般"


class HazardLike(Protocol):
    """Whatever says of itself that it is a severe hazard factor."""

    @property
    def severe(self) -> bool: ...


def parse_size(text: str) -> Size:
    """Size from 大/中/小/微, also 大型, 中型, 小型, 微型, 小微 is refused; ValueError in Chinese."""
    word = text.strip()
    return Size.parse(word.removesuffix("企业").removesuffix("型"), "企业规模")


def serious(hazards: Iterable[HazardLike]) -> bool:
    """Is there a severe factor among these?"""
    return any(hazard.severe for hazard in hazards)


def severe_by_industry(code: str, notes: Mapping[str, str]) -> bool | None:
    """Is the industry group severe by 国卫办职健发〔2021〕5号?

    ``code`` is a GB/T 4754 code such as C303, a class such as C3031, or a division such as C30. ``notes``
    maps the severe groups of the catalogue to their note. None: a condition stands in the note (``*`` for
    certain adhesives, 仅 for certain branches), or only some groups of the division are listed; a person has
    to confirm.
    """
    wanted = code.strip().upper()
    if len(wanted) < 3:
        return False
    group = wanted[:4]
    if group in notes:
        note = notes[group]
        return None if "*" in note or "仅" in note else True
    if len(wanted) == 3 and any(listed.startswith(wanted) for listed in notes):
        return None
    return False


def severity(hazards: Iterable[HazardLike], by_industry: bool | None = False) -> Severity:
    """严重 when any factor is severe or the industry is; an unconfirmed industry (None) does not make it
    so.
    """
    return Severity.SEVERE if serious(hazards) or by_industry is True else Severity.GENERAL
