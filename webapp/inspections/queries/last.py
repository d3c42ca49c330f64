"""What the last visit found, item by item: shown beside each item of the form, never part of what is written or sealed.

Items of different versions of one checklist are the same where their codes are (checklists/items.py); of another
checklist nothing is comparable. The item's newest answer counts, so that a 复查 that looked at three items hides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import reach_sql
from webapp.checklists.rules import Result
from webapp.clock import moment
from webapp.db import look
from webapp.findings.rules import ENDED, State
from webapp.folding import fold
from webapp.inspections.rules import Outcome

Row = dict[str, Any]
# Visits that are looked back upon, and how much of a fact is said.
MOST_VISITS = 6
FIRST_WORDS = 36


@dataclass(frozen=True)
class LastFinding:
    """What became of a problem of that time. `ended`: nobody owes anything any more."""

    id: int
    state: str
    ended: bool


@dataclass(frozen=True)
class LastAnswer:
    """`words`: the first ones of the fact, or of the note where there was no finding. `reworded`: the item's text has changed."""

    result: Result
    on: str
    words: str
    reworded: bool
    findings: tuple[LastFinding, ...] = ()

    @property
    def plain(self) -> bool:
        """Nothing was wrong, so that it is said quietly."""
        return self.result in (Result.MET, Result.NA)


async def last_answers(user: User, visit: Row, items: list[Row]) -> dict[str, LastAnswer]:
    """By item code, for a draft: of submitted visits to its enterprise that began before it, within the user's reach."""
    if not items or not visit["enterprise"]:
        return {}
    values = (
        visit["enterprise"],
        visit["version"],
        visit.get("began_at") or visit["started_at"],
        visit["id"],
    )  # fmt: skip
    reach, own = reach_sql(user, "i")
    rows = await look(_SQL.replace("{reach}", reach), *values, *own, MOST_VISITS, True)
    contents = {item["code"]: item["content"] for item in items}
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row["code"], []).append(row)
    return {code: _answer(found, contents[code]) for code, found in by_code.items() if code in contents}


def _answer(rows: list[Row], content: str) -> LastAnswer:
    first = rows[0]
    findings = [row for row in rows if row["finding"] is not None]
    return LastAnswer(
        result=Result(first["result"]),
        on=_day(first["began_at"]),
        words=first_words(findings[0]["fact"] if findings else first["note"]),
        reworded=fold(first["content"]) != fold(content),
        findings=tuple(_finding(row) for row in findings),
    )


def _finding(row: Row) -> LastFinding:
    state = State(row["state"])
    return LastFinding(row["finding"], state.label, state in ENDED)


def _day(at: datetime) -> str:
    return moment(at)[:10]


def first_words(text: str) -> str:
    """The first words of a fact, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else f"{line[: FIRST_WORDS - 1]}…"


_SQL = f"""
WITH earlier AS (
  SELECT i.id, i.began_at FROM inspection i JOIN checklist_version v ON v.id = i.version
  WHERE i.enterprise = {{}} AND i.state = 'submitted' AND i.outcome = '{Outcome.INSPECTED.value}' AND v.checklist =
  (SELECT w.checklist FROM checklist_version w WHERE w.id = {{}}) AND i.began_at < {{}} AND i.id <> {{}} AND {{reach}}
  ORDER BY i.began_at DESC LIMIT {{}}
), newest AS (
  SELECT c.code, c.content, a.result, a.note, e.id AS visit, e.began_at,
  ROW_NUMBER() OVER (PARTITION BY c.code ORDER BY e.began_at DESC, a.revision DESC) AS place
  FROM earlier e JOIN answer a ON a.inspection = e.id AND a.standing = {{}} AND a.result <> '' JOIN checklist_item c ON c.id = a.item
)
SELECT n.code, n.content, n.result, n.note, n.began_at, f.id AS finding, f.state, f.fact
FROM newest n LEFT JOIN finding f ON f.inspection = n.visit AND f.item_code = n.code
WHERE n.place = 1 ORDER BY n.code, f.id
"""  # noqa: S608 - our own names
