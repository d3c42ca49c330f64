"""Reading events: the life of a thing, the trail of an administrator."""

from typing import Any

from webapp.audit.tables import EventRow

MOST = 500


async def history(thing: str, thing_id: object) -> list[dict[str, Any]]:
    """The events of one thing, oldest first, at most MOST; before and after as JSON text."""
    return (
        await EventRow.select()
        .where((EventRow.thing == thing) & (EventRow.thing_id == str(thing_id)))
        .order_by(EventRow.id)
        .limit(MOST)
    )
