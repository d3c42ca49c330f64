"""What a phone says about a photo, in the query of its upload."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from webapp.errors import Invalid
from webapp.evidence.rules import PhotoKind

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Claims:
    """Checked, but still only what the phone says. Empty or None: it said nothing.

    `file_name` is what people see beside an attachment; no file of the storage is named by it.
    """

    kind: PhotoKind = PhotoKind.OTHER
    target: str = ""
    file_name: str = ""
    sha256: str = ""
    camera_sha256: str = ""
    camera_size: int | None = None
    taken_at: datetime | None = None
    offset_minutes: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None


def read_claims(query: Mapping[str, str]) -> Claims:
    """Read the query of an upload; Invalid names everything that cannot be used, not only the first."""
    errors: list[str] = []
    taken_at, offset = _moment(query.get("taken_at", "").strip(), errors)
    camera_size = _number(query, "camera_size", "原始文件大小", (0, 2**31 - 1), errors)
    claims = Claims(
        kind=_kind(query, errors),
        target=_text(query, "target", "所属项目", 100, errors),
        file_name=_text(query, "file_name", "文件名", 200, errors),
        sha256=_checksum(query, "sha256", "校验值", errors),
        camera_sha256=_checksum(query, "camera_sha256", "原始文件校验值", errors),
        camera_size=None if camera_size is None else int(camera_size),
        taken_at=taken_at,
        offset_minutes=offset,
        latitude=_number(query, "latitude", "纬度", (-90, 90), errors),
        longitude=_number(query, "longitude", "经度", (-180, 180), errors),
        accuracy=_number(query, "accuracy", "定位精度", (0, 1e7), errors),
    )
    if errors:
        raise Invalid("照片信息有误：" + "；".join(errors) + "。")
    return claims


def _text(query: Mapping[str, str], name: str, label: str, longest: int, errors: list[str]) -> str:
    value = query.get(name, "").strip()
    if len(value) > longest or "\0" in value:
        errors.append(f"{label}过长或含有无效字符")
        return ""
    return value


def _checksum(query: Mapping[str, str], name: str, label: str, errors: list[str]) -> str:
    value = query.get(name, "").strip().lower()
    if value and not _HASH.fullmatch(value):
        errors.append(f"{label}应为 64 位十六进制")
        return ""
    return value


def _number(
    query: Mapping[str, str], name: str, label: str, bounds: tuple[float, float], errors: list[str]
) -> float | None:
    value = query.get(name, "").strip()
    if not value:
        return None
    try:
        read = float(value)
    except ValueError:
        read = math.nan
    if not bounds[0] <= read <= bounds[1]:
        errors.append(f"{label}无效")
        return None
    return read


def _kind(query: Mapping[str, str], errors: list[str]) -> PhotoKind:
    value = query.get("kind", "").strip() or PhotoKind.OTHER.value
    try:
        return PhotoKind(value)
    except ValueError:
        errors.append("照片类型无效")
        return PhotoKind.OTHER


def _moment(value: str, errors: list[str]) -> tuple[datetime | None, int | None]:
    if not value:
        return None, None
    try:
        # A plus that nobody escaped arrives as a space.
        moment = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
        offset = moment.utcoffset()
        if offset is not None:
            return moment.astimezone(UTC), int(offset.total_seconds() // 60)
    except (ValueError, OverflowError):
        pass
    errors.append("拍摄时间无效（应为带时区的 ISO 8601）")
    return None, None
