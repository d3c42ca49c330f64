"""The list of visits within a reach: filters, count, keyset paging, newest first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Or, WhereRaw

from webapp.accounts.people import User
from webapp.accounts.reach import Condition, bureau_condition, record_condition
from webapp.accounts.tables import Person
from webapp.clock import midnight
from webapp.db.sql.counting import count_each, shown
from webapp.db.sql.paging import Page, cut, decode
from webapp.enterprises.lists.lookup import by_name
from webapp.enterprises.queries.former import as_then
from webapp.inspections.rules import KINDS
from webapp.inspections.tables import Inspection

Row = dict[str, Any]
SIZE = 30

# What an assistant saw waits until an inspector's visit of the same enterprise follows it. Patrols are few: the index of them
# (ix_inspection_patrols, for kind = 'patrol') is to be used, not that of the state, so the state is not asked for by =.
WAITING = (
    '"inspection"."kind" {one_of} AND NOT "inspection"."state" <> \'submitted\' AND NOT EXISTS ('
    'SELECT 1 FROM inspection AS later WHERE later.enterprise = "inspection"."enterprise"'
    " AND NOT later.kind {one_of} AND later.state IN ('draft', 'submitted')"
    ' AND later.began_at >= "inspection"."began_at")'
)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty fields narrow nothing."""

    q: str = ""
    state: str = ""
    kind: str = ""
    outcome: str = ""
    inspector: int | None = None
    since: date | None = None
    until: date | None = None
    patrols: bool = False


async def conditions(user: User, wanted: Wanted) -> list[Condition]:
    """Reach and filters."""
    found: list[Condition] = [record_condition(user, Inspection)]
    for column, value in (
        (Inspection.state, wanted.state),
        (Inspection.kind, wanted.kind),
        (Inspection.outcome, wanted.outcome),
    ):
        if value:
            found.append(column == value)
    if not wanted.state:
        found.append(Inspection.state != "discarded")
    if named := await by_name(user, Inspection.enterprise, wanted.q):
        found.append(named)
    if wanted.inspector:
        found.append((Inspection.lead == wanted.inspector) | (Inspection.second == wanted.inspector))
    if wanted.since:
        found.append(Inspection.began_at >= midnight(wanted.since))
    if wanted.until:
        found.append(Inspection.began_at < midnight(wanted.until + timedelta(days=1)))
    if wanted.patrols:
        found.append(WhereRaw(WAITING.format(one_of=_handed_on())))
    return found


def _handed_on() -> str:
    """`= 'patrol'`, or IN several: the kinds of visit that are handed on to people who judge."""
    named = [f"'{kind.value}'" for kind in KINDS.values() if not kind.opens_findings]
    return f"= {named[0]}" if len(named) == 1 else f"IN ({', '.join(named)})"


def combined(parts: list[Any]) -> Any:
    """All of these conditions together."""
    whole = parts[0]
    for one in parts[1:]:
        whole = And(whole, one)
    return whole


async def visits(user: User, wanted: Wanted, cursor: str | None = None) -> Page[Row]:
    """One page of rows with the names of enterprise and inspectors."""
    found: list[Any] = await conditions(user, wanted)
    if after := _after(cursor):
        at, visit = after
        found.append(Or(Inspection.began_at < at, And(Inspection.began_at == at, Inspection.id < visit)))
    newest = (
        Inspection.select(Inspection.id)
        .where(combined(found))
        .order_by(Inspection.began_at, Inspection.id, ascending=False)
        .limit(SIZE + 1)
    )
    # First the ids, which an index alone can sort, then what belongs to them.
    ids = [row["id"] for row in await newest]
    rows = (
        await Inspection.select(
            Inspection.id, Inspection.kind, Inspection.state, Inspection.outcome, Inspection.no_access,
            Inspection.started_at, Inspection.ended_at, Inspection.began_at, Inspection.over_at, Inspection.received_at,
            Inspection.submitted_at, Inspection.copy_of, Inspection.score, Inspection.verdict, Inspection.counts, Inspection.lead,
            Inspection.second, Inspection.enterprise,
            Inspection.enterprise.name.as_alias("enterprise_name"),
            Inspection.lead.name.as_alias("lead_name"), Inspection.second.name.as_alias("second_name"),
        )
        .where(Inspection.id.is_in(ids or [UUID(int=0)]))
        .order_by(Inspection.began_at, Inspection.id, ascending=False)
    )  # fmt: skip
    return cut(await as_then(rows, "submitted_at"), "began_at", "id", size=SIZE)


async def how_many(user: User, wanted: Wanted) -> str:
    """The number of visits that the filters leave, or 9999+."""
    found = Inspection.select(Inspection.id).where(combined(await conditions(user, wanted)))
    return shown((await count_each(found))[0])


async def within(user: User, wanted: Wanted, most: int | None = None) -> int:
    """How many visits the filters leave, counted no further than one beyond `most`."""
    where = combined(await conditions(user, wanted))
    if most is None:
        return int(await Inspection.count().where(where))
    return len(await Inspection.select(Inspection.id).where(where).limit(most + 1))


def _after(cursor: str | None) -> tuple[datetime, UUID] | None:
    key = decode(cursor, 2)
    try:
        at, visit = (datetime.fromisoformat(key[0]), UUID(key[1])) if key else (None, None)
    except (AttributeError, TypeError, ValueError):
        return None
    return (at, visit) if at and visit and at.tzinfo else None


async def inspectors(user: User) -> list[tuple[str, str]]:
    """The options of the filter: who may visit, in the own reach."""
    rows = (
        await Person.select(Person.id, Person.name)
        .where(
            bureau_condition(user, Person.bureau)
            & Person.role.is_in(["inspector", "assistant", "supervisor"])
        )
        .order_by(Person.sort_key, Person.name, Person.id)
        .limit(500)
    )
    return [(str(row["id"]), row["name"]) for row in rows]
