"""Recording events and sealing them."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from webapp.audit.declared import Event
from webapp.audit.rules import START, event_mac, link, mac, plain
from webapp.audit.tables import EventRow, Seal
from webapp.clock import now
from webapp.db import insert_row, look, sql, transaction
from webapp.db.connect import ENGINE, SQLITE
from webapp.db.sql.bulk import insert_many, write_rows
from webapp.db.written import WRITTEN
from webapp.settings import settings

BATCH = 500
# SQLite commits in the order of the ids. On PostgreSQL an event may still appear up to this many ids below the newest
# sealed one.
LATE = 0 if SQLITE else 10_000
# The JSON of an event's columns `before` and `after`.
in_words = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Actor(Protocol):
    """Who acts: a signed-in person, or the system itself."""

    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


class Nobody(NamedTuple):
    id: int | None
    name: str


SYSTEM = Nobody(None, "系统")


def _text(value: Any) -> str | None:
    return None if value is None else in_words(plain(value))


def event_of(
    actor: Actor,
    event: Event,
    thing_id: object,
    at: datetime,
    *,
    before: Any = None,
    after: Any = None,
    enterprise: int | None = None,
    bureau: int | None = None,
) -> dict[Any, Any]:
    """The columns of one event, all but its mac."""
    return {
        "at": at,
        "person": actor.id,
        "name": actor.name,
        "action": event.action,
        "thing": event.of.name,
        "thing_id": str(thing_id),
        "enterprise": enterprise,
        "bureau": bureau,
        "before": _text(before),
        "after": _text(after),
    }


async def record(
    actor: Actor,
    event: Event,
    about: Mapping[str, Any] | int | str | UUID,
    *,
    before: Any = None,
    after: Any = None,
    enterprise: int | None = None,
    bureau: int | None = None,
) -> None:
    """Write one event in the transaction of the change it tells of (RuntimeError when there is none).

    `about` is the row of the thing, or its id. `before` and `after` are dicts of what changed; `enterprise` and `bureau`
    place the event in a timeline and a reach: of the row, where it has them and nothing else is given.
    """
    if not isinstance(event, Event):
        raise TypeError(f"{event!r} is no declared event")
    if ENGINE.current_transaction.get() is None:
        raise RuntimeError("an event is recorded in the transaction of its change")
    thing_id: object = about
    if isinstance(about, Mapping):
        thing_id = about["id"]
        enterprise = about.get("enterprise") if enterprise is None else enterprise
        bureau = about.get("bureau") if bureau is None else bureau
    row = event_of(
        actor, event, thing_id, now(), before=before, after=after, enterprise=enterprise, bureau=bureau
    )
    current = WRITTEN.get()
    if current is None:
        await insert_event(row)
        return
    # The last event of a transaction is inserted at its end, because it carries the hashes of the rows written until
    # then.
    await insert_waiting()
    current.event = row


async def insert_event(event: dict[Any, Any]) -> None:
    """Write an event as it stands, with its proof."""
    await insert_row(EventRow, event | {"mac": event_mac(settings().key, event)})


async def insert_waiting() -> None:
    """Write the event that waits for the end of the transaction, since another follows."""
    current = WRITTEN.get()
    if current is not None and current.event is not None:
        event, current.event = current.event, None
        await insert_event(event)


async def record_many(events: Iterable[Mapping[str, Any]]) -> int:
    """Write events told elsewhere (the demo), in their order and with times of their own; returns how many.

    Each has at, person (id or None), name, action, thing, thing_id, and perhaps enterprise, bureau, before, after.
    """
    key = settings().key

    def rows() -> Iterator[dict[str, Any]]:
        for told in events:
            event: dict[str, Any] = {"enterprise": None, "bureau": None, **told}
            event["thing_id"] = str(event["thing_id"])
            event["before"], event["after"] = _text(told.get("before")), _text(told.get("after"))
            yield event | {"mac": event_mac(key, event)}

    await insert_waiting()
    return await write_rows(EventRow, rows())


async def seal_waiting() -> int:
    """Seal the events that have no link yet, oldest first; returns how many. Call it under a lease."""
    async with transaction():
        head = await Seal.select().order_by(Seal.number, ascending=False).first()
        number, previous = (head["number"], head["mac"]) if head else (0, START)
        waiting = await sql(
            "SELECT e.id, e.mac FROM event e LEFT JOIN seal s ON s.event = e.id "
            "WHERE s.event IS NULL AND e.id > {} ORDER BY e.id LIMIT {}",
            head["event"] - LATE if head else 0,
            BATCH,
        )
        seals, at = [], now()
        for row in waiting:
            number += 1
            previous = link(settings().key, previous, number, row["id"], row["mac"])
            seals.append((number, row["id"], previous, at))
        await insert_many(Seal, ("number", "event", "mac", "at"), seals)
    if seals:
        write_head(number, previous)
    return len(seals)


def write_head(number: int, chain: str) -> None:
    """Keep the newest link beside the key, outside of the database, so that a cut-off end is noticed."""
    path = settings().data / "keys" / "chain.head"
    line = f"{number} {chain}"
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(f"{line} {mac(settings().key, 'head', line.encode())}\n")
    temporary.replace(path)


async def head() -> str:
    """The newest link of the chain."""
    rows = await look("SELECT mac FROM seal ORDER BY number DESC LIMIT 1")
    return rows[0]["mac"] if rows else START
