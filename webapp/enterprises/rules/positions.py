"""Positions in WGS 84, as phones report them."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True)
class Position:
    """Degrees, north and east positive."""

    latitude: float
    longitude: float


def check_position(latitude: float, longitude: float) -> Position:
    """A position on earth, or ValueError in Chinese (also for not-a-number)."""
    if not -90 <= latitude <= 90:
        raise ValueError("纬度应在 -90 至 90 之间。")
    if not -180 <= longitude <= 180:
        raise ValueError("经度应在 -180 至 180 之间。")
    return Position(latitude, longitude)


def in_china(position: Position) -> bool:
    """Inside the box around China; outside of it an address was probably geocoded wrongly, or swapped."""
    return 3 <= position.latitude <= 54 and 73 <= position.longitude <= 136


def distance_m(one: Position, other: Position) -> float:
    """Metres along the great circle (haversine; the error against the ellipsoid is below 0.6 %)."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(other.longitude - one.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))
