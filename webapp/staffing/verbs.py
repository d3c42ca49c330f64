"""The initial passwords of an import: shown once, to whoever made it."""

from typing import Any

from webapp.accounts.events import PASSWORD_RESET
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.audit.tables import EventRow
from webapp.db import lock, transaction
from webapp.errors import Conflict
from webapp.imports.events import PASSWORDS_SHOWN
from webapp.imports.verbs import import_for
from webapp.jobs.tables import Job
from webapp.jobs.verbs import keep_result
from webapp.staffing.imports import KIND
from webapp.staffing.secrets import initial_password


async def open_passwords(user: User, pk: int) -> str:
    """The seed of an import's passwords, which is forgotten here with that; Conflict when it was taken before."""
    async with transaction():
        await lock(Job, pk)
        found = await import_for(KIND, user, pk)
        seed = found["result"].get("seed", "")
        if found["phase"] != "applied" or not seed:
            raise Conflict("初始密码只显示一次，已经显示过了。没有记下的，请在人员页上逐个重置密码。")
        await keep_result(pk, found["result"] | {"seed": ""})
        await record(user, PASSWORDS_SHOWN, pk, bureau=user.bureau)
    return str(seed)


async def passwords(user: User, pk: int, seed: str) -> list[dict[str, Any]]:
    """name, username, bureau_name, password of those who still have the one that the import gave them."""
    found = await import_for(KIND, user, pk)
    made = found["result"].get("made", [])
    reset = await EventRow.select(EventRow.thing_id).where(
        (EventRow.thing == "person")
        & (EventRow.action == PASSWORD_RESET.action)
        & EventRow.thing_id.is_in([str(one) for one in made])
    )
    left = sorted(set(made) - {int(row["thing_id"]) for row in reset})
    people = await (
        Person.select(Person.name, Person.username, Person.bureau.name.as_alias("bureau_name"))
        .where(Person.id.is_in(left or [0]) & Person.must_change.eq(True) & Person.active.eq(True))
        .order_by(Person.bureau, Person.sort_key)
    )
    return [row | {"password": initial_password(seed, row["username"])} for row in people]
