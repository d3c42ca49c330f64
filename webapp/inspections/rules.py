"""The words of a visit, the flags for a reviewer, and what a missing sign is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from webapp.checklists.rules import Result
from webapp.enterprises.rules import HazardLike, serious
from webapp.evidence.rules import CLOCK_TOLERANCE
from webapp.findings.rules import Handling
from webapp.labels import Labelled

__all__ = [
    "Kind",
    "NoAccess",
    "Outcome",
    "Result",
    "SlotResult",
    "clock_is_off",
    "missing_sign",
    "photo_is_old",
]

# Who arrives takes a picture of the gate before the visit is opened.
PHOTO_TOLERANCE = timedelta(hours=1)
MISSING_SIGN_VIOLATION = "V24"


class Kind(Labelled):
    ROUTINE = "routine", "日常"
    SPECIAL = "special", "专项"
    RECHECK = "recheck", "复查"
    COMPLAINT = "complaint", "投诉核查"
    PATROL = "patrol", "巡查"


class Outcome(Labelled):
    INSPECTED = "inspected", "已检查"
    NO_ACCESS = "no_access", "无法检查"


class NoAccess(Labelled):
    """Why nothing could be inspected."""

    STOPPED = "stopped", "停业"
    MOVED = "moved", "搬迁"
    NOBODY = "nobody", "无人"
    REFUSED = "refused", "拒绝"


class SlotResult(Labelled):
    """What was seen of a sign or of protective equipment that the hazards demand."""

    PRESENT = "present", "有"
    ABSENT = "absent", "未设置"
    DAMAGED = "damaged", "破损不清"
    NA = "na", "不适用"
    NO_PHOTO = "no_photo", "拍不到"


def missing_sign(hazards_at_post: Iterable[HazardLike]) -> tuple[str | None, Handling]:
    """(violation code, handling) of a sign that is missing: V24 (法24-2, 72-(八)) where hazards are severe,
    else advice.
    """
    if serious(hazards_at_post):
        return MISSING_SIGN_VIOLATION, Handling.ORDER
    return None, Handling.ADVICE


def clock_is_off(offset: timedelta) -> bool:
    """A flag for the reviewer, never a refusal: the phone's clock differs by more than five minutes."""
    return abs(offset) > CLOCK_TOLERANCE


def photo_is_old(taken_at: datetime, started_at: datetime) -> bool:
    """A flag for the reviewer: taken before the visit began, as pictures of an album are (both times aware)."""
    return started_at - taken_at > PHOTO_TOLERANCE
