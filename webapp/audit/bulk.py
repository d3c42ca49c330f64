"""Many events at once, prepared before the transaction that writes them."""

from datetime import datetime
from json.encoder import encode_basestring
from typing import Any

from webapp.audit.declared import Event
from webapp.audit.rules import begun_event_mac, plain
from webapp.audit.verbs import Actor, in_words
from webapp.db import sql
from webapp.db.connect import SQLITE
from webapp.settings import settings

EVENT_COLUMNS = (
    "at", "person", "name", "action", "thing", "thing_id", "enterprise", "bureau", "before", "after", "mac",
)  # fmt: skip


class Events:
    """Rows of events that one actor makes of many things of a kind at one moment."""

    def __init__(self, actor: Actor, event: Event, at: datetime) -> None:
        action, thing = event.action, event.of.name
        self._same = (actor.id, actor.name, action, thing)
        # The canonical form (rules.canonical) of what does not change, in the order of the alphabet.
        self._to_after = f'{{"action":{_text(action)},"after":'
        self._to_before = f',"at":{_text(plain(at))},"before":'
        person = "null" if actor.id is None else actor.id
        self._to_id = f',"name":{_text(actor.name)},"person":{person},"thing":{_text(thing)},"thing_id":'
        self._mac = begun_event_mac(settings().key)

    def row(
        self, thing_id: object, *, before: Any = None, after: Any = None, enterprise: int | None, bureau: int | None
    ) -> tuple[Any, ...]:  # fmt: skip
        """The columns of one event after `at`, in the order of EVENT_COLUMNS; before and after of JSON's own types."""
        told = None if before is None else in_words(before)
        tells = None if after is None else in_words(after)
        ours = "null" if bureau is None else bureau
        where = "null" if enterprise is None else enterprise
        canonical = (
            f"{self._to_after}{_text(tells)}{self._to_before}{_text(told)}"
            f',"bureau":{ours},"enterprise":{where}{self._to_id}{_text(str(thing_id))}}}'
        )
        mac = self._mac.copy()
        mac.update(canonical.encode())
        return (*self._same, str(thing_id), enterprise, bureau, told, tells, mac.hexdigest())


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)


async def lock_events() -> None:
    """Let nobody else write events until this transaction ends.

    Sealing looks back a bounded number of ids for late commits; a long run of events must not be interleaved with
    events that are sealed before it.
    """
    if not SQLITE:
        await sql("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE")
