"""一户一档: the life of an enterprise in words, newest first."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.accounts.tables import Bureau
from webapp.areas import queries as areas
from webapp.audit.declared import Thing, all_events, event_named, thing_named
from webapp.audit.tables import EventRow
from webapp.audit.words import action_name
from webapp.db.sql.paging import Page, cut, decode
from webapp.enterprises.events import ENTERPRISE
from webapp.enterprises.queries import industry_names
from webapp.enterprises.rules.values import LABELS
from webapp.enterprises.rules.wording import shown_value
from webapp.enterprises.tables import HazardFactor

SIZE = 20
Names = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Entry:
    """One event as people read it."""

    at: datetime
    who: str
    title: str
    kind: str
    icon: str
    lines: list[str]
    href: str = ""


async def timeline(enterprise: int, cursor: str | None = None, size: int = SIZE) -> Page[Entry]:
    """What happened to an enterprise that the caller may see, newest first, `size` at a time."""
    # Steps inside of a draft: the visit or the document itself tells of them.
    quiet = [event.action for event in all_events() if event.quiet]
    query = EventRow.select().where(EventRow.enterprise == enterprise).order_by(EventRow.id, ascending=False)
    key = decode(cursor, 1)
    if key and isinstance(key[0], int):
        query = query.where(EventRow.id < key[0])
    page = cut(await query.where(EventRow.action.not_in(quiet)).limit(size + 1), "id", size=size)
    names = await _names(page.rows)
    return Page([entry(row, names) for row in page.rows], page.cursor)


async def _names(rows: list[dict[str, Any]]) -> Names:
    """The names of areas, bureaus, industries and factors that these changes speak of."""
    values: dict[str, set[str]] = {"area": set(), "bureau": set(), "industry": set(), "hazards": set()}
    for row in rows:
        if row["thing"] == "enterprise" and row["before"]:
            for side in (_dict(row["before"]), _dict(row["after"])):
                for key, found in values.items():
                    value = side.get(key)
                    found |= {
                        str(item) for item in (value if isinstance(value, dict | list) else [value]) if item
                    }
    names: Names = {
        "area": await areas.names(values["area"]),
        "industry": await industry_names(values["industry"]),
    }
    bureaus = [int(value) for value in values["bureau"] if value.isdigit()]
    if bureaus:
        found_bureaus = await Bureau.select(Bureau.id, Bureau.name).where(Bureau.id.is_in(bureaus))
        names["bureau"] = {str(row["id"]): row["name"] for row in found_bureaus}
    if values["hazards"]:
        found_factors = await HazardFactor.select(HazardFactor.code, HazardFactor.name).where(
            HazardFactor.code.is_in(sorted(values["hazards"])[:500])
        )
        names["hazards"] = {row["code"]: row["name"] for row in found_factors}
    return names


def entry(row: dict[str, Any], names: Names) -> Entry:
    """An event in words."""
    event, thing = event_named(row["action"]), thing_named(row["thing"])
    before, after = _dict(row["before"]), _dict(row["after"])
    return Entry(
        at=row["at"],
        who=row["name"],
        title=action_name(row["action"]),
        kind=event.colour if event else "grey",
        icon=event.icon if event else "circle",
        lines=_changes(before, after, names) if row["thing"] == "enterprise" else _notes(after),
        href=_href(thing, row["thing_id"]),
    )


def _href(thing: Thing | None, key: str) -> str:
    """The page of the thing; the enterprise's own is the one that shows this."""
    return thing.place.format(key) if thing and thing is not ENTERPRISE else ""


def _dict(text: str | None) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}


def _changes(before: dict[str, Any], after: dict[str, Any], names: Names) -> list[str]:
    if not before:
        return []
    return [
        f"{LABELS[key]}：{shown_value(key, before.get(key), names.get(key))} → "
        f"{shown_value(key, after[key], names.get(key))}"
        for key in after
        if key in LABELS
    ][:20]


def _notes(after: dict[str, Any]) -> list[str]:
    return [str(after[key])[:200] for key in ("title", "fact", "text", "reason", "note") if after.get(key)][
        :2
    ]
