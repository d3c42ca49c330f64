"""How a duty stands: a pure function of what is known of the enterprise, its newest record, the rules and a day.

Handbook 20.2: months are added to the end of a shorter month (2024-01-31 + 13 months = 2025-02-28), a due date is not moved by
holidays, a stop of production pauses the clock, and a cycle that became shorter counts from the day it did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from webapp.duties.rules import Rule, Standing, in_force

GONE = {"moved": "单位已搬迁", "deregistered": "单位已注销"}
STOPPED = "stopped"
SEVERE, GENERAL = "severe", "general"
Pause = tuple[date, date | None]  # from, and the day production went on


@dataclass(frozen=True)
class Facts:
    """The enterprise on that day. `started_on`: production began; `severe_since`: it became 严重 after it was registered."""

    status: str = "running"
    severity: str = GENERAL
    exposed: int | None = None
    hazards: bool = True
    started_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    severe_since: date | None = None


@dataclass(frozen=True)
class Judged:
    """`opens_on`: first day on which it can be done; `late_from`: first day on which it is late; `why` for people."""

    duty: str
    standing: Standing
    why: str
    rule: Rule | None = None
    due_on: date | None = None
    opens_on: date | None = None
    late_from: date | None = None


def months_after(day: date, months: int) -> date:
    """`day` plus months; the last day of a month that is shorter."""
    found: date = day + relativedelta(months=months)
    return found


def earliest(day: date, months: int) -> date:
    """The earliest day from which so many months reach `day`: what lists ask the database, which adds no months."""
    found: date = day - relativedelta(months=months)
    while months_after(found, months) < day:
        found += timedelta(days=1)
    while months_after(found - timedelta(days=1), months) >= day:
        found -= timedelta(days=1)
    return found


def shifted(day: date, pauses: Sequence[Pause]) -> date:
    """The day from which the clock counts: later by the days of every stop that has ended since."""
    lost = sum(max(0, (until - max(since, day)).days) for since, until in pauses if until is not None)
    return day + timedelta(days=lost)


def counted_from(last: date, facts: Facts) -> tuple[date, date]:
    """(for the cycle of today, for the longer one of before): the days from which they count."""
    began = max(last, facts.severe_since) if facts.severe_since and facts.severity == SEVERE else last
    return shifted(began, facts.pauses), shifted(last, facts.pauses)


def applicable(duty: str, facts: Facts, day: date, rules: Sequence[Rule] | None = None) -> Rule | str:
    """The rule that holds, or why there is none."""
    if facts.status in GONE:
        return GONE[facts.status]
    if not facts.hazards and facts.exposed == 0:
        return "没有职业病危害因素，也没有人接触"
    rule = in_force(duty, "all", day, rules) or in_force(duty, facts.severity, day, rules)
    if rule:
        return rule
    rule = in_force(duty, "exposed", day, rules)
    if rule is None:
        return "危害一般的单位不要求"
    return "没有接触职业病危害的人" if facts.exposed == 0 else rule


def longer(rule: Rule, day: date, rules: Sequence[Rule] | None = None) -> Rule | None:
    """The rule for 一般 beside one for 严重, where there are both."""
    return in_force(rule.duty, GENERAL, day, rules) if rule.applies == SEVERE else None


def judge(
    duty: str, facts: Facts, last: date | None, day: date, rules: Sequence[Rule] | None = None
) -> Judged:
    """How the duty stands on `day`, when `last` is the day of the newest record that counts."""
    rule = applicable(duty, facts, day, rules)
    if isinstance(rule, str):
        return Judged(duty, Standing.NONE, rule)
    if facts.status == STOPPED:
        return Judged(duty, Standing.PAUSED, "停产期间暂停计时，复产后接着算", rule)
    if last is None:
        return _first(rule, facts, day)
    counts, long = counted_from(last, facts)
    if rule.applies != SEVERE:
        counts = long
    late_after, due = months_after(counts, rule.late_months), months_after(counts, rule.months)
    if before := longer(rule, day, rules):
        # What had been due by the longer cycle does not become later because the cycle became shorter.
        due = min(due, months_after(long, before.months))
        late_after = min(late_after, months_after(long, before.late_months))
    opens = months_after(counts, rule.opens_months) if rule.opens_months else None
    return _dated(rule, due, late_after, day, opens)


def _first(rule: Rule, facts: Facts, day: date) -> Judged:
    if rule.first_months is None or facts.started_on is None:
        return Judged(rule.duty, Standing.UNKNOWN, "还没有记录，不知道做没做", rule)
    due = months_after(shifted(facts.started_on, facts.pauses), rule.first_months)
    if day > due:
        return Judged(rule.duty, Standing.UNKNOWN, "投产后首次的期限已过，还没有记录", rule, due)
    return _dated(rule, due, due, day, None)


def _dated(rule: Rule, due: date, late_after: date, day: date, opens: date | None) -> Judged:
    late_from = late_after + timedelta(days=1)
    if day >= late_from:
        state, why = Standing.LATE, f"应于 {due} 前完成，已逾期 {(day - late_after).days} 天"
    elif day > due:
        state, why = Standing.SOON, f"应于 {due} 前完成，最迟 {late_after}"
    elif (due - day).days <= max(rule.warn):
        state, why = Standing.SOON, f"{due} 到期，还有 {(due - day).days} 天"
    else:
        state, why = Standing.VALID, f"有效至 {due}"
    return Judged(rule.duty, state, why, rule, due, opens, late_from)
