"""The signs that hazards call for, for looking at (the slots of a visit are made in inspections)."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class DemandsLike(Protocol):
    @property
    def warning_signs(self) -> str: ...
    @property
    def mandatory_signs(self) -> str: ...


def signs_of(hazards: Iterable[Mapping[str, Any]], groups: Mapping[str, DemandsLike]) -> list[str]:
    """The names of the signs, warnings first, each once, in the order of the groups."""
    wanted = {group.strip() for hazard in hazards for group in hazard["sign_groups"].split("+")}
    texts = [group.warning_signs for code, group in groups.items() if code in wanted]
    texts += [group.mandatory_signs for code, group in groups.items() if code in wanted]
    names = (name.strip() for text in texts for part in text.split("+") for name in part.split("/"))
    return list(dict.fromkeys(name for name in names if name))
