"""Whose clock decides: a phone's times against the moments at which the server heard of them. Nothing here reads.

docs/decisions/0006-the-clock-that-decides.md says why the limits are these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp.clock import local
from webapp.evidence.rules import CLOCK_TOLERANCE
from webapp.inspections.rules import clock_is_off
from webapp.labels import Labelled

# How long a visit may wait on a phone until the server's time counts instead (MASHANG_LATE_DAYS).
LATE = timedelta(days=30)
# From when on the reviewer is told that a visit arrived late, though the phone is believed.
SLOW = timedelta(days=7)
# A phone that is off by less may submit: what it wrote is mended by the difference that was measured.
MENDABLE = timedelta(days=1)

MOST_OFFSET = 2**31 - 1


class Doubt(Labelled):
    """Why the phone's time does not count as it stands."""

    CLOCK = "clock", "手机时钟不准，按测得的差值更正"
    AHEAD = "ahead", "晚于送达时间"
    OLD = "old", "比送达时间早太多"


@dataclass(frozen=True)
class Trusted:
    """The time that decides, never after the receipt; `doubt` when it is not the one that was claimed."""

    at: datetime
    doubt: Doubt | None = None


def clock_offset(sent: datetime, received: datetime) -> int:
    """Seconds, server minus phone, as far as the column holds them."""
    return max(-MOST_OFFSET, min(MOST_OFFSET, round((received - sent).total_seconds())))


def trusted_time(
    claimed: datetime, received: datetime, *, offset: int | None = None, late: timedelta = LATE
) -> Trusted:
    """What a phone's time is worth to a server that heard of it at `received` (both aware).

    `offset` (seconds, server minus phone) was measured when the phone sent something; within the tolerance it is noise.
    A claim after the receipt is cut to it, without a doubt when it is only a little after. One that is older than
    `late` does not count: then the receipt does.
    """
    said, doubt = claimed, None
    if offset is not None and clock_is_off(timedelta(seconds=offset)):
        doubt = Doubt.CLOCK
        try:
            said = claimed + timedelta(seconds=offset)
        except OverflowError:
            return Trusted(received, Doubt.AHEAD if offset > 0 else Doubt.OLD)
    if said - received > CLOCK_TOLERANCE:
        return Trusted(received, Doubt.AHEAD)
    if received - said > late:
        return Trusted(received, Doubt.OLD)
    return Trusted(min(said, received), doubt)


def trusted_end(
    claimed: datetime | None,
    submitted: datetime,
    began: datetime,
    *,
    offset: int | None = None,
    late: timedelta = LATE,
) -> Trusted:
    """When a visit that began at `began` (as trusted_time says) was over; without a claim when it was submitted.

    A clock that was set right between beginning and end is believed as it stands.
    """
    if claimed is None:
        return Trusted(submitted)
    mended = trusted_time(claimed, submitted, offset=offset, late=late)
    if mended.doubt:
        plain = trusted_time(claimed, submitted, late=late)
        if not plain.doubt and plain.at >= began and (mended.doubt is not Doubt.CLOCK or mended.at < began):
            return plain
    return mended


def times_at_submission(
    visit: Mapping[str, Any], sent: datetime | None, submitted: datetime, late: timedelta
) -> dict[str, datetime]:
    """The columns ended_at, over_at and submitted_at of a visit that is submitted now.

    Without an end that can be, the submission was the end. The copy of a voided visit keeps what was decided, unless
    another end is sent.
    """
    offset, began = visit["clock_offset"], began_of(visit)
    said = sent or visit["ended_at"]
    if said is not None and end_refused(said, submitted, offset):
        said = None
    if said is not None and visit["over_at"] and said == visit["ended_at"]:
        return {"ended_at": said, "over_at": visit["over_at"], "submitted_at": submitted}
    over = trusted_end(said, submitted, began, offset=offset, late=late).at
    if over < began and _differ(visit["started_at"], began):  # the server's time began it, so it ends it
        over = submitted
    return {"ended_at": said or submitted, "over_at": over, "submitted_at": submitted}


def end_refused(claimed: datetime, submitted: datetime, offset: int | None = None) -> str:
    """Why an end cannot be submitted, in a sentence that names the clock; "" when it can."""
    if claimed - submitted <= CLOCK_TOLERANCE:
        return ""
    measured = timedelta(seconds=offset or 0)
    mendable = clock_is_off(measured) and abs(measured) <= MENDABLE + CLOCK_TOLERANCE
    if mendable and claimed + measured - submitted <= CLOCK_TOLERANCE:
        return ""
    return (
        f"结束时间 {local(claimed):%Y-%m-%d %H:%M} 晚于现在的服务器时间 {local(submitted):%Y-%m-%d %H:%M}，"
        f"手机时钟快了约 {length(claimed - submitted)}。"
        "请在手机设置里打开“自动确定日期和时间”，再提交；现场笔录已签名的，请重新签名。"
    )


def length(span: timedelta) -> str:
    """About how long, in its largest unit: 184 天, 5 小时, 12 分钟."""
    minutes = round(abs(span).total_seconds() / 60)
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} 天"
    return f"{minutes // 60} 小时" if minutes >= 120 else f"{minutes} 分钟"


def doubts(visit: Mapping[str, Any]) -> Iterator[str]:
    """What a reviewer should know of a visit's times, in sentences; `visit` is a row of the visit's table."""
    started, ended = visit["started_at"], visit["ended_at"]
    began, over = began_of(visit), visit["over_at"]
    if _differ(started, began):
        yield _said("开始", started, began, visit["received_at"], "送达")
    elif visit["copy_of"] is None and visit["received_at"] - began > SLOW:
        yield f"检查开始 {length(visit['received_at'] - began)}后才送达服务器。"
    if ended is not None and over is not None and _differ(ended, over):
        yield _said("结束", ended, over, visit["submitted_at"], "提交")
    elif ended is not None and over is None and ended < began and _differ(started, began):
        yield f"手机记录的结束时间 {_clock(ended)} 早于开始送达的时间，将按提交时间计。"


def began_of(visit: Mapping[str, Any]) -> datetime:
    """When a visit began as far as anything depends on it."""
    at: datetime = visit.get("began_at") or visit["started_at"]
    return at


def shown(visit: Mapping[str, Any]) -> tuple[datetime, datetime | None]:
    """Beginning and end as papers say them: the phone's words, unless they are more than a day beside what counts.

    What people read and signed on the spot is not contradicted for the sake of minutes.
    """
    started, ended = visit["started_at"], visit["ended_at"]
    began, over = began_of(visit), visit.get("over_at")
    if abs(began - started) > MENDABLE or (ended and over and abs(over - ended) > MENDABLE):
        return began, over or ended
    return started, ended


def _differ(one: datetime, other: datetime) -> bool:
    return abs(one - other) > CLOCK_TOLERANCE


def _said(what: str, claimed: datetime, counted: datetime, heard: datetime | None, event: str) -> str:
    far = claimed - counted
    way = "晚" if far > timedelta() else "早"
    if counted == heard:
        return f"手机记录的{what}时间 {_clock(claimed)} 比{event}时间{way} {length(far)}，不可信；期限、次序等按{event}时间 {_clock(counted)} 计。"
    return f"手机记录的{what}时间 {_clock(claimed)} 按服务器时钟更正为 {_clock(counted)}，期限、次序等按更正后的时间计。"


def _clock(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"
