"""Enterprises that were ticked in their list: what can be done with them, who of them is left out and why."""

from collections import Counter
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.db.sql.counting import count_each
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists.listing import matching
from webapp.enterprises.rules import Status
from webapp.enterprises.tables import Enterprise
from webapp.web.forms.ticks import FAR, Act, Chosen, Ticked

# Rooms register what they do with enterprises, in the order of the buttons.
ACTS: dict[str, Act] = {}
MOST_TICKED = 500
GONE = f"已{Status.DEREGISTERED.label}"
COLUMNS = (Enterprise.id, Enterprise.name, Enterprise.workplace, Enterprise.bureau, Enterprise.status)


async def chosen(user: User, ticks: Ticked, form: SearchForm, act: Act) -> Chosen:
    """The enterprises to act on, at most as many as the act takes, with reach and state as they are now."""
    left: Counter[str] = Counter()
    condition: Any = await matching(user, form) if ticks.whole else _named(user, ticks.ids)
    if not act.gone:
        used = Enterprise.status != Status.DEREGISTERED.value
        ended = Enterprise.status == Status.DEREGISTERED.value
        (left[GONE],) = await count_each(Enterprise.select(Enterprise.id).where(condition & ended))
        condition = condition & used
    query = Enterprise.select(*COLUMNS).where(condition)
    if ticks.whole:
        query = query.order_by(Enterprise.name).order_by(Enterprise.id).limit(act.most)
    rows = await query
    (found,) = await count_each(Enterprise.select(Enterprise.id).where(condition))
    if not ticks.whole:
        order = {pk: place for place, pk in enumerate(ticks.ids)}
        rows = sorted(rows, key=lambda row: order[row["id"]])[: act.most]
        left[FAR] = len(ticks.ids) - found - left[GONE]
    left[f"超过一次 {act.most} 家的上限"] = found - len(rows)
    return Chosen(rows, +left)


def _named(user: User, ids: tuple[int, ...]) -> Any:
    return enterprise_condition(user, Enterprise) & Enterprise.id.is_in(list(ids))
