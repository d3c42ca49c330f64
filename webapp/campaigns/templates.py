"""Templates of phases that a new campaign can begin with: data/campaign-templates.csv, days of a year as month-day."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from webapp.campaigns.rules import Phase

DATA = Path(__file__).parent / "data" / "campaign-templates.csv"


@dataclass(frozen=True)
class Template:
    """`rows`: (phase without a year's dates, first and last month-day, what is done)."""

    code: str
    title: str
    kind: str
    basis: str
    verified: bool
    rows: tuple[dict[str, str], ...]

    def phases(self, year: int) -> list[tuple[Phase, str]]:
        """(phase, what is done in it) for a year."""
        return [
            (
                Phase(row["phase"], _day(year, row["from"]), _day(year, row["to"]), row["inspects"] == "yes"),
                row["work"],
            )
            for row in self.rows
        ]


def _day(year: int, text: str) -> date:
    month, day = map(int, text.split("-"))
    return date(year, month, day)


@cache
def templates() -> dict[str, Template]:
    """All of them by code, the default first."""
    found: dict[str, list[dict[str, str]]] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["template"], []).append(row)
    return {
        code: Template(
            code,
            rows[0]["title"],
            rows[0]["kind"],
            rows[0]["basis"],
            rows[0]["verified"] == "已核对",
            tuple(rows),
        )
        for code, rows in found.items()
    }
