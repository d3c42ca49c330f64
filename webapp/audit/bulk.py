"""Many events at once, prepared before the transaction that writes them."""

from datetime import datetime
from typing import Any

from webapp.audit.rules import exact_mac, plain
from webapp.audit.verbs import Actor, in_words
from webapp.db import sql
from webapp.db.connect import SQLITE
from webapp.settings import settings

EVENT_COLUMNS = (
    "at", "person", "name", "action", "thing", "thing_id", "enterprise", "bureau", "before", "after", "mac",
)  # fmt: skip


class Events:
    """Rows of events that one actor makes of many things of a kind at one moment."""

    def __init__(self, actor: Actor, action: str, thing: str, at: datetime) -> None:
        self._same = {"person": actor.id, "name": actor.name, "action": action, "thing": thing}
        self._at, self._key = plain(at), settings().key

    def row(
        self, thing_id: object, *, before: Any = None, after: Any = None, enterprise: int | None, bureau: int | None
    ) -> tuple[Any, ...]:  # fmt: skip
        """The columns of one event after `at`, in the order of EVENT_COLUMNS; before and after of JSON's own types."""
        event: dict[str, str | int | None] = {
            **self._same,
            "thing_id": str(thing_id),
            "enterprise": enterprise,
            "bureau": bureau,
            "before": None if before is None else in_words(before),
            "after": None if after is None else in_words(after),
        }
        return (*event.values(), exact_mac(self._key, {**event, "at": self._at}))


async def lock_events() -> None:
    """Let nobody else write events until this transaction ends.

    Sealing looks back a bounded number of ids for late commits; a long run of events must not be interleaved with
    events that are sealed before it.
    """
    if not SQLITE:
        await sql("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE")
