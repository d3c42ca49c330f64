"""Due dates. The day of the order does not count (民法典 201); a last day that is a holiday moves to the
next working day (民法典 203). Working days leave out weekends and holidays and count make-up workdays
(行政处罚法 85).

Holidays of published years come from chinesecalendar (the State Council's yearly notice with its make-up
workdays). For a year that is not published yet: weekends and the statutory holidays of
全国年节及纪念日放假办法, marked 待公布.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import chinese_calendar
import holidays as statutory
from chinese_calendar.constants import (
    holidays as published_holidays,
)

from webapp.labels import Labelled

MAX_DAYS = 3650
FIRST_PUBLISHED: int = min(published_holidays).year
LAST_PUBLISHED: int = max(published_holidays).year


class DayKind(Labelled):
    CALENDAR = "calendar", "自然日"
    WORKING = "working", "工作日"


@dataclass(frozen=True)
class Deadline:
    """A due date; ``pending`` when it rests on a year whose holidays are not published (待公布)."""

    date: date
    pending: bool

    @property
    def label(self) -> str:
        return f"{self.date.isoformat()}（放假安排待公布）" if self.pending else self.date.isoformat()


def is_working_day(day: date) -> bool:
    """Do people work on this day in China? Never an error, whatever the year."""
    if FIRST_PUBLISHED <= day.year <= LAST_PUBLISHED:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and day not in _statutory_holidays(day.year)


def is_pending(day: date) -> bool:
    """Is the holiday notice of this day's year still to come?"""
    return day.year > LAST_PUBLISHED


@lru_cache(maxsize=5000)
def due_on(start: date, days: int, kind: DayKind | str = DayKind.CALENDAR) -> Deadline:
    """The last day of a period of ``days`` that begins with the order on ``start``.

    ValueError in Chinese for days outside 0..3650 and for an unknown kind. 0 days means the same day.
    """
    if not 0 <= days <= MAX_DAYS:
        raise ValueError(f"整改天数应在 0 至 {MAX_DAYS} 之间。")
    if DayKind.parse(kind, "期限种类") is DayKind.CALENDAR:
        last = _roll_forward(start + timedelta(days=days))
    else:
        last = _roll_forward(start)
        if last > start and days:
            days -= 1
        for _ in range(days):
            last = _roll_forward(last + timedelta(days=1))
    return Deadline(last, is_pending(last))


def _roll_forward(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _statutory_holidays(year: int) -> frozenset[date]:
    """Fixed by decree: 元旦, 春节, 清明, 劳动节, 端午, 中秋, 国庆; without the days that a notice moves
    about.
    """
    return frozenset(statutory.country_holidays("CN", years=year, observed=False))
