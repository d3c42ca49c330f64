"""How far day lists are: what the visits since their day make of each entry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.clock import CHINA
from webapp.field.rules import EntryState, Seen, state_of
from webapp.field.tables import DayListEntry
from webapp.inspections.tables import Inspection

States = dict[int, dict[int, EntryState]]


async def entries_of(lists: Sequence[Mapping[str, Any]]) -> dict[int, list[int]]:
    """The enterprises of each list, in order."""
    found: dict[int, list[int]] = {row["id"]: [] for row in lists}
    if found:
        rows = await (
            DayListEntry.select(DayListEntry.day_list, DayListEntry.enterprise)
            .where(DayListEntry.day_list.is_in(list(found)))
            .order_by(DayListEntry.position)
        )
        for row in rows:
            found[row["day_list"]].append(row["enterprise"])
    return found


async def states_of(lists: Sequence[Mapping[str, Any]], entries: Mapping[int, Sequence[int]]) -> States:
    """For each list {enterprise: its state}, in two statements however many lists."""
    if not lists:
        return {}
    enterprises = {one for some in entries.values() for one in some}
    seen = await _visits(enterprises, min(row["on"] for row in lists))
    found: States = {}
    for row in lists:
        people = frozenset({row["lead"], row["second"]}) - {None}
        found[row["id"]] = {one: state_of(people, row["on"], seen[one]) for one in entries[row["id"]]}
    return found


async def _visits(enterprises: set[int], since: date) -> dict[int, list[Seen]]:
    """Drafts and submitted visits of these enterprises since a day in China."""
    seen: dict[int, list[Seen]] = defaultdict(list)
    if not enterprises:
        return seen
    rows = await Inspection.select(
        Inspection.enterprise, Inspection.lead, Inspection.second, Inspection.state, Inspection.outcome,
        Inspection.began_at,
    ).where(
        Inspection.enterprise.is_in(sorted(enterprises))
        & Inspection.state.is_in(["draft", "submitted"])
        & (Inspection.began_at >= datetime.combine(since, time(), CHINA) - timedelta(minutes=1))
    )  # fmt: skip
    for row in rows:
        people = frozenset(pk for pk in (row["lead"], row["second"]) if pk)
        seen[row["enterprise"]].append(Seen(people, row["state"], row["outcome"], row["began_at"]))
    return seen
