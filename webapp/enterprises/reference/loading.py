"""Industries, hazard factors and sign groups that come with the product."""

import csv
from pathlib import Path

from webapp.db import transaction
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.tables import HazardFactor, Industry, SignGroup

DATA = Path(__file__).parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of our own CSV files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def load_enterprise_data() -> None:
    """Load what is missing; never touches what an administrator changed."""
    async with transaction():
        if not await Industry.exists():
            await Industry.insert(*_industries())
        if not await SignGroup.exists():
            await SignGroup.insert(*_groups())
        if not await HazardFactor.exists():
            await HazardFactor.insert(*_factors())


def _industries() -> list[Industry]:
    classes = {"严重": "severe", "一般": "general"}
    found = {
        row["division"] or row["section"]: Industry(
            code=row["division"] or row["section"],
            name=row["name"],
            parent=row["section"] if row["division"] else "",
        )
        for row in rows_of("industries.csv")
    }
    for row in rows_of("industry-hazard-class.csv"):
        # Groups carry the section's letter in the source (B061); GB/T 4754 codes themselves do not.
        code = row["code"][1:]
        found.setdefault(
            code,
            Industry(
                code=code,
                name=row["name"],
                parent=code[:2],
                hazard_class=classes[row["class"]],
                note=row["note"],
            ),
        )
    return list(found.values())


def _groups() -> list[SignGroup]:
    return [
        SignGroup(
            code=row["sign_group"],
            position=position,
            situation=row["situation"],
            warning_signs=row["warning_signs"],
            mandatory_signs=row["mandatory_signs"],
            ppe=row["ppe"],
        )
        for position, row in enumerate(rows_of("sign-groups.csv"))
    ]


def _factors() -> list[HazardFactor]:
    return [
        HazardFactor(
            code=row["code"],
            category=row["category"],
            name=row["name"],
            search=search_text(row["name"], row["cas"], most=200),
            cas=row["cas"],
            severe=row["severe"] == "1",
            sign_groups=row["sign_groups"],
        )
        for row in rows_of("hazard-factors.csv")
    ]
