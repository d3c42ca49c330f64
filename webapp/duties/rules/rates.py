"""The rates of a county (rates.csv): what counts in them. 未知 stays in the denominator and out of the numerator (handbook-2 20.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from webapp.duties.rules import rows_of

# Whose facts are counted over the records of this year, since they fall due with a person or project, not by a cycle.
BY_OCCASION = frozenset({"exam_pre", "exam_off", "project"})


@dataclass(frozen=True)
class Rate:
    """A rate, its words, and its target in percent with where that comes from. `unit`: 户, 人 or 项."""

    code: str
    duty: str
    name: str
    numerator: str
    denominator: str
    unit: str
    board: str
    target: int
    basis: str
    checked: bool

    @property
    def by_occasion(self) -> bool:
        return self.duty in BY_OCCASION

    @property
    def target_basis(self) -> str:
        return self.basis if self.checked else f"{self.basis}，待核对"


@dataclass(frozen=True)
class Count:
    """What was counted: `done` of `due` in the rate's unit; households `known`, `lacking` and `excluded` of `households`."""

    done: int = 0
    due: int = 0
    households: int = 0
    known: int = 0
    lacking: int = 0
    excluded: int = 0

    @property
    def percent(self) -> float | None:
        """In percent with one decimal; None when there is nothing due."""
        return round(self.done * 100 / self.due, 1) if self.due else None

    @property
    def known_percent(self) -> float | None:
        return round(self.known * 100 / self.households, 1) if self.households else None


@cache
def rates() -> dict[str, Rate]:
    """Every rate of the board by its code."""
    return {
        row["code"]: Rate(
            row["code"], row["duty"], row["name"], row["numerator"], row["denominator"], row["unit"], row["board"],
            int(row["target"]), row["basis"], row["checked"] == "1",
        )
        for row in rows_of("rates.csv")
    }  # fmt: skip
