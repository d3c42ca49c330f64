"""Many events at once, prepared before the transaction that writes them."""

from datetime import datetime
from typing import Any

from webapp.audit.rules import event_mac
from webapp.audit.verbs import Actor, event_of
from webapp.db import sql
from webapp.db.connect import SQLITE
from webapp.settings import settings

EVENT_COLUMNS = (
    "at", "person", "name", "action", "thing", "thing_id", "enterprise", "bureau", "before", "after", "mac",
)  # fmt: skip


def event_row(
    actor: Actor, action: str, thing: str, thing_id: object, at: datetime, **told: Any
) -> tuple[Any, ...]:
    """The columns of one event after `at`, in the order of EVENT_COLUMNS; `told`: before, after, enterprise, bureau."""
    event = event_of(actor, action, thing, thing_id, at, **told)
    return (*list(event.values())[1:], event_mac(settings().key, event))


async def lock_events() -> None:
    """Let nobody else write events until this transaction ends.

    Sealing looks back a bounded number of ids for late commits; a long run of events must not be interleaved with
    events that are sealed before it.
    """
    if not SQLITE:
        await sql("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE")
