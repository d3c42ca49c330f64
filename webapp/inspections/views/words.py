"""Visits in the words and colours of the screen."""

import json
from collections.abc import Mapping
from typing import Any

from webapp.checklists.rules.scoring import Verdict
from webapp.clock import span
from webapp.inspections.rules import NoAccess, Outcome, kind_of, label_of
from webapp.inspections.rules.clocks import doubts, shown
from webapp.labels import Labelled

STATES = {"draft": "未提交", "submitted": "已提交", "void": "已作废", "discarded": "已放弃"}
COLOURS = {"draft": "amber", "submitted": "green", "void": "grey", "discarded": "grey"}


def label(words: type[Labelled], value: str) -> str:
    """The word people read; the value itself when it is none of the list, "" for none."""
    return next((one.label for one in words if one.value == value), value)


def when(visit: Mapping[str, Any]) -> str:
    """From when until when a visit took place; both days over midnight."""
    return span(*shown(visit))


def doubted(visit: Mapping[str, Any]) -> bool:
    """Whether a reviewer should look at the visit's times."""
    return any(doubts(visit))


def days(visit: Mapping[str, Any], form: str = "%Y-%m-%d") -> str:
    """The day of a visit; both over midnight."""
    return span(*shown(visit), form, "")


def kind(value: str) -> str:
    return label_of(value)


def outcome(visit: dict[str, object]) -> str:
    """已检查, or 无法检查 with its reason."""
    if visit["outcome"] == Outcome.NO_ACCESS.value:
        return f"{Outcome.NO_ACCESS.label}（{label(NoAccess, str(visit['no_access']))}）"
    return Outcome.INSPECTED.label


def found(visit: Mapping[str, Any]) -> str:
    """What a submitted visit found, for lists: findings, or what a 巡查 saw to be wanting; "" for nothing."""
    counts = json.loads(visit["counts"] or "{}") if visit["state"] == "submitted" else {}
    if not kind_of(visit["kind"]).opens_findings:
        number = counts.get("slots_wanting", 0)
        return f"疑似问题 {number} 处" if number else ""
    number = counts.get("findings", 0)
    return f"问题 {number} 个" if number else ""


def verdict(value: str) -> str:
    return label(Verdict, value)
