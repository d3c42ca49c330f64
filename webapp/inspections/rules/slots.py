"""Slots: one per sign and per piece of protective equipment that the enterprise's hazards demand (GBZ 158,
GB 39800).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.labels import Labelled

_NOTE = re.compile(r"（([^（）]*)）")


class SlotKind(Labelled):
    SIGN = "sign", "警示标识"
    PPE = "ppe", "个体防护用品"


@dataclass(frozen=True)
class SignGroup:
    """A row of sign-groups.csv as text: ``+`` joins what is demanded together, ``/`` what serves instead."""

    warning_signs: str
    mandatory_signs: str
    ppe: str


@dataclass(frozen=True)
class Slot:
    """``alternatives``: any one of these will do. ``note``: the standard in brackets, the same slot without
    it.
    """

    kind: SlotKind
    alternatives: tuple[str, ...]
    note: str = ""

    @property
    def name(self) -> str:
        return " 或 ".join(self.alternatives)

    @property
    def key(self) -> str:
        """The same for the same slot, whatever the hazards are that ask for it; fit for a database column."""
        return f"{self.kind.value}:{'/'.join(self.alternatives)}"


def slot_of(key: str) -> Slot:
    """The slot of a key that was recorded, whatever the hazards ask for today; ValueError when it is none."""
    kind, _, names = key.partition(":")
    if not names:
        raise ValueError(key)
    return Slot(SlotKind(kind), tuple(names.split("/")))


def groups_of(factor_groups: str) -> list[str]:
    """The sign groups of a hazard factor, written ``dust+arc``."""
    return [group.strip() for group in factor_groups.split("+") if group.strip()]


def slots_for(groups: Iterable[str], table: Mapping[str, SignGroup]) -> list[Slot]:
    """Slots without repetition: signs, then equipment, each in the table's order, whatever order the groups
    come in.

    A group that the table does not know calls for nothing.
    """
    wanted = set(groups)
    rows = [row for group, row in table.items() if group in wanted]
    signs = [
        slot
        for row in rows
        for text in (row.warning_signs, row.mandatory_signs)
        for slot in _read(text, SlotKind.SIGN)
    ]
    equipment = [slot for row in rows for slot in _read(row.ppe, SlotKind.PPE)]
    unique: dict[str, Slot] = {}
    for slot in signs + equipment:
        unique.setdefault(slot.key, slot)
    return list(unique.values())


def _read(text: str, kind: SlotKind) -> list[Slot]:
    """``防毒面具（GB 2890）+防护手套``: brackets are notes and may hold ``/`` (GB/T) that parts nothing."""
    slots = []
    notes = _NOTE.findall(text)
    bare = _NOTE.sub(lambda match: f"（{notes.index(match.group(1))}）", text)
    for part in bare.split("+"):
        note = "；".join(notes[int(number)] for number in _NOTE.findall(part))
        names = re.split(r"/|或", _NOTE.sub("", part))
        alternatives = tuple(name.strip() for name in names if name.strip())
        if alternatives:
            slots.append(Slot(kind, alternatives, note))
    return slots
