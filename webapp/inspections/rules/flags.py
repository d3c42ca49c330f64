"""What a reviewer should look at twice. Flags are shown, never a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.clock import local
from webapp.evidence.rules import is_early
from webapp.inspections.rules import clock_is_off, photo_is_old

FAR_M = 500.0


@dataclass(frozen=True)
class Shot:
    """A photo in the eyes of the flags: when it was taken as the phone says, and as the camera's EXIF says."""

    taken_at: datetime | None
    exif_taken_at: datetime | None = None
    received_at: datetime | None = None


def flags(
    *,
    clock_offset: int | None,
    started_at: datetime,
    distance: float | None,
    accuracy: float | None,
    located: bool,
    photos: Iterable[Shot],
    times: Iterable[str] = (),
) -> list[str]:
    """Sentences, none when nothing stands out. `clock_offset` in seconds; distance and accuracy in metres; `started_at`
    is when the visit began as far as anything depends on it, `times` what is to be said of that (clocks.doubts).
    """
    photos, found = list(photos), []
    if clock_offset is not None and clock_is_off(timedelta(seconds=clock_offset)):
        way = "慢" if clock_offset > 0 else "快"
        found.append(f"手机时钟与服务器相差较大：{way} {_much(abs(clock_offset) // 60)}。")
    found.extend(times)
    if not located:
        found.append("没有记录检查位置。")
    elif distance is not None and distance - (accuracy or 0) > FAR_M:
        found.append(f"检查位置距登记地址 {distance:.0f} 米。")
    old = [at for photo in photos if (at := older(photo.taken_at, photo.exif_taken_at, started_at))]
    if old:
        found.append(
            f"有 {len(old)} 张照片拍摄于检查开始以前（最早 {local(min(old)):%Y-%m-%d %H:%M}），可能取自相册，请核对。"
        )
    early = sum(_of_tomorrow(photo) for photo in photos)
    if early:
        found.append(f"有 {early} 张照片的拍摄时间晚于送达时间，手机时钟不准，按送达时间计。")
    return found


def _much(minutes: int) -> str:
    days = minutes // (24 * 60)
    return f"{days} 天" if days > 1 else f"{minutes} 分钟"


def _of_tomorrow(photo: Shot) -> bool:
    return (
        photo.taken_at is not None
        and photo.received_at is not None
        and is_early(photo.taken_at, photo.received_at)
    )


def older(taken_at: datetime | None, exif: datetime | None, began: datetime) -> datetime | None:
    """When a photo was taken that is older than the visit, by the phone's word or the camera's; None for every other."""
    times = [at for at in (taken_at, exif) if at is not None and photo_is_old(at, began)]
    return min(times, default=None)
