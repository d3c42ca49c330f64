"""One visit, within the reach of whoever asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.reach import bureau_condition, enterprise_condition
from webapp.accounts.rules import INSPECTOR, SUPERVISOR
from webapp.accounts.tables import Person
from webapp.errors import Conflict, Forbidden, NotFound
from webapp.inspections.tables import Inspection

Row = dict[str, Any]
GONE = "没有找到这次检查，可能不在您的管辖范围内。"
FROZEN = {
    "submitted": "检查已提交，内容不能再修改；笔误请用“补正”。",
    "void": "检查已作废，内容不能再修改。",
    "discarded": "检查草稿已放弃，内容不能再修改。",
}


def _columns() -> list[Any]:
    return [
        *Inspection.all_columns(),
        Inspection.enterprise.name.as_alias("enterprise_name"),
        Inspection.enterprise.bureau.as_alias("bureau"),
        Inspection.enterprise.severity.as_alias("severity"),
        Inspection.enterprise.workers.as_alias("workers"),
        Inspection.version.published_at.as_alias("published_at"),
    ]


async def visit_for(user: User, visit: UUID) -> Row:
    """The visit with its enterprise's name, bureau, severity and workers; NotFound outside of the reach."""
    row = (
        await Inspection.select(*_columns())
        .where((Inspection.id == visit) & enterprise_condition(user, Inspection.enterprise))
        .first()
    )
    if row is None:
        raise NotFound(GONE)
    return row


async def find(visit: UUID) -> Row | None:
    """The visit whoever asks: for opening and submitting, never for a page."""
    return await Inspection.select(*_columns()).where(Inspection.id == visit).first()


def may_write(user: User, visit: Row) -> bool:
    """A draft is written by its two inspectors only."""
    return visit["state"] == "draft" and user.id in (visit["lead"], visit["second"])


async def writable(user: User, visit: UUID) -> Row:
    """The visit for a write; NotFound outside of the reach, Forbidden for others, Conflict when frozen."""
    row = await visit_for(user, visit)
    if user.id not in (row["lead"], row["second"]):
        raise Forbidden("这次检查由其他人员进行，您只能查看。")
    if row["state"] != "draft":
        raise Conflict(FROZEN.get(row["state"], FROZEN["submitted"]))
    return row


async def names_of(people: list[int]) -> dict[int, Row]:
    """Name and badge of people, by id."""
    if not people:
        return {}
    rows = await Person.select(Person.id, Person.name, Person.badge).where(Person.id.is_in(people))
    return {row["id"]: row for row in rows}


async def seconds_for(user: User, bureau_code: str) -> list[Row]:
    """Who can be the second inspector: of the own reach, another badge, and reaching the enterprise too.

    `bureau_code` is that of the bureau that supervises the enterprise.
    """
    rows = (
        await Person.select(Person.id, Person.name, Person.badge, Person.bureau.code.as_alias("code"))
        .where(
            bureau_condition(user, Person.bureau)
            & Person.role.is_in([INSPECTOR, SUPERVISOR])
            & (Person.active.eq(True))
            & (Person.badge != "")
            & (Person.badge != user.badge)
            & (Person.id != user.id)
        )
        .order_by(Person.name, Person.id)
        .limit(500)
    )
    return [row for row in rows if bureau_code.startswith(row["code"])]


async def drafts_at(user: User, enterprise: int) -> list[Row]:
    """The person's own drafts at an enterprise, newest first."""
    return (
        await Inspection.select(Inspection.id, Inspection.kind, Inspection.started_at)
        .where(
            (Inspection.enterprise == enterprise)
            & (Inspection.state == "draft")
            & ((Inspection.lead == user.id) | (Inspection.second == user.id))
        )
        .order_by(Inspection.started_at, ascending=False)
        .limit(5)
    )
