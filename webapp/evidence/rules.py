"""What a photo shows. The owner (answer, slot, report …) is kept apart from the kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.labels import Labelled

# What two right clocks and a slow line may differ by.
CLOCK_TOLERANCE = timedelta(minutes=5)


def is_early(taken_at: datetime, received_at: datetime) -> bool:
    """Whether a photo was taken after it arrived, says the phone (both times aware)."""
    return taken_at - received_at > CLOCK_TOLERANCE


def taken_at(photo: Mapping[str, Any]) -> datetime | None:
    """When a photo was taken, says the phone; None where it says nothing, or something that cannot be."""
    at: datetime | None = photo["taken_at"]
    return None if at is None or is_early(at, photo["received_at"]) else at


class PhotoKind(Labelled):
    SIGN = "sign", "警示标识"
    PPE = "ppe", "个体防护用品"
    FACILITY = "facility", "防护设施"
    NOTICE = "notice", "公告栏"
    PAPERS = "papers", "申报检测资料"
    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"
    OTHER = "other", "其他"


class Derived(Labelled):
    """Whether the thumbnail exists. A PDF never has one; of what was swept first the row knows, then the bytes go."""

    WAITING = "waiting", "处理中"
    READY = "ready", "已就绪"
    FAILED = "failed", "无法显示"
    NONE = "none", "文件"
    SWEPT = "swept", "待清理"
    GONE = "gone", "已清理"
