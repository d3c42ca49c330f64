"""What a room does for rooms above it that may not import it, declared in one object: `ROOM` in `webapp/<room>/room.py`.

Nothing is registered by importing a module. Whoever asks (`every("voiders")`) reads the rooms listed in webapp/rooms.py,
which are imported at the first question, so that every kind of process has all of them: the server, a command, a job's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from webapp.rooms import ROOMS

# The exact signatures stand beside those who call them, as named.
Hook = Callable[..., Any]


@dataclass(frozen=True)
class Room:
    name: str
    form_parts: tuple[Hook, ...] = ()  # inspections/hooks.py: names for the form of a visit
    followers: tuple[Hook, ...] = ()  # inspections/hooks.py: what follows from submitting a visit
    voiders: tuple[Hook, ...] = ()  # inspections/hooks.py: what follows from voiding a visit
    orders: tuple[Hook, ...] = ()  # findings/hooks.py: when a finding was ordered to be mended in writing
    listeners: tuple[Hook, ...] = ()  # findings/listeners.py: who hears of what happens to findings
    judges: Mapping[str, Hook] = field(default_factory=dict)  # reminders/judging.py: by kind of notice


@cache
def rooms() -> tuple[Room, ...]:
    """Every room that is listed, in that order."""
    return tuple(import_module(f"webapp.{name}.room").ROOM for name in ROOMS)


def every(what: str) -> list[Any]:
    """All hooks of one sort, in the order of the rooms."""
    return [hook for room in rooms() for hook in getattr(room, what)]


def by_key(what: str) -> dict[str, Any]:
    """All hooks of one sort that rooms declare by a key; two rooms may not claim the same one."""
    found: dict[str, Any] = {}
    for room in rooms():
        twice = found.keys() & getattr(room, what)
        if twice:
            raise RuntimeError(f"{what} declared twice: {sorted(twice)}")
        found |= getattr(room, what)
    return found
