"""A visit through the reach of whoever asks, and who may write in it."""

from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.errors import Forbidden, NotFound
from webapp.inspections.tables import Inspection

Row = dict[str, Any]
NO_VISIT = "没有找到这次检查，可能不在您的管辖范围内。"


async def visit_for(user: User, inspection: UUID) -> Row:
    """The visit's row with the enterprise's name and bureau; NotFound outside of the reach, and for employers."""
    row: Row | None = (
        await Inspection.select(
            Inspection.all_columns(),
            Inspection.enterprise.name.as_alias("enterprise_name"),
            Inspection.enterprise.bureau.as_alias("bureau"),
            Inspection.lead.name.as_alias("lead_name"),
            Inspection.lead.badge.as_alias("lead_badge"),
            Inspection.second.name.as_alias("second_name"),
            Inspection.second.badge.as_alias("second_badge"),
        )
        .where((Inspection.id == inspection) & enterprise_condition(user, Inspection.enterprise))
        .first()
    )
    if row is None or user.employer:
        raise NotFound(NO_VISIT)
    return row


def takes_part(user: User, visit: Row) -> bool:
    """Whether this is one of the visit's two people."""
    return user.id in {visit["lead"], visit["second"]}


def may_mend(user: User, visit: Row) -> bool:
    """The visit's own people, and the supervisors whose reach it is in."""
    return takes_part(user, visit) or user.supervisor


def guard_writer(user: User, visit: Row) -> None:
    """Forbidden unless this is one of the two people of the visit."""
    if not takes_part(user, visit):
        raise Forbidden("只有这次检查的两名检查人员可以提交。")


def guard_mender(user: User, visit: Row) -> None:
    """Forbidden unless the person may mend the visit."""
    if not may_mend(user, visit):
        raise Forbidden("只有这次检查的检查人员或监管科室可以这样做。")
