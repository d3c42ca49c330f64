"""What the camera wrote beside the picture: when, where, which way up. Make and model are nobody's business.

Every value may be garbage: what makes no sense is left out, and nothing here raises.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from PIL import Image

_ORIENTATION, _EXIF_IFD, _GPS_IFD = 0x0112, 0x8769, 0x8825
_TAKEN, _OFFSET, _SUBSECOND = 0x9003, 0x9011, 0x9291
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class CameraNotes:
    """taken_at in UTC (Beijing time is assumed when the camera wrote no offset); WGS 84 degrees; 1 to 8."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    orientation: int = 1


def camera_notes(block: bytes | None) -> CameraNotes:
    """Read an Exif block, with or without its `Exif\\0\\0` prefix."""
    if not block:
        return CameraNotes()
    try:
        exif = Image.Exif()
        exif.load(block)
        orientation = exif.get(_ORIENTATION)
        taken, position = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
    except Exception:
        return CameraNotes()
    latitude = _degrees(position.get(2), position.get(1), "S", 90)
    longitude = _degrees(position.get(4), position.get(3), "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        latitude = longitude = None  # 0/0 is what cameras write before they have a fix
    return CameraNotes(
        taken_at=_time(taken),
        latitude=latitude,
        longitude=longitude,
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
    )


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""


def _time(ifd: dict[int, Any]) -> datetime | None:
    try:
        written = _text(ifd.get(_TAKEN))
        moment = datetime.strptime(f"{written}Z", "%Y:%m:%d %H:%M:%S%z")
        if moment.year < 1990:
            return None
        zone = _CHINA
        if match := re.fullmatch(r"([+-])(\d\d):(\d\d)", _text(ifd.get(_OFFSET))):
            offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
            zone = timezone(-offset if match[1] == "-" else offset)
        fraction = re.match(r"\d{1,6}", _text(ifd.get(_SUBSECOND)))
        microsecond = int(fraction[0].ljust(6, "0")) if fraction else 0
        return moment.replace(microsecond=microsecond, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _degrees(parts: Any, reference: Any, negative: str, limit: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not math.isfinite(value) or not 0 <= value <= limit:
        return None
    return round(-value if _text(reference).upper() == negative else value, 7)
