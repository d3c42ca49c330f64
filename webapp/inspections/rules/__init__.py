"""The words of a visit, the flags for a reviewer, and what a missing sign is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from webapp.checklists.rules import Result
from webapp.enterprises.rules import HazardLike, serious
from webapp.evidence.rules import CLOCK_TOLERANCE
from webapp.findings.rules import Handling
from webapp.labels import Labelled

__all__ = [
    "COMPLAINT",
    "KINDS",
    "PATROL",
    "RECHECK",
    "ROUTINE",
    "SPECIAL",
    "NoAccess",
    "Outcome",
    "Result",
    "Scope",
    "SlotResult",
    "VisitKind",
    "Who",
    "choices",
    "clock_is_off",
    "kind_of",
    "kinds_for",
    "label_of",
    "missing_sign",
    "photo_is_old",
    "who",
]

# Who arrives takes a picture of the gate before the visit is opened.
PHOTO_TOLERANCE = timedelta(hours=1)
MISSING_SIGN_VIOLATION = "V24"


class Scope(Labelled):
    """How much of its checklist a visit has to answer."""

    WHOLE = "whole", "整份检查表"
    TOUCHED = "touched", "答了的项"
    NONE = "none", "没有检查表"


class Who(Labelled):
    """Who makes a visit: people with a badge, or without one."""

    INSPECTOR = "inspector", "监督员"
    ASSISTANT = "assistant", "协管员"


@dataclass(frozen=True)
class VisitKind:
    """What a kind of visit is. Nothing asks which kind it is; everything asks one of these.

    `title` is what such a visit is called in a sentence. `judges`: verdicts, corrected hazards, a score, documents;
    `opens_findings`: what is wanting becomes a finding (else it is handed on to somebody who judges). `second_badge`: two
    people with different badges, who showed them and told of recusal, and somebody of the enterprise beside them.
    `rechecks`: it decides about the findings that were open before. `capped`: it counts towards the most visits that an
    enterprise has in a year.
    """

    value: str
    label: str
    title: str
    judges: bool = True
    opens_findings: bool = True
    second_badge: bool = True
    checklist: Scope = Scope.WHOLE
    rechecks: bool = False
    who: Who = Who.INSPECTOR
    capped: bool = False

    @property
    def brief(self) -> bool:
        """Only what was answered is looked at before submission."""
        return self.checklist is not Scope.WHOLE

    @property
    def nature(self) -> dict[str, bool]:
        """What a phone asks of it: static/js/visit/missing.js and shell.js."""
        return {
            "brief": self.brief, "judges": self.judges, "opens": self.opens_findings, "people": self.second_badge,
            "rechecks": self.rechecks,
        }  # fmt: skip


ROUTINE = VisitKind("routine", "日常", "日常检查", capped=True)
SPECIAL = VisitKind("special", "专项", "专项检查", capped=True)
RECHECK = VisitKind("recheck", "复查", "复查", checklist=Scope.TOUCHED, rechecks=True)
COMPLAINT = VisitKind("complaint", "投诉核查", "投诉核查")
# Made by people without a badge, who judge nothing (handbook 4.4).
PATROL = VisitKind(
    "patrol", "巡查", "巡查",
    judges=False, opens_findings=False, second_badge=False, checklist=Scope.NONE, who=Who.ASSISTANT,
)  # fmt: skip

# A kind is one row here; the first one of those who make it is proposed.
KINDS: dict[str, VisitKind] = {kind.value: kind for kind in (ROUTINE, SPECIAL, RECHECK, COMPLAINT, PATROL)}


def kind_of(value: str) -> VisitKind:
    """The kind that is stored as `value`; KeyError for none."""
    return KINDS[value]


class Makes(Protocol):
    @property
    def assistant(self) -> bool: ...


def who(person: Makes) -> Who:
    """As whom somebody makes visits."""
    return Who.ASSISTANT if person.assistant else Who.INSPECTOR


def kinds_for(maker: Who) -> list[VisitKind]:
    return [kind for kind in KINDS.values() if kind.who is maker]


def choices() -> list[tuple[str, str]]:
    """(value, label) of every kind, for a select box."""
    return [(kind.value, kind.label) for kind in KINDS.values()]


def labels() -> dict[str, str]:
    """Every kind's value and the word for it."""
    return dict(choices())


def label_of(value: str) -> str:
    """The word people read; the value itself for what is no kind."""
    return KINDS[value].label if value in KINDS else value


class Outcome(Labelled):
    INSPECTED = "inspected", "已检查"
    NO_ACCESS = "no_access", "无法检查"


class NoAccess(Labelled):
    """Why nothing could be inspected."""

    STOPPED = "stopped", "停业"
    MOVED = "moved", "搬迁"
    NOBODY = "nobody", "无人"
    REFUSED = "refused", "拒绝"


class SlotResult(Labelled):
    """What was seen of a sign or of protective equipment that the hazards demand."""

    PRESENT = "present", "有"
    ABSENT = "absent", "未设置"
    DAMAGED = "damaged", "破损不清"
    NA = "na", "不适用"
    NO_PHOTO = "no_photo", "拍不到"


def missing_sign(hazards_at_post: Iterable[HazardLike]) -> tuple[str | None, Handling]:
    """(violation code, handling) of a sign that is missing: V24 (法24-2, 72-(八)) where hazards are severe,
    else advice.
    """
    if serious(hazards_at_post):
        return MISSING_SIGN_VIOLATION, Handling.ORDER
    return None, Handling.ADVICE


def clock_is_off(offset: timedelta) -> bool:
    """A flag for the reviewer, never a refusal: the phone's clock differs by more than five minutes."""
    return abs(offset) > CLOCK_TOLERANCE


def photo_is_old(taken_at: datetime, started_at: datetime) -> bool:
    """A flag for the reviewer: taken before the visit began, as pictures of an album are (both times aware)."""
    return started_at - taken_at > PHOTO_TOLERANCE
