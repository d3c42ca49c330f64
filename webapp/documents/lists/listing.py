"""The list of documents within a reach: filters, count, keyset paging, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Or, WhereRaw

from webapp.accounts.people import User
from webapp.clock import midnight
from webapp.db.sql.counting import count_each
from webapp.db.sql.like import contains, literal
from webapp.db.sql.paging import Page, cut, decode
from webapp.documents import kinds
from webapp.documents.queries import OUT, listed, named, visible
from webapp.documents.tables import Document
from webapp.enterprises.rules.search import fold

Row = dict[str, Any]
SIZE = 30
DELIVERED = 'EXISTS (SELECT 1 FROM delivery WHERE delivery.document = "document"."id")'

# A number in its folded form: 贵卫〔2026〕1号 is found by (2026) too when brackets of either kind are typed.
NUMBERED = """LOWER(REPLACE(REPLACE("document"."number", '〔', '['), '〕', ']')) LIKE {} ESCAPE '!'"""
SUPERSEDED = 'EXISTS (SELECT 1 FROM document AS later WHERE later.supersedes = "document"."id" AND later.state = \'issued\')'


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty fields narrow nothing."""

    q: str = ""
    kind: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    enterprise: int | None = None
    undelivered: bool = False
    numbered: bool = False


def waiting() -> Any:
    """The condition on issued documents that nobody has received, and that were not superseded."""
    deliverable = Document.kind.is_in(kinds.values("deliverable"))
    return And(
        And(Document.state == "issued", deliverable), WhereRaw(f"NOT {DELIVERED} AND NOT {SUPERSEDED}")
    )


async def unreceived(user: User) -> int:
    """How many documents wait for this person to confirm them (红点); staff see theirs by the filter."""
    if not user.employer:
        return 0
    return int(await Document.count().where(And(visible(user), waiting())))


def _condition(user: User, wanted: Wanted) -> Any:
    condition: Any = And(visible(user), Document.state != "discarded")
    for column, value in ((Document.kind, wanted.kind), (Document.state, wanted.state)):
        if value:
            condition = And(condition, column == value)
    for word in wanted.q.split()[:5]:
        name = contains(Document.enterprise.search, fold(word))
        condition = And(condition, Or(name, WhereRaw(NUMBERED, f"%{literal(fold(word))}%")))
    if wanted.since:
        condition = And(condition, Document.created_at >= midnight(wanted.since))
    if wanted.until:
        condition = And(condition, Document.created_at < midnight(wanted.until + timedelta(days=1)))
    if wanted.enterprise:
        condition = And(condition, Document.enterprise == min(wanted.enterprise, 2**31 - 1))
    if wanted.numbered:
        condition = And(condition, Document.state.is_in(OUT))
    if wanted.undelivered:
        condition = And(condition, waiting())
    return condition


async def documents(user: User, wanted: Wanted, cursor: str | None = None, size: int = SIZE) -> Page[Row]:
    """One page of rows, with `delivered` (whether anybody has received it)."""
    condition = _condition(user, wanted)
    if after := _after(cursor):
        at, document = after
        later = And(Document.created_at == at, Document.id < document)
        condition = And(condition, Or(Document.created_at < at, later))
    rows = (
        await Document.select(*listed())
        .where(condition)
        .order_by(Document.created_at, Document.id, ascending=False)
        .limit(size + 1)
    )
    return cut(await named(rows), "created_at", "id", size=size)


async def how_many(user: User, wanted: Wanted) -> int:
    """Exactly up to counting.MOST, one more for all that are more."""
    return (await count_each(Document.select(Document.id).where(_condition(user, wanted))))[0]


def _after(cursor: str | None) -> tuple[datetime, UUID] | None:
    key = decode(cursor, 2)
    try:
        at, document = (datetime.fromisoformat(key[0]), UUID(key[1])) if key else (None, None)
    except (AttributeError, TypeError, ValueError):
        return None
    return (at, document) if at and document and at.tzinfo else None
