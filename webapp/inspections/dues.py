"""Due dates of the coming weeks, sent along with a form, so that a phone that kept it adds no days by a rule of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from webapp.findings.rules.deadlines import due_on

# A form that was kept longer proposes no date.
AHEAD_DAYS = 90


def rule_of(days: int, kind: str) -> str:
    """What an item says of its due date, as one word of a page: 15 calendar."""
    return f"{days} {kind}"


def table(start: date, rules: Iterable[str]) -> dict[str, list[int]]:
    """By rule, for an order on `start` and on each day after it: how many days after `start` it is due."""
    return {
        rule: [_after(start, ahead, rule) for ahead in range(AHEAD_DAYS + 1)] for rule in sorted(set(rules))
    }


def _after(start: date, ahead: int, rule: str) -> int:
    days, kind = rule.split()
    return (due_on(start + timedelta(days=ahead), int(days), kind).date - start).days
