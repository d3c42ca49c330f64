"""Who may submit a visit, and who may mend one."""

from webapp.accounts.people import User
from webapp.errors import Forbidden
from webapp.inspections.queries.visits import Row


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


def may_mark(user: User, visit: Row) -> bool:
    """Whether somebody may draw upon the photos: of a draft its two people, afterwards whoever in reach has a badge."""
    if visit["state"] == "draft":
        return takes_part(user, visit)
    return visit["state"] == "submitted" and user.may_inspect


def guard_marker(user: User, visit: Row) -> None:
    """Forbidden unless the person may draw upon the visit's photos."""
    if not may_mark(user, visit):
        raise Forbidden("提交前由这次检查的人员标注照片，提交后由持执法证的人员标注。")
