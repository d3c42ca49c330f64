"""What a record must say before it is kept; each sentence stands beside its field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.duties.rules import Kind

OLDEST = date(1990, 1, 1)


@dataclass(frozen=True)
class Said:
    """A record as it was filled in; numbers that its kind does not have are None."""

    kind: str
    done_on: date | None
    agency: str = ""
    number: str = ""
    due: int | None = None
    done: int | None = None
    good: int | None = None
    hours: int | None = None
    note: str = ""


def problems(kind: Kind, said: Said, day: date) -> dict[str, str]:
    """Field and sentence of everything that cannot be, on that day."""
    found = {}
    if said.done_on and said.done_on > day:
        found["done_on"] = f"{kind.day}不能晚于今天（{day}）。还没有做的事，做完以后再登记。"
    elif said.done_on and said.done_on < OLDEST:
        found["done_on"] = f"{kind.day}早于 {OLDEST}，请检查年份。"
    if said.due is not None and said.done is not None and said.done > said.due:
        found["done"] = f"{kind.done}（{said.done}）不能多于{kind.due}（{said.due}），请核对报告上的数。"
    if said.done is not None and said.good is not None and said.good > said.done:
        found["good"] = f"{kind.good}（{said.good}）不能多于{kind.done}（{said.done}），请核对报告上的数。"
    return found
