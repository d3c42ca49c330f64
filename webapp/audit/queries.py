"""Reading events: the life of a thing, the trail of an administrator."""

from typing import Any

from webapp.audit.tables import Event

MOST = 500


async def history(thing: str, thing_id: object) -> list[dict[str, Any]]:
    """The events of one thing, oldest first, at most MOST; before and after as JSON text."""
    return (
        await Event.select()
        .where((Event.thing == thing) & (Event.thing_id == str(thing_id)))
        .order_by(Event.id)
        .limit(MOST)
    )
