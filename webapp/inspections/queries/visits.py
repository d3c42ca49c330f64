"""One visit, within the reach of whoever asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from webapp.accounts.bureaus.tree import bureaus_above
from webapp.accounts.people import User
from webapp.accounts.reach import reaches
from webapp.accounts.rules import INSPECTOR, SUPERVISOR
from webapp.db import look
from webapp.db.sql.statement import columns, marks
from webapp.enterprises.queries.former import name_then
from webapp.errors import Conflict, Forbidden, NotFound
from webapp.inspections.tables import Inspection

Row = dict[str, Any]
GONE = "没有找到这次检查，可能不在您的管辖范围内。"
FROZEN = {
    "submitted": "检查已提交，内容不能再修改；笔误请用“补正”。",
    "void": "检查已作废，内容不能再修改。",
    "discarded": "检查草稿已放弃，内容不能再修改。",
}


_VISIT = (
    f"SELECT {columns(Inspection, 'i')}, {name_then('e', 'i.submitted_at')} AS enterprise_name, "  # noqa: S608 - our own names
    "e.name AS enterprise_now, e.severity AS severity, e.subject AS subject, "
    "e.workers AS workers, v.published_at AS published_at FROM inspection i "
    "JOIN enterprise e ON e.id = i.enterprise JOIN checklist_version v ON v.id = i.version WHERE i.id = {}"
)


async def visit_for(user: User, visit: UUID) -> Row:
    """The visit with its enterprise's name, bureau, severity and workers; NotFound outside of the reach."""
    row = await find(visit)
    if row is None or not reaches(user, row["enterprise"], row["bureau"]):
        raise NotFound(GONE)
    return row


async def find(visit: UUID) -> Row | None:
    """The visit whoever asks: for opening and submitting, never for a page."""
    rows = await look(_VISIT, visit)
    return rows[0] if rows else None


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


async def copy_of(visit: UUID) -> UUID | None:
    """The visit that takes the place of a voided one; None when its copy was given up."""
    rows = await look("SELECT id FROM inspection WHERE copy_of = {} AND state <> 'discarded'", visit)
    return rows[0]["id"] if rows else None


async def names_of(people: list[int]) -> dict[int, Row]:
    """Name and badge of people, by id, in the order in which they are asked for: the lead stays first."""
    if not people:
        return {}
    rows = await look(f"SELECT id, name, badge FROM person WHERE id IN ({marks(people)})", *people)  # noqa: S608
    found = {row["id"]: row for row in rows}
    return {one: found[one] for one in people if one in found}


async def seconds_for(user: User, bureau: int | None) -> list[Row]:
    """Who can be the second inspector: of the own reach, another badge, and reaching the enterprise too.

    `bureau` is the one that supervises the enterprise.
    """
    reaching = sorted({*user.bureaus} & {*await bureaus_above(bureau)})
    if not reaching:
        return []
    return await look(
        "SELECT p.id, p.name, p.badge FROM person p "  # noqa: S608
        f"WHERE p.bureau IN ({marks(reaching)}) AND p.role IN ({{}}, {{}}) AND p.active = {{}} "
        "AND p.badge <> '' AND p.badge <> {} AND p.id <> {} ORDER BY p.sort_key, p.name, p.id LIMIT 500",
        *reaching, INSPECTOR, SUPERVISOR, True, user.badge, user.id,
    )  # fmt: skip


async def drafts_at(user: User, enterprise: int) -> list[Row]:
    """The person's own drafts at an enterprise, newest first."""
    return (
        await Inspection.select(Inspection.id, Inspection.kind, Inspection.started_at)
        .where(
            (Inspection.enterprise == enterprise)
            & (Inspection.state == "draft")
            & ((Inspection.lead == user.id) | (Inspection.second == user.id))
        )
        .order_by(Inspection.began_at, ascending=False)
        .limit(5)
    )
