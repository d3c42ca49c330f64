"""Pure rules of campaigns: phases, rates, pace, which visits count. Basis: handbook-2 16 and 23."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

# Behind by more than so many points of the list, a campaign is marked as late (handbook-2 16.4, [K] 待核对).
LATE_POINTS = 10


@dataclass(frozen=True)
class Phase:
    """A phase; both days belong to it. `inspects`: visits on its days count."""

    title: str
    starts_on: date
    ends_on: date
    inspects: bool = False


def faults(phases: Sequence[Phase]) -> list[str]:
    """What must be mended before a campaign can be stored, a sentence each."""
    found = [
        f"“{one.title}”的结束日期早于开始日期，请改正。" for one in phases if one.ends_on < one.starts_on
    ]
    if not any(one.inspects for one in phases):
        found.append("没有一个阶段可以检查，请至少在一个阶段勾选“可以检查”。")
    return found


def doubts(phases: Sequence[Phase]) -> list[str]:
    """What somebody should look at but may mean: phases that overlap or leave days between them."""
    found = []
    ordered = sorted(phases, key=lambda one: (one.starts_on, one.ends_on))
    for before, after in pairwise(ordered):
        if after.starts_on <= before.ends_on:
            found.append(f"“{before.title}”和“{after.title}”的日期重叠。")
        elif (gap := (after.starts_on - before.ends_on).days - 1) > 0:
            found.append(f"“{before.title}”和“{after.title}”之间空着 {gap} 天，不属于任何阶段。")
    return found


def phase_on(phases: Sequence[Phase], day: date) -> Phase | None:
    """The phase of a day, the last one to begin where two overlap."""
    return next((one for one in reversed(phases) if one.starts_on <= day <= one.ends_on), None)


def allows(phases: Sequence[Phase], day: date) -> bool:
    """Whether a visit that ended on this day counts."""
    return any(one.inspects and one.starts_on <= day <= one.ends_on for one in phases)


@dataclass(frozen=True)
class Coverage:
    """户 of a list: all of it (later additions in, removals out), inspected, closed (停业, 搬迁). Handbook-2 16.4."""

    listed: int
    done: int
    closed: int

    @property
    def open(self) -> int:
        return self.listed - self.done - self.closed

    @property
    def rate(self) -> str:
        """完成率 D/N."""
        return percent(self.done, self.listed)

    @property
    def settled(self) -> str:
        """完结率 (D+C)/N."""
        return percent(self.done + self.closed, self.listed)

    @property
    def effective(self) -> str:
        """有效覆盖率 D/(N−C)."""
        return percent(self.done, self.listed - self.closed)


def percent(part: int, whole: int) -> str:
    """93.79% with two places, rounded half up; — where there is nothing to divide by."""
    if not whole:
        return "—"
    share = Decimal(100 * part) / Decimal(whole)
    return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


@dataclass(frozen=True)
class Pace:
    """How many should be done by a day on a straight line to the goal, how many are, and what is needed a day from then on."""

    wanted: int
    planned: int
    done: int
    days_left: int

    @property
    def behind(self) -> int:
        return max(0, self.planned - self.done)

    @property
    def late(self) -> bool:
        return bool(self.wanted) and 100 * self.behind > LATE_POINTS * self.wanted

    @property
    def daily(self) -> str:
        """户 a day that are needed, with one place; "" where none or no day is left."""
        missing = self.wanted - self.done
        if missing <= 0 or not self.days_left:
            return ""
        return str((Decimal(missing) / self.days_left).quantize(Decimal("0.1"), ROUND_HALF_UP))


def pace(phases: Sequence[Phase], coverage: Coverage, goal: int, day: date) -> Pace:
    """On the days of the phases that inspect; `goal` in percent of those that are not closed, rounded up."""
    wanted = -(-(coverage.listed - coverage.closed) * goal // 100)
    days = sorted(_days(phases))
    gone = sum(1 for one in days if one <= day)
    planned = wanted * gone // len(days) if days else 0
    return Pace(wanted, planned, coverage.done, sum(1 for one in days if one >= day))


def _days(phases: Sequence[Phase]) -> set[date]:
    return {
        one.starts_on + timedelta(days=n)
        for one in phases
        if one.inspects
        for n in range((one.ends_on - one.starts_on).days + 1)
    }
