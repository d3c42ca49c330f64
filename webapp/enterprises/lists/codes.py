"""Activation codes for many enterprises at once: a code each, for those that have no way in yet."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from webapp.accounts.members import activation
from webapp.accounts.members.credentials import NOWHERE, Trace
from webapp.accounts.members.provided import provided
from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.db import lock, transaction
from webapp.enterprises.lists.selecting import COLUMNS, GONE
from webapp.enterprises.rules import Status
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict
from webapp.web.forms.ticks import FAR, Chosen

MOST = 100
NOBODY = "选中的单位都不需要发码，或已不能发码，没有发出激活码。"


async def recipients(user: User, ids: Sequence[int], *, again: bool) -> Chosen:
    """Who gets a code, in this order; `again`: also who has an account or an unused code."""
    condition: Any = enterprise_condition(user, Enterprise) & Enterprise.id.is_in(list(ids) or [-1])
    known = {row["id"]: row for row in await Enterprise.select(*COLUMNS).where(condition)}
    have = {} if again else await provided(known)
    left: Counter[str] = Counter()
    rows = []
    for pk in ids:
        why = _why_not(known.get(pk)) or have.get(pk, "")
        if why:
            left[why] += 1
        else:
            rows.append(known[pk])
    return Chosen(rows, left)


def _why_not(row: dict[str, Any] | None) -> str:
    if row is None:
        return FAR
    return GONE if row["status"] == Status.DEREGISTERED.value else ""


async def issue_all(
    user: User, ids: Sequence[int], *, again: bool = False, note: str = "", trace: Trace = NOWHERE
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """A code each in one transaction: the rows with their `code`, to be shown now, and why how many got none.

    Raises Forbidden for an assistant, Conflict when nobody is left to get one.
    """
    activation.guard_issuer(user)
    async with transaction():
        for pk in sorted(ids):
            await lock(Enterprise, pk)
        found = await recipients(user, ids, again=again)
        if not found.rows:
            raise Conflict(NOBODY)
        for row in found.rows:
            row["code"] = await activation.issue(user, row["id"], note, trace=trace)
    return found.rows, found.left
