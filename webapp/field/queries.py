"""Reading day lists and what they make somebody do."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import bureau_condition, enterprise_condition, record_condition
from webapp.accounts.rules import ASSISTANT, INSPECTOR, SUPERVISOR
from webapp.accounts.tables import Person
from webapp.clock import today
from webapp.enterprises.tables import Enterprise
from webapp.errors import NotFound
from webapp.field.progressing import entries_of, states_of
from webapp.field.rules import MOST_ENTRIES, Assignee, progress
from webapp.field.tables import DayList, DayListEntry
from webapp.inspections.rules import label_of
from webapp.inspections.tables import Inspection

MOST_LISTS = 100
MOST_TASKS = 30
MOST_DRAFTS = 20
BIGGEST_ID = 2**31 - 1


async def assignees(user: User) -> list[Assignee]:
    """Who may be put on a list: active people of the own bureau and below, with their badges ("" for none)."""
    rows = await (
        Person.select(Person.id, Person.name, Person.badge, Person.bureau)
        .where(Person.role.is_in([INSPECTOR, SUPERVISOR, ASSISTANT]) & (Person.active == True))  # noqa: E712
        .where(bureau_condition(user, Person.bureau))
        .order_by(Person.sort_key, Person.name, Person.id)
    )
    return [Assignee(row["id"], row["name"], row["badge"], row["bureau"]) for row in rows]


def _visible(user: User) -> Any:
    """Lists that somebody may see and change: of the own reach for the desk, one's own for an inspector."""
    if user.supervisor or user.administrator:
        return bureau_condition(user, DayList.bureau)
    return _mine(user) | (DayList.created_by == user.id)


def _mine(user: User) -> Any:
    return (DayList.lead == user.id) | (DayList.second == user.id)


def _lists() -> Any:
    return DayList.select(
        *DayList.all_columns(),
        DayList.lead.name.as_alias("lead_name"),
        DayList.second.name.as_alias("second_name"),
        DayList.bureau.name.as_alias("bureau_name"),
    )


async def day_lists(user: User, on: date | None = None) -> list[dict[str, Any]]:
    """Lists in reach, newest date first, with `progress` and `kind_label`; of one day when `on` is given."""
    query = _lists().where(_visible(user))
    rows = await (
        (query.where(DayList.on == on) if on else query)
        .order_by(DayList.on, ascending=False)
        .order_by(DayList.id, ascending=False)
        .limit(MOST_LISTS)
    )
    states = await states_of(rows, await entries_of(rows))
    return [
        row | {"progress": progress(states[row["id"]].values()), "kind_label": label_of(row["kind"])}
        for row in rows
    ]


async def day_list_for(user: User, pk: int) -> dict[str, Any]:
    """A list with `enterprises` (ids in order), their `states` and `progress`; NotFound out of reach."""
    row: dict[str, Any] | None = None
    if 0 < pk <= BIGGEST_ID:
        row = await _lists().where(_visible(user) & (DayList.id == pk)).first()
    if row is None:
        raise NotFound
    entries = await entries_of([row])
    states = (await states_of([row], entries))[pk]
    return row | {"enterprises": entries[pk], "states": states, "progress": progress(states.values())}


async def enterprises_in_order(user: User, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Those of `ids` that are in reach, in that order: id, name, workplace, address, bureau."""
    wanted = list(dict.fromkeys(ids))[:200]
    if not wanted:
        return []
    rows = await Enterprise.select(
        Enterprise.id,
        Enterprise.name,
        Enterprise.workplace,
        Enterprise.address,
        Enterprise.bureau,
    ).where(enterprise_condition(user, Enterprise) & Enterprise.id.is_in(wanted))
    found = {row["id"]: row for row in rows}
    return [found[pk] for pk in wanted if pk in found]


async def tasks(user: User) -> list[dict[str, Any]]:
    """Today's and coming lists of this person, each with `entries`: the enterprise's columns and its `state`."""
    lists = await (
        _lists()
        .where(_mine(user) & DayList.cancelled_at.is_null() & (DayList.on >= today()))
        .order_by(DayList.on)
        .order_by(DayList.id)
        .limit(MOST_TASKS)
    )
    if not lists:
        return []
    at: Any = DayListEntry.enterprise
    entries = await (
        DayListEntry.select(
            DayListEntry.day_list,
            *(
                column.as_alias(name)
                for name, column in (
                    ("id", at.id), ("name", at.name), ("workplace", at.workplace), ("address", at.address),
                    ("phone", at.phone), ("contact", at.contact), ("latitude", at.latitude),
                    ("longitude", at.longitude), ("open_findings", at.open_findings),
                )
            ),
        )
        .where(DayListEntry.day_list.is_in([row["id"] for row in lists]) & enterprise_condition(user, at))
        .order_by(DayListEntry.position)
        .limit(MOST_TASKS * MOST_ENTRIES)
    )  # fmt: skip
    by_list: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        by_list[entry["day_list"]].append(entry)
    states = await states_of(lists, {row["id"]: [one["id"] for one in by_list[row["id"]]] for row in lists})
    for entry in entries:
        entry["state"] = states[entry["day_list"]][entry["id"]]
    return [
        row
        | {
            "entries": by_list[row["id"]],
            "progress": progress(states[row["id"]].values()),
            "kind_label": label_of(row["kind"]),
            "today": row["on"] == today(),
        }
        for row in lists
    ]


async def drafts(user: User) -> list[dict[str, Any]]:
    """Visits of this person that were begun and not submitted, newest first."""
    rows: list[dict[str, Any]] = await (
        Inspection.select(
            Inspection.id,
            Inspection.enterprise.id.as_alias("enterprise"),
            Inspection.kind,
            Inspection.started_at,
            Inspection.enterprise.name.as_alias("name"),
        )
        .where(
            (Inspection.state == "draft") & ((Inspection.lead == user.id) | (Inspection.second == user.id))
        )
        .where(record_condition(user, Inspection))
        .order_by(Inspection.began_at, ascending=False)
        .limit(MOST_DRAFTS)
    )
    return [row | {"kind_label": label_of(row["kind"])} for row in rows]
