"""Whether a notice of a duty is still to be mailed: not once the duty is done."""

from __future__ import annotations

from typing import Any

from webapp.accounts.people import User
from webapp.duties.queries import lights_of
from webapp.duties.rules import Standing
from webapp.enterprises.queries import enterprise_for
from webapp.errors import NotFound

Row = dict[str, Any]


async def of_duty(user: User, notice: Row) -> Row | None:
    """The notice, None when the duty it asks for is done; NotFound out of the person's reach."""
    parts = notice["key"].split(":")
    if len(parts) < 3 or not parts[1].isdecimal():
        raise NotFound
    enterprise, duty = int(parts[1]), parts[2]
    await enterprise_for(user, enterprise)
    lights = (await lights_of([enterprise]))[enterprise]
    done = any(one.kind.code == duty and one.judged.standing is Standing.VALID for one in lights)
    return None if done else notice
