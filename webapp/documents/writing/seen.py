"""What is known of a visit when somebody asks which documents fit it."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.checklists.rules.modes import Mode
from webapp.findings.rules import Handling


@dataclass(frozen=True)
class Found:
    """A finding as far as its document is concerned; `article` is the penalty's, 72-(四); `mended` on the spot."""

    number: int
    mode: Mode
    handling: Handling
    article: str = ""
    mended: bool = False

    @property
    def to_order(self) -> bool:
        """Whether an order tells to mend it: what was corrected on the spot needs none."""
        return self.handling is Handling.ORDER and not self.mended


@dataclass(frozen=True)
class Seen:
    """What is known of the visit; `closed` counts its findings that ended well, `issued` its issued documents."""

    inspected: bool
    patrol: bool
    findings: tuple[Found, ...] = ()
    rechecked: int = 0
    closed: int = 0
    issued: int = 0
    toxic: bool = False

    @property
    def ordered(self) -> list[Found]:
        return [one for one in self.findings if one.to_order]

    @property
    def advised(self) -> list[Found]:
        return [one for one in self.findings if one.handling is Handling.ADVICE]
