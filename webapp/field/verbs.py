"""Making, changing and cancelling day lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.accounts.bureaus.tree import above
from webapp.accounts.people import User
from webapp.accounts.reach import bureau_condition
from webapp.accounts.tables import Bureau, Person
from webapp.audit import record
from webapp.clock import now, today
from webapp.db import lock, transaction
from webapp.errors import Conflict, Invalid
from webapp.field import queries
from webapp.field.events import DAY_LIST_CANCELLED, DAY_LIST_CHANGED, DAY_LIST_MADE
from webapp.field.rules import MOST_ENTRIES, pair_problem
from webapp.field.tables import DayList, DayListEntry


@dataclass(frozen=True)
class Plan:
    """What a day list says: when, which kind, who, where to in which order, and a note."""

    on: date
    kind: str
    lead: int
    second: int | None
    enterprises: Sequence[int]
    title: str = ""


async def make_day_list(user: User, plan: Plan) -> int:
    """Store a new list; returns its id. Invalid with a sentence when it cannot be carried out."""
    async with transaction():
        await _check(user, plan)
        if plan.on < today():
            raise Invalid("日期已过，请选择今天或以后的日期。")
        bureau = await _bureau_of(plan.lead)
        row = DayList(**_columns(plan), bureau=bureau, created_by=user.id, created_at=now())
        pk: int = (await DayList.insert(row))[0]["id"]
        await _write_entries(pk, plan)
        await record(user, DAY_LIST_MADE, pk, after=_told(plan), bureau=bureau)
    return pk


async def change_day_list(user: User, pk: int, plan: Plan) -> None:
    """Replace what a list says; Conflict when it was cancelled."""
    async with transaction():
        await lock(DayList, pk)
        old = await queries.day_list_for(user, pk)
        if old["cancelled_at"]:
            raise Conflict("这个任务已取消，不能再修改。")
        await _check(user, plan)
        if plan.on < today() and plan.on != old["on"]:
            raise Invalid("日期已过，请选择今天或以后的日期。")
        bureau = await _bureau_of(plan.lead)
        await DayList.update({**_columns(plan), "bureau": bureau}).where(DayList.id == pk)
        await DayListEntry.delete().where(DayListEntry.day_list == pk)
        await _write_entries(pk, plan)
        before = Plan(old["on"], old["kind"], old["lead"], old["second"], old["enterprises"], old["title"])
        await record(user, DAY_LIST_CHANGED, pk, before=_told(before), after=_told(plan), bureau=bureau)


async def cancel_day_list(user: User, pk: int) -> None:
    """Take a list off everybody's tasks; once more changes nothing."""
    async with transaction():
        await lock(DayList, pk)
        old = await queries.day_list_for(user, pk)
        if old["cancelled_at"]:
            return
        await DayList.update({DayList.cancelled_at: now()}).where(DayList.id == pk)
        await record(user, DAY_LIST_CANCELLED, pk, bureau=old["bureau"])


async def _check(user: User, plan: Plan) -> None:
    people = {assignee.id: assignee for assignee in await queries.assignees(user)}
    lead, second = people.get(plan.lead), people.get(plan.second or 0)
    if lead is None or (plan.second and second is None):
        raise Invalid("所选人员不在您的管辖范围内，或已停用。")
    if not (user.supervisor or user.administrator) and user.id not in {plan.lead, plan.second}:
        raise Invalid("监督员只能安排自己参加的任务。")
    if problem := pair_problem(plan.kind, lead, second):
        raise Invalid(problem)
    if not plan.enterprises:
        raise Invalid("请至少加入一家用人单位。")
    if len(plan.enterprises) > MOST_ENTRIES:
        raise Invalid(f"一个任务最多 {MOST_ENTRIES} 家用人单位，现在有 {len(plan.enterprises)} 家。")
    found = await queries.enterprises_in_order(user, plan.enterprises)
    if len(found) != len(plan.enterprises):
        raise Invalid("有的用人单位不在您的管辖范围内，请重新选择。")
    # Who goes and where are both in reach, and so is whoever stands between them.
    known = await Bureau.select(Bureau.id, Bureau.parent).where(bureau_condition(user, Bureau.id))
    parents = {one["id"]: one["parent"] for one in known}
    for row in found:
        for assignee in filter(None, (lead, second)):
            if assignee.bureau not in above(parents, row["bureau"]):
                raise Invalid(f"{row['name']}不在{assignee.name}的管辖范围内。")


async def _bureau_of(person: int) -> int:
    row = await Person.select(Person.bureau).where(Person.id == person).first()
    return int(row["bureau"]) if row else 0


async def _write_entries(pk: int, plan: Plan) -> None:
    await DayListEntry.insert(
        *(
            DayListEntry(day_list=pk, enterprise=enterprise, position=position)
            for position, enterprise in enumerate(plan.enterprises)
        )
    )


def _columns(plan: Plan) -> dict[Any, Any]:
    return {"on": plan.on, "kind": plan.kind, "lead": plan.lead, "second": plan.second, "title": plan.title}


def _told(plan: Plan) -> dict[str, Any]:
    return {str(name): value for name, value in _columns(plan).items()} | {
        "enterprises": list(plan.enterprises)
    }
