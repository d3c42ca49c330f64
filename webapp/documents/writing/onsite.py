"""What a phone needs to write and show the 现场检查笔录 of a visit by itself: see static/js/visit/record.js."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webapp.accounts.people import User
from webapp.audit.rules import canonical
from webapp.documents import kinds
from webapp.documents.rendering.context import View, view
from webapp.documents.rules import STATEMENT
from webapp.documents.verbs.styles import style_of
from webapp.documents.writing.blank import blank
from webapp.documents.writing.content import Content
from webapp.documents.writing.parts import (
    ON_SITE,
    RECHECKED,
    SEEN,
    SHOTS,
    bureau_part,
    enterprise_part,
    pictures_among,
    place_of,
)
from webapp.documents.writing.source import enterprise_of, issuer_of
from webapp.findings.rules import Recheck
from webapp.inspections.queries.record import Record
from webapp.inspections.queries.shortcomings import MOSTLY
from webapp.inspections.queries.visits import Row
from webapp.inspections.rules import choices

WORDS = {"seen": SEEN, "mostly": MOSTLY, "on_site": ON_SITE, "recheck": RECHECKED, "shots": SHOTS}


async def form_part(user: User, visit: Row, record: Record) -> dict[str, Any]:
    """`signing` for the form: the facts as canonical JSON, and the sheet with names in braces; None for a 巡查."""
    if not record.kind.judges:
        return {"signing": None}
    frame = await _frame(visit)
    people = {person: {"name": row["name"], "badge": row["badge"]} for person, row in record.people.items()}
    facts = {
        "frame": frame,
        "words": WORDS,
        "kinds": dict(choices()),
        "rechecks": dict(Recheck.choices()),
        # The blank form belongs to no visit yet; its ETag tells a phone that its copy is current.
        "started_at": _iso(visit["started_at"]) if visit["received_at"] else "",
        "lead": people.get(visit["lead"]),
        "second": people.get(visit["second"]),
        "open": [{"id": str(row["id"]), "fact": row["fact"]} for row in _in_order(record.open)],
        "photos": sorted(str(row["id"]) for _, row in pictures_among(record.photos)),
    }
    return {"signing": {"facts": canonical(facts).decode(), "paper": sheet(frame)}}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _in_order(rows: list[Row]) -> list[Row]:
    """As source.py orders the findings that were looked at again."""
    return sorted(rows, key=lambda row: (row["found_at"], row["number"], row["id"]))


async def _frame(visit: Row) -> Content:
    """The 笔录 as far as it does not depend on what is recorded on the spot."""
    bureau = await issuer_of(visit["bureau"])
    kind = kinds.on_site()
    content = blank(kind.value, (await style_of(bureau["id"], kind)).title)
    content["bureau"] = bureau_part(bureau)
    content["statement"] = STATEMENT
    if row := await enterprise_of(visit):
        content["enterprise"] = enterprise_part(row)
        content["visit"]["place"] = place_of(row)
    return content


def sheet(frame: Content) -> View:
    """The view of a 笔录 in which what the phone fills in is a name in braces, as static/js/visit/sheet.js knows them."""
    named: Content = {**frame, "facts": ["{facts}"]}
    named["enterprise"] = {name: f"{{enterprise.{name}}}" for name in frame["enterprise"]}  # type: ignore[typeddict-item]
    named["visit"] = {
        **frame["visit"],
        "started": "{period}",
        "place": "{place}",
        "companion": "{companion}",
        "companion_post": "{companion_post}",
        "inspectors": [{"name": "{inspectors}", "badge": ""}],
        "badge_shown": True,
        "avoidance_told": True,
    }
    return view(named, None, None, lambda _: None)
