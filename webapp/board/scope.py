"""What the board is narrowed to, and the SQL condition of it: always within the reach of the person who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from webapp.accounts.people import User
from webapp.accounts.reach import bureaus_sql
from webapp.areas.queries import inside
from webapp.areas.rules import end_of
from webapp.clock import midnight
from webapp.findings.rules import SOON_DAYS
from webapp.labels import Labelled

NAMES = ("bureau", "area", "industry", "violation", "inspector", "period")
NO_VIOLATION = "none"


class Stage(Labelled):
    """The states that the board counts. ASKED: open findings with a question of the enterprise that waits for its answer."""

    OPEN = "open", "待整改"
    WAITING = "waiting", "待复核"
    ASKED = "asked", "待答复"
    SOON = "soon", "即将到期"
    OVERDUE = "overdue", "逾期"
    CLOSED = "closed", "本月销号"
    CLOSED_BEFORE = "closed_before", "上月同期销号"
    ALL = "all", "全部"


class Period(Labelled):
    """When the finding was made, counted back from today."""

    MONTH = "30", "近 30 天发现"
    QUARTER = "90", "近 90 天发现"
    YEAR = "365", "近一年发现"


@dataclass(frozen=True)
class Days:
    """Today in China, and the first days of this month, the next and the last."""

    today: date

    @property
    def month(self) -> date:
        return self.today.replace(day=1)

    @property
    def last_month(self) -> date:
        return (self.month - timedelta(days=1)).replace(day=1)

    @property
    def same_days(self) -> date:
        """The day after the last one of last month that a comparison with this month takes in: the same days of both."""
        return min(self.last_month + timedelta(days=self.today.day), self.month)

    @property
    def compared(self) -> str:
        """What this month is compared with, in words."""
        last = self.same_days - timedelta(days=1)
        if self.same_days == self.month:
            return "上月全月"
        return "上月 1 日" if last.day == 1 else f"上月 1 日至 {last.day} 日"

    @property
    def soon(self) -> date:
        return self.today + timedelta(days=SOON_DAYS)


@dataclass(frozen=True)
class Scope:
    """Filters; "" narrows nothing. `bureau` and `inspector` are ids, the others codes."""

    bureau: str = ""
    area: str = ""
    industry: str = ""
    violation: str = ""
    inspector: str = ""
    period: str = ""

    def with_(self, **changes: str) -> Scope:
        return replace(self, **changes)

    def query(self, **more: str) -> str:
        """The filters as a query string with its question mark, "" for none."""
        pairs = {name: getattr(self, name) for name in NAMES} | more
        kept = {name: value for name, value in pairs.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in NAMES)


Condition = tuple[str, list[Any]]


def within(user: User, scope: Scope, days: Days, f: str = "f") -> Condition:
    """The condition on the finding called `f`, as SQL with {} and its values."""
    text, known = bureaus_sql((int(scope.bureau),) if scope.bureau else user.bureaus, f)
    parts, values = [text], list[Any](known)
    if scope.area:
        among, known_areas = inside(scope.area)
        parts.append(f"{f}.enterprise IN ({among})")
        values += known_areas
    if scope.industry:
        among = "SELECT id FROM enterprise WHERE industry >= {} AND industry < {}"
        parts.append(f"{f}.enterprise IN ({among})")
        values += [scope.industry, end_of(scope.industry)]
    if scope.violation:
        parts.append(f"{f}.violation = {{}}")
        values.append("" if scope.violation == NO_VIOLATION else scope.violation)
    if scope.inspector:
        parts.append(f"{f}.responsible = {{}}")
        values.append(int(scope.inspector))
    if scope.period:
        parts.append(f"{f}.found_at >= {{}}")
        values.append(midnight(days.today - timedelta(days=int(scope.period))))
    return " AND ".join(parts), values


def stages(days: Days) -> dict[Stage, Condition]:
    """The condition of each stage."""
    month, last, same = midnight(days.month), midnight(days.last_month), midnight(days.same_days)
    return {
        Stage.OPEN: ("f.state = 'open'", []),
        Stage.WAITING: ("f.state = 'reported'", []),
        Stage.ASKED: ("f.state = 'open' AND (f.asked_due IS NOT NULL OR f.objected)", []),
        Stage.SOON: ("f.state = 'open' AND f.due_on >= {} AND f.due_on <= {}", [days.today, days.soon]),
        Stage.OVERDUE: ("f.state = 'open' AND f.due_on < {}", [days.today]),
        Stage.CLOSED: ("f.state = 'closed' AND f.ended_at >= {}", [month]),
        Stage.CLOSED_BEFORE: ("f.state = 'closed' AND f.ended_at >= {} AND f.ended_at < {}", [last, same]),
        Stage.ALL: ("1 = 1", []),
    }
