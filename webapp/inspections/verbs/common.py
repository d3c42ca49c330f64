"""What every write to a draft begins with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.declared import Event
from webapp.db import lock, transaction
from webapp.errors import Forbidden
from webapp.inspections.queries.visits import Row, writable
from webapp.inspections.rules import kind_of
from webapp.inspections.tables import ArrivedEntry, Inspection


@asynccontextmanager
async def writing(user: User, visit: UUID, entry: str = "") -> AsyncIterator[tuple[Row, bool]]:
    """A write transaction in which this draft is the user's alone to change: (the visit, whether `entry` arrived before).

    What arrived before is answered with what stands now and changes nothing: its answer was lost, and a colleague may have
    gone on from there. NotFound outside of the reach, Forbidden for people who do not make this visit, Conflict when it
    is frozen.
    """
    async with transaction():
        await lock(Inspection, visit)
        row = await writable(user, visit)
        yield row, bool(entry) and not await remember(visit, entry)


async def remember(visit: UUID, entry: str) -> bool:
    """Note in the caller's transaction that this entry of the outbox has arrived; False when it had arrived before."""
    arrived = ArrivedEntry.insert(ArrivedEntry(inspection=visit, entry=entry))
    new = await arrived.on_conflict(
        target=(ArrivedEntry.inspection, ArrivedEntry.entry), action="DO NOTHING"
    ).returning(ArrivedEntry.id)
    return bool(new)


def judging(visit: Row) -> None:
    """Forbidden in a visit that judges nothing: people without a badge make no verdicts (handbook 4.4)."""
    kind = kind_of(visit["kind"])
    if not kind.judges:
        raise Forbidden(f"{kind.label}只记录照片和情况，不作检查表结论，也不认定问题。")


def as_columns(values: Row) -> dict[Column | str, Any]:
    """Values by name, as Piccolo's update wants them."""
    columns: dict[Column | str, Any] = {}
    columns.update(values.items())
    return columns


async def note(user: User, visit: Row, event: Event, *, before: Any = None, after: Any = None) -> None:
    """The event of a change in a draft."""
    await record(user, event, visit, before=before, after=after)
