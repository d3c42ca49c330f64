"""Reminding everybody who is missing in a rate, once a day each."""

from __future__ import annotations

from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.db import transaction
from webapp.duties import lists
from webapp.duties.events import REMINDED
from webapp.duties.rules import kinds
from webapp.duties.rules.rates import Rate
from webapp.reminders.notices import Message, people_of, post_each

MOST = 500
Row = dict[str, Any]


def words(rate: Rate, day: date) -> str:
    """What is asked of an enterprise, as it stands in the inbox and is copied."""
    kind = kinds()[rate.duty]
    return (
        f"您单位的{kind.name}没有登记，或者已经到期（依据：{kind.basis}）。请尽快办理；已经办过的，"
        f"打开“码上职卫”的“履责”，拍下{kind.proof}上传。"
    )


async def remind(user: User, rate: Rate, day: date, area: str) -> tuple[int, int, bool]:
    """Put a notice into the inboxes of who is missing, at most MOST enterprises at once.

    Returns how many enterprises were reminded, how many of those have nobody with an account, and whether more are left.
    """
    page = await lists.lacking(user, rate, day, area, size=MOST)
    rows = {row["id"]: row for row in page.rows}
    name = kinds()[rate.duty].name
    async with transaction():
        people = await people_of(rows)
        planned = [(_message(rate, name, one, day), to) for one, to in people.items() if to]
        await post_each(planned)
        after = {"title": rate.name, "count": len(planned)}
        await record(user, REMINDED, rate.code, after=after, bureau=user.bureau)
    return len(planned), len(rows) - len(planned), page.cursor is not None


def _message(rate: Rate, name: str, enterprise: int, day: date) -> Message:
    return Message(
        f"duty:{enterprise}:{rate.duty}:{day}",
        "duty",
        f"请办理{name}",
        words(rate, day),
        f"/duties/enterprises/{enterprise}",
    )
