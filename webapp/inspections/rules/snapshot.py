"""A visit as it stands before submission, as plain data for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from webapp.checklists.rules import Result
from webapp.findings.rules import Recheck
from webapp.inspections.rules import NoAccess, Outcome, SlotResult, VisitKind


@dataclass(frozen=True)
class FindingDraft:
    """A finding as written so far. ``photos`` shows the fault, ``after_photos`` what was mended on the
    spot; ``about`` names the sign or the protective equipment it is about, ``slot`` is its key, "" for others.
    """

    where: str
    fact: str = ""
    requirement: str = ""
    due_on: date | None = None
    on_site: bool = False
    on_site_note: str = ""
    photos: int = 0
    after_photos: int = 0
    about: str = ""
    slot: str = ""


@dataclass(frozen=True)
class ItemState:
    """``photos`` are those of the answer itself, not those of its findings. ``conflict``: two inspectors
    answered differently and neither has settled it; the item then has no result.
    """

    code: str
    result: Result | None = None
    note: str = ""
    photo_required: bool = False
    photos: int = 0
    findings: tuple[FindingDraft, ...] = ()
    conflict: bool = False


@dataclass(frozen=True)
class SlotState:
    key: str
    name: str
    result: SlotResult | None = None
    photos: int = 0
    reason: str = ""


@dataclass(frozen=True)
class RecheckState:
    """An open finding that a 复查 has to decide. ``where`` is its id, ``name`` what people read."""

    where: str
    name: str
    result: Recheck | None = None
    note: str = ""
    photos: int = 0


@dataclass(frozen=True)
class Visit:
    """A visit before submission. ``photos`` counts those that belong to the visit as a whole (the closed
    gate).

    Times are aware, and those that decide (clocks.py), the end once it is being submitted; badges are 执法证号, empty where there is none; ``findings`` are those outside the
    checklist.
    """

    kind: VisitKind
    started_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome = Outcome.INSPECTED
    no_access: NoAccess | None = None
    lead_badge: str = ""
    second_badge: str = ""
    showed_badge: bool = False
    told_rights: bool = False
    companion: str = ""
    conclusion: str = ""
    photos: int = 0
    items: tuple[ItemState, ...] = ()
    slots: tuple[SlotState, ...] = ()
    findings: tuple[FindingDraft, ...] = ()
    rechecks: tuple[RecheckState, ...] = ()
