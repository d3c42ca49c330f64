"""The work on a file of unsent work that is done in a process of its own, where nothing of the file can do harm."""

from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from webapp.accounts.login.sessions import load_user
from webapp.field.unsent.arrivals import arrived
from webapp.field.unsent.entries import Entry
from webapp.field.unsent.file import read_unsent
from webapp.field.unsent.previewing import names_of, preview


async def shown(told: dict[str, Any]) -> AsyncGenerator[list[dict[str, Any]], None]:
    """What the file at `path` holds, visit by visit, for `person`; ids and moments as texts."""
    user = await load_user(told["person"])
    visits = await preview(user, read_unsent(Path(told["path"]), user.id))
    yield [
        one | {"id": str(one["id"]), "begun": one["begun"].isoformat() if one["begun"] else None}
        for one in visits
    ]


async def entries(told: dict[str, Any]) -> AsyncGenerator[Any, None]:
    """First (device, how many entries, the names of the visits); then (entry, whether it has arrived), in order."""
    user = await load_user(told["person"])
    unsent = read_unsent(Path(told["path"]), user.id)
    here = await arrived(unsent.visits)
    names = await names_of(user, unsent)
    yield unsent.device, sum(map(len, unsent.visits.values())), {str(pk): name for pk, name in names.items()}
    for waiting in unsent.visits.values():
        for entry in waiting:
            yield flat(entry), entry.id in here


def flat(entry: Entry) -> dict[str, Any]:
    """An entry for the way to another process."""
    created = entry.created.isoformat() if entry.created else None
    return vars(entry) | {"inspection": str(entry.inspection), "created": created}


def solid(told: dict[str, Any]) -> Entry:
    """The entry that came from another process."""
    created = datetime.fromisoformat(told["created"]) if told["created"] else None
    return Entry(**told | {"inspection": UUID(told["inspection"]), "created": created})
