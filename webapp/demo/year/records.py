"""The canonical records of all visits of the demo, from its rows: what inspections.canonical.build reads back.

A test compares the two, visit by visit: checking a receipt builds the record anew from the database.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from webapp.accounts.tables import Bureau, Person
from webapp.audit.rules import plain
from webapp.checklists.tables import ChecklistVersion
from webapp.db import sql
from webapp.demo.book import Book, Row
from webapp.demo.land.knowledge import Knowledge
from webapp.enterprises.tables import Enterprise, EnterpriseHazard
from webapp.evidence.tables import Photo
from webapp.inspections.receipts import canonical
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Slot


class Records:
    """Looks rows up by visit and enterprise."""

    def __init__(self, book: Book, known: Knowledge, checklist: Row, keys: dict[str, int]) -> None:
        self.book, self.known, self.checklist, self.keys = book, known, checklist, keys
        self.codes = {item["id"]: (item["position"], code) for code, item in known.items.items()}
        self.by_visit = {
            table: _grouped(book.rows.get(table, []), "inspection")
            for table in (Answer, DraftFinding, Slot, DraftRecheck)
        }
        photos = [row for row in book.rows.get(Photo, []) if row["owner_kind"] == OWNER]
        self.photos = _grouped(photos, "owner_id")
        self.hazards = _grouped(book.rows[EnterpriseHazard], "enterprise")
        self.firms = {row["id"]: row for row in book.rows[Enterprise]}
        self.bureaus = {row["id"]: row for row in book.rows[Bureau]}
        self.people = {row["id"]: row for row in book.rows[Person]}

    @classmethod
    async def read(cls, book: Book, known: Knowledge) -> Records:
        """With what only the database knows: how it sorts the keys of slots."""
        checklist = (
            await ChecklistVersion.select(
                ChecklistVersion.checklist.title.as_alias("title"),
                ChecklistVersion.number,
                ChecklistVersion.source,
            )
            .where(ChecklistVersion.id == known.version)
            .first()
        )
        keys = await sql("SELECT DISTINCT key FROM slot ORDER BY key")
        order = {row["key"]: number for number, row in enumerate(keys)}
        return cls(book, known, checklist or {}, order)

    def of(self, visit: Row) -> Row:
        """The record of one visit in JSON's own types."""
        record = {
            "format": canonical.FORMAT,
            "about": self._about(visit),
            "visit": {
                **_only(visit, canonical.HEADER),
                "score": None if visit["score"] is None else f"{visit['score']:.2f}",
                "counts": json.loads(visit["counts"]),
            },
            "answers": [
                _only({"measured": "", "code": self.codes[row["item"]][1], **row}, canonical.ANSWER)
                for row in self.by_visit[Answer][visit["id"]]
            ],
            "findings": [
                _only({"slot": "", "code": self.codes[row["item"]][1], **row}, canonical.FINDING)
                for row in sorted(self.by_visit[DraftFinding][visit["id"]], key=self._place)
            ],
            "slots": [
                _only(row, canonical.SLOT)
                for row in sorted(self.by_visit[Slot][visit["id"]], key=lambda row: self.keys[row["key"]])
            ],
            "rechecks": [
                _only(row, canonical.RECHECK)
                for row in sorted(self.by_visit[DraftRecheck][visit["id"]], key=lambda row: row["finding"])
            ],
            "photos": [
                _only(
                    {"exif_taken_at": None, "camera_sha256": "", "camera_size": None, **row}, canonical.PHOTO
                )
                for row in sorted(self.photos[str(visit["id"])], key=lambda row: str(row["id"]))
            ],
        }
        made: Row = plain(record)
        return made

    def _place(self, draft: Row) -> tuple[int, str]:
        return self.codes[draft["item"]][0], str(draft["id"])

    def _about(self, visit: Row) -> Row:
        firm = self.firms[visit["enterprise"]]
        bureau = self.bureaus[firm["bureau"]]
        names = (
            "id", "name", "credit_code", "area", "address", "latitude", "longitude", "industry", "severity",
        )  # fmt: skip
        wanted = sorted({visit["lead"], visit["second"], visit["submitted_by"]} - {None})
        return {
            "enterprise": {
                **_only(firm, names),
                "workplace": "",
                "bureau_name": bureau["name"],
                "bureau_code": bureau["code"],
            },
            "hazards": [
                {
                    "code": row["factor"],
                    "name": self.known.factors[row["factor"]]["name"],
                    "exposed": row["exposed"],
                }
                for row in sorted(self.hazards[firm["id"]], key=lambda row: str(row["factor"]))
            ],
            "people": [_only(self.people[person], ("id", "name", "badge")) for person in wanted],
            "checklist": self.checklist,
        }


def _only(row: Row, names: tuple[str, ...]) -> Row:
    return {name: row[name] for name in names}


def _grouped(rows: list[Row], name: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found
