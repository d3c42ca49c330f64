"""Kinds of records and rules of due dates, read from the files beside; each with its basis and the day it took effect.

Legal source: handbook chapters 9, 11, 20. What nobody has checked against the original is marked 待核对.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from webapp.labels import Labelled

DATA = Path(__file__).parent.parent / "data"


class Standing(Labelled):
    """How a duty stands on a day."""

    VALID = "valid", "有效"
    SOON = "soon", "将到期"
    LATE = "late", "逾期"
    UNKNOWN = "unknown", "未知"
    PAUSED = "paused", "暂停"
    NONE = "none", "不适用"


COLOURS = {
    Standing.VALID: "green",
    Standing.SOON: "amber",
    Standing.LATE: "red",
    Standing.UNKNOWN: "grey",
    Standing.PAUSED: "grey",
    Standing.NONE: "grey",
}


class Verification(Labelled):
    WAITING = "waiting", "未核实"
    VERIFIED = "verified", "已核实"
    DOUBTED = "doubted", "有疑问"


@dataclass(frozen=True)
class Kind:
    """A kind of record: the words of its fields, "" for one that it has not."""

    code: str
    name: str
    day: str
    agency: str
    number: str
    due: str
    done: str
    good: str
    hours: str
    proof: str
    basis: str
    effective: date
    checked: bool


@dataclass(frozen=True)
class Rule:
    """A version of a rule, in force from `effective`. Lengths in whole months from the day that is counted from.

    `months`: due; `late_months`: the last day on which it is not late; `opens_months`: first day on which it can be done;
    `first_months`: due after production began where there was no record yet. `applies`: all, severe, general, exposed.
    """

    code: str
    duty: str
    applies: str
    months: int
    late_months: int
    opens_months: int | None
    first_months: int | None
    warn: tuple[int, ...]
    least_hours: int | None
    basis: str
    effective: date
    checked: bool
    note: str

    @property
    def sentence(self) -> str:
        """The basis as people read it."""
        return self.basis if self.checked else f"{self.basis}（待核对）"


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of record by its code."""
    return {
        row["code"]: Kind(
            **{name: row[name] for name in Kind.__match_args__ if name not in ("effective", "checked")},
            effective=date.fromisoformat(row["effective"]),
            checked=row["checked"] == "1",
        )
        for row in rows_of("record-kinds.csv")
    }


def _number(text: str) -> int | None:
    return int(text) if text else None


@cache
def shipped() -> tuple[Rule, ...]:
    """The rules that come with the product, every version of each."""
    return tuple(
        Rule(
            row["code"], row["duty"], row["applies"], int(row["months"]), int(row["late_months"]),
            _number(row["opens_months"]), _number(row["first_months"]),
            tuple(int(days) for days in row["warn"].split("|")), _number(row["least_hours"]), row["basis"],
            date.fromisoformat(row["effective"]), row["checked"] == "1", row["note"],
        )
        for row in rows_of("due-rules.csv")
    )  # fmt: skip


def duties(rules: Sequence[Rule] | None = None) -> list[str]:
    """The kinds of records that fall due by themselves, in the order of the rules."""
    return list(dict.fromkeys(rule.duty for rule in rules or shipped()))


def in_force(duty: str, applies: str, day: date, rules: Sequence[Rule] | None = None) -> Rule | None:
    """The newest version of the rule on that day; None when there is none (yet)."""
    found = [
        rule
        for rule in (shipped() if rules is None else rules)
        if rule.duty == duty and rule.applies == applies and rule.effective <= day
    ]
    return max(found, key=lambda rule: rule.effective, default=None)
