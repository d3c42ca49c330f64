"""What the demo reads from the reference data: the checklist, violations, factors, groups of signs, areas."""

from __future__ import annotations

from dataclasses import dataclass
from json import loads

from webapp.areas.tables import Area
from webapp.checklists.rules.conditions import Facts, applies
from webapp.checklists.rules.scoring import ScoringRule
from webapp.checklists.tables import ChecklistItem, ChecklistVersion, Violation
from webapp.demo.book import Row
from webapp.demo.land.enterprises import Site
from webapp.enterprises.rules import Severity
from webapp.enterprises.tables import HazardFactor, Industry, SignGroup
from webapp.inspections.rules import slots
from webapp.subjects import Purpose, Subject

ACUTE = {"C013", "C016", "C021", "C019", "C015", "C093"}


@dataclass(frozen=True)
class Knowledge:
    """Rows by code; `items` in the order of the checklist."""

    version: int
    rule: ScoringRule
    items: dict[str, Row]
    violations: dict[str, Row]
    factors: dict[str, Row]
    groups: dict[str, slots.SignGroup]
    severe_groups: frozenset[str]
    towns: dict[str, str]

    def facts(self, site: Site) -> Facts:
        codes = [hazard["factor"] for hazard in site.hazards]
        groups = {group for code in codes for group in slots.groups_of(self.factors[code]["sign_groups"])}
        return Facts(
            severe=site.row["severity"] == Severity.SEVERE.value,
            workers=site.row["workers"],
            has_project=False,
            toxic="toxic" in groups and site.row["severity"] == Severity.SEVERE.value,
            acute=bool(ACUTE.intersection(codes)),
            radiation="radiation" in groups,
        )

    def applicable(self, site: Site) -> set[str]:
        """The codes of the items that apply to the enterprise."""
        facts = self.facts(site)
        return {
            code for code, item in self.items.items() if applies(item["applies_when"], facts) is not False
        }

    def slots(self, site: Site) -> list[slots.Slot]:
        groups = [
            group
            for hazard in site.hazards
            for group in slots.groups_of(self.factors[hazard["factor"]]["sign_groups"])
        ]
        return slots.slots_for(groups, self.groups)


async def learn() -> Knowledge:
    """Read everything once."""
    version = (
        await ChecklistVersion.select()
        .where(
            (ChecklistVersion.state == "published")
            & (ChecklistVersion.checklist.subject == Subject.EMPLOYER.value)
            & (ChecklistVersion.checklist.purpose == Purpose.INSPECTION.value)
            & ChecklistVersion.checklist.is_default.eq(True)  # type: ignore[union-attr]
        )
        .order_by(ChecklistVersion.number, ascending=False)
        .first()
    )
    if version is None:
        raise RuntimeError("the reference data are not loaded")
    items = (
        await ChecklistItem.select()
        .where(ChecklistItem.version == version["id"])
        .order_by(ChecklistItem.position)
    )
    industries = await Industry.select().where(Industry.hazard_class == "severe")
    areas = await Area.select(Area.code, Area.name).where((Area.code >= "34") & (Area.code < "35"))
    return Knowledge(
        version["id"],
        ScoringRule.from_json(loads(version["scoring"])),
        {row["code"]: row for row in items},
        {row["code"]: row for row in await Violation.select()},
        {row["code"]: row for row in await HazardFactor.select()},
        {
            row["code"]: slots.SignGroup(row["warning_signs"], row["mandatory_signs"], row["ppe"])
            for row in await SignGroup.select().order_by(SignGroup.position)
        },
        frozenset(row["code"] for row in industries if not any(mark in row["note"] for mark in ("*", "仅"))),
        {row["code"]: row["name"] for row in areas},
    )
