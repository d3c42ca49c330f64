"""Lists of findings: the chips of the bureau with their counts, the pages, the count of the red dot."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from piccolo.columns.combination import And, Or, Where
from piccolo.querystring import QueryString

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.clock import today
from webapp.db.like import contains
from webapp.db.paging import Page, cut, decode
from webapp.enterprises.search import fold
from webapp.findings.queries import COLUMNS, Row, dressed
from webapp.findings.rules import SOON_DAYS, State
from webapp.findings.tables import Finding
from webapp.labels import Labelled

Condition = Where | And | Or
PAGE = 30


class Filter(Labelled):
    MINE = "mine", "等我复核"
    WAITING = "waiting", "待复核"
    OPEN = "open", "待整改"
    SOON = "soon", "即将到期"
    OVERDUE = "overdue", "逾期"
    CLOSED = "closed", "已销号"
    ALL = "all", "全部"


def default_filter(user: User) -> Filter:
    """What somebody of a bureau sees first: what waits for them, or for the bureau."""
    return Filter.WAITING if user.supervisor or not user.may_inspect else Filter.MINE


def waits() -> Condition:
    """待复核, or a question about a finding that is open waits for an answer."""
    return (Finding.state == State.REPORTED.value) | (
        (Finding.state == State.OPEN.value) & (Finding.asked_due.is_not_null() | (Finding.objected == True))  # noqa: E712
    )


def chosen(user: User, which: Filter, day: date) -> Condition | None:
    """The condition of a chip; None for all."""
    is_open = Finding.state == State.OPEN.value
    conditions: dict[Filter, Condition] = {
        Filter.MINE: waits() & (Finding.responsible == user.id),
        Filter.WAITING: waits(),
        Filter.OPEN: is_open,
        Filter.SOON: is_open & (Finding.due_on >= day) & (Finding.due_on <= day + timedelta(days=SOON_DAYS)),
        Filter.OVERDUE: is_open & (Finding.due_on < day),
        Filter.CLOSED: Finding.state == State.CLOSED.value,
    }
    return conditions.get(which)


def within(user: User, words: str, mine: bool, enterprise: int | None = None) -> Condition:
    """Reach, search and 我负责的."""
    condition: Condition = enterprise_condition(user, Finding.enterprise)
    for word in words.split()[:5]:
        condition &= contains(Finding.enterprise.search, fold(word))
    if mine:
        condition &= Finding.responsible == user.id
    if enterprise is not None:
        condition &= Finding.enterprise == enterprise
    return condition


async def counts(user: User, base: Condition, day: date | None = None) -> dict[Filter, int]:
    """How many there are under each chip, in one query."""
    day = day or today()
    soon = day + timedelta(days=SOON_DAYS)
    state, due = '"finding"."state"', '"finding"."due_on"'
    asked = '"finding"."asked_due" IS NOT NULL OR "finding"."objected"'
    waiting = f"({state} = 'reported' OR ({state} = 'open' AND ({asked})))"
    parts: dict[Filter, tuple[str, list[Any]]] = {
        Filter.MINE: (waiting + ' AND "finding"."responsible" = {}', [user.id]),
        Filter.WAITING: (waiting, []),
        Filter.OPEN: (f"{state} = 'open'", []),
        Filter.SOON: (f"{state} = 'open' AND {due} >= {{}} AND {due} <= {{}}", [day, soon]),
        Filter.OVERDUE: (f"{state} = 'open' AND {due} < {{}}", [day]),
        Filter.CLOSED: (f"{state} = 'closed'", []),
    }
    selected = [
        QueryString(f"COUNT(*) FILTER (WHERE {text})", *values, alias=f"n_{which.value}")
        for which, (text, values) in parts.items()
    ]
    row = (await Finding.select(*selected, QueryString("COUNT(*)", alias="n_all")).where(base))[0]
    return {which: row[f"n_{which.value}"] for which in Filter}


async def page(user: User, which: Filter, base: Condition, cursor: str | None = None) -> Page[Row]:
    """One page of a chip: by due date, what has ended by its end, the latest first."""
    day = today()
    condition = chosen(user, which, day)
    where = base if condition is None else base & condition
    if which is Filter.ALL:
        key = decode(cursor, 1)
        if key and (last := _number(key[0])):
            where &= Finding.id < last
        rows = await _select(where).order_by(Finding.id, ascending=False)
        return _cut(rows, "id")
    if which is Filter.CLOSED:
        return await ended_page(where, cursor)
    key = decode(cursor, 2)
    if key and (moment := _day(key[0])) and (last := _number(key[1])):
        where &= (Finding.due_on > moment) | ((Finding.due_on == moment) & (Finding.id > last))
    return _cut(await _select(where).order_by(Finding.due_on, Finding.id), "due_on", "id")


async def ended_page(where: Condition, cursor: str | None) -> Page[Row]:
    """Ended findings, the latest first."""
    key = decode(cursor, 2)
    if key and (moment := _moment(key[0])) and (last := _number(key[1])):
        where &= (Finding.ended_at < moment) | ((Finding.ended_at == moment) & (Finding.id < last))
    rows = await _select(where & Finding.ended_at.is_not_null()).order_by(
        Finding.ended_at, Finding.id, ascending=False
    )
    return _cut(rows, "ended_at", "id")


def _select(where: Condition) -> Any:
    return Finding.select(*COLUMNS).where(where).limit(PAGE + 1)


def _cut(rows: list[Row], *key: str) -> Page[Row]:
    return cut([dressed(row) for row in rows], *key, size=PAGE)


def _number(value: object) -> int | None:
    """An id out of a cursor that somebody may have made up."""
    return value if isinstance(value, int) and 0 < value < 2**31 else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


async def waiting_for(user: User) -> int:
    """The red dot: what waits for this person.

    Employers: what they have to mend. Inspectors: reports and questions about what
    they are responsible for. Supervisors: all of these in the reach of the own bureau.
    """
    reach = enterprise_condition(user, Finding.enterprise)
    mine: Condition
    if user.employer:
        mine = Finding.state == State.OPEN.value
    elif user.supervisor:
        mine = waits()
    elif user.may_inspect:
        mine = waits() & (Finding.responsible == user.id)
    else:
        return 0
    return int(await Finding.count().where(reach & mine))
