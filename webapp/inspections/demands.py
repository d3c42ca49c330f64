"""What has to be looked at on site, by what the enterprise is to supervision: one provider for each subject."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from webapp.inspections.queries import places
from webapp.inspections.rules.slots import Slot
from webapp.subjects import Subject

Row = dict[str, Any]


@dataclass(frozen=True)
class Demands:
    """`hazards` are the factors that are registered, `slots` the signs and the equipment that are demanded, `severe` the
    keys of those that a severe hazard calls for.
    """

    hazards: list[Row]
    slots: list[Slot]
    severe: frozenset[str]


Provider = Callable[[int], Awaitable[Demands]]


async def of_employer(enterprise: int) -> Demands:
    """Hazards are what a 用人单位 has, and signs and equipment follow from them."""
    hazards = await places.hazards_of(enterprise)
    slots, severe = await places.demands_of(hazards)
    return Demands(hazards, slots, severe)


PROVIDERS: dict[Subject, Provider] = {Subject.EMPLOYER: of_employer}


async def demands_on(subject: str, enterprise: int) -> Demands:
    """What this enterprise, which is of this subject, has to have on site; nothing where nobody says."""
    provider = PROVIDERS.get(Subject(subject))
    return await provider(enterprise) if provider else Demands([], [], frozenset())
