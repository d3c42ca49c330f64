"""The hazards to choose from: the chosen ones with their numbers, the others by category or by what is searched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.enterprises.queries import factors
from webapp.enterprises.rules.search import fold

Factor = dict[str, Any]


@dataclass
class HazardChoice:
    chosen: list[Factor] = field(default_factory=list)
    groups: dict[str, list[Factor]] = field(default_factory=dict)
    searched: str = ""


async def choice(codes: str | Iterable[str], exposed: Mapping[str, str], searched: str = "") -> HazardChoice:
    """What the hazards editor shows; a chosen factor carries `exposed` as it was typed."""
    wanted = set([codes] if isinstance(codes, str) else codes)
    word = fold(searched)[:60]
    found = HazardChoice(searched=searched)
    for row in await factors():
        if row["code"] in wanted:
            found.chosen.append({**row, "exposed": exposed.get(row["code"], "")})
        elif not word or word in row["search"] or word == row["code"].lower():
            found.groups.setdefault(row["category"], []).append(row)
    return found
