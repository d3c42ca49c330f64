"""Lists of findings: the chips of the bureau with their counts, the pages, the count of the red dot."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import WhereRaw

from webapp.accounts.people import User
from webapp.accounts.reach import Condition, reach_sql, record_condition
from webapp.clock import today
from webapp.db import sql
from webapp.db.sql.counting import count_each
from webapp.db.sql.paging import Page, cut, decode
from webapp.enterprises.lists.lookup import by_name
from webapp.findings.queries import COLUMNS, Row, dressed
from webapp.findings.rules import SOON_DAYS, State
from webapp.findings.tables import WAITS, Finding
from webapp.labels import Labelled
from webapp.web.navigation import DOT

PAGE = 30


class Filter(Labelled):
    MINE = "mine", "等我办理"
    WAITING = "waiting", "待复核"
    ASKED = "asked", "待答复"
    OPEN = "open", "待整改"
    SOON = "soon", "即将到期"
    OVERDUE = "overdue", "逾期"
    CLOSED = "closed", "已销号"
    ALL = "all", "全部"


def default_filter(user: User) -> Filter:
    """What somebody of a bureau sees first: what waits for them, or for the bureau."""
    return Filter.WAITING if user.supervisor or not user.may_inspect else Filter.MINE


def waits() -> Condition:
    """A report waits for its review, or a question about an open finding for its answer."""
    return WhereRaw(WAITS)


def chosen(user: User, which: Filter, day: date) -> Condition | None:
    """The condition of a chip; None for all."""
    is_open = Finding.state == State.OPEN.value
    conditions: dict[Filter, Condition] = {
        Filter.MINE: waits() & (Finding.responsible == user.id),
        Filter.WAITING: Finding.state == State.REPORTED.value,
        Filter.ASKED: waits() & is_open,
        Filter.OPEN: is_open,
        Filter.SOON: is_open & (Finding.due_on >= day) & (Finding.due_on <= day + timedelta(days=SOON_DAYS)),
        Filter.OVERDUE: is_open & (Finding.due_on < day),
        Filter.CLOSED: Finding.state == State.CLOSED.value,
    }
    return conditions.get(which)


async def within(user: User, words: str, mine: bool, enterprise: int | None = None) -> Condition:
    """Reach, search and 我负责的."""
    condition: Any = record_condition(user, Finding)
    if named := await by_name(user, Finding.enterprise, words):
        condition &= named
    if mine:
        condition &= Finding.responsible == user.id
    if enterprise is not None:
        condition &= Finding.enterprise == enterprise
    found: Condition = condition
    return found


async def counts(user: User, base: Condition, day: date | None = None) -> dict[Filter, int]:
    """How many there are under each chip, in one query; no more than count_each counts."""
    selects = [
        Finding.select(Finding.id).where(_under(user, base, which, day or today())) for which in Filter
    ]
    return dict(zip(Filter, await count_each(*selects), strict=True))


async def condition(user: User, which: Filter, words: str, mine: bool, enterprise: int | None) -> Condition:
    """All that a chip shows under this search."""
    return _under(user, await within(user, words, mine, enterprise), which, today())  # type: ignore[no-any-return]


def _under(user: User, base: Any, which: Filter, day: date) -> Any:
    condition = chosen(user, which, day)
    return base if condition is None else base & condition


async def page(user: User, which: Filter, base: Condition, cursor: str | None = None) -> Page[Row]:
    """One page of a chip: by due date, what has ended by its end, the latest first."""
    where = _under(user, base, which, today())
    if which is Filter.ALL:
        key = decode(cursor, 1)
        if key and (last := _number(key[0])):
            where &= Finding.id < last
        return _cut(await _rows(where, Finding.id, ascending=False), "id")
    if which is Filter.CLOSED:
        return await ended_page(where, cursor)
    key = decode(cursor, 2)
    if key and (moment := _day(key[0])) and (last := _number(key[1])):
        where &= (Finding.due_on > moment) | ((Finding.due_on == moment) & (Finding.id > last))
    return _cut(await _rows(where, Finding.due_on, Finding.id), "due_on", "id")


async def ended_page(where: Any, cursor: str | None) -> Page[Row]:
    """Ended findings, the latest first."""
    key = decode(cursor, 2)
    if key and (moment := _moment(key[0])) and (last := _number(key[1])):
        where &= (Finding.ended_at < moment) | ((Finding.ended_at == moment) & (Finding.id < last))
    where &= Finding.ended_at.is_not_null()
    rows = await _rows(where, Finding.ended_at, Finding.id, ascending=False)
    return _cut(rows, "ended_at", "id")


async def _rows(where: Any, *order: Column, ascending: bool = True) -> list[Row]:
    """One row more than a page. First the ids, which an index alone can sort, then what belongs to them."""
    found = Finding.select(Finding.id).where(where).order_by(*order, ascending=ascending).limit(PAGE + 1)
    ids = [row["id"] for row in await found]
    rows = await Finding.select(*COLUMNS).where(Finding.id.is_in(ids)) if ids else []
    return sorted(rows, key=lambda row: ids.index(row["id"]))


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
    """The red dot: what waits for this person, DOT at most.

    Employers: what they have to mend. Inspectors: reports and questions about what
    they are responsible for. Supervisors: all of these in the reach of the own bureau.
    """
    mine: tuple[Any, ...] = ()
    if user.employer:
        condition, mine = "f.state = {}", (State.OPEN.value,)
    elif user.supervisor or user.may_inspect:
        condition = WAITS
        if not user.supervisor:
            condition, mine = f"{condition} AND f.responsible = {{}}", (user.id,)
    else:
        return 0
    reach, places = reach_sql(user, "f")
    rows = await sql(
        "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM finding f "  # noqa: S608
        f"WHERE {reach} AND {condition} LIMIT {DOT}) AS found",
        *places,
        *mine,
    )
    return int(rows[0]["n"])
