"""Reading checklists: all of them, one version with its items, and what visits may start with."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.query.functions.aggregate import Count

from webapp.accounts.people import User
from webapp.checklists.items import Comparison, compare
from webapp.checklists.rows import texts
from webapp.checklists.rules.scoring import ScoringRule
from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion, Violation
from webapp.clock import today
from webapp.errors import Invalid, NotFound
from webapp.folding import fold
from webapp.subjects import Purpose, Subject

Row = dict[str, Any]
BIGGEST_ID = 2**31 - 1
_MOST = 8
_kept: dict[tuple[int, datetime], list[Row]] = {}


@dataclass(frozen=True)
class Series:
    """A checklist with its versions, newest first, each with `size`, how many items it has."""

    id: int
    title: str
    note: str
    is_default: bool
    subject: Subject
    purpose: Purpose
    versions: list[Row]

    @property
    def draft(self) -> Row | None:
        return next((row for row in self.versions if row["state"] == "draft"), None)

    @property
    def published(self) -> Row | None:
        """The newest published version."""
        return next((row for row in self.versions if row["state"] == "published"), None)


async def series(user: User) -> list[Series]:
    """All checklists that have something to see, the default one first; drafts are for their keepers."""
    rows = await _versions(user)
    counts = {
        row["version"]: row["count"]
        for row in await ChecklistItem.select(ChecklistItem.version, Count()).group_by(ChecklistItem.version)
    }
    found: dict[int, Series] = {}
    for row in rows:
        pk = row["checklist"]
        made = found.setdefault(
            pk,
            Series(
                pk,
                row["title"],
                row["note"],
                row["is_default"],
                Subject(row["subject"]),
                Purpose(row["purpose"]),
                [],
            ),
        )
        made.versions.append(row | {"size": counts.get(row["id"], 0)})
    return sorted(found.values(), key=lambda one: (not one.is_default, one.title))


async def series_of(user: User, checklist: int) -> Series:
    """One checklist; NotFound when there is none (or nothing but a draft, for others than their keepers)."""
    for one in await series(user):
        if one.id == checklist:
            return one
    raise NotFound


async def _versions(user: User) -> list[Row]:
    query = ChecklistVersion.select(
        *ChecklistVersion.all_columns(),
        ChecklistVersion.checklist.title.as_alias("title"),
        ChecklistVersion.checklist.note.as_alias("note"),
        ChecklistVersion.checklist.is_default.as_alias("is_default"),
        ChecklistVersion.checklist.subject.as_alias("subject"),
        ChecklistVersion.checklist.purpose.as_alias("purpose"),
    ).order_by(ChecklistVersion.number, ascending=False)
    if not user.steward:
        query = query.where(ChecklistVersion.state == "published")
    return await query


async def version(pk: int) -> Row:
    """All columns of a version with `title`, `is_default` and `rule` (a ScoringRule); NotFound otherwise."""
    if not 0 < pk <= BIGGEST_ID:
        raise NotFound
    row: Row | None = await (
        ChecklistVersion.select(
            *ChecklistVersion.all_columns(),
            ChecklistVersion.checklist.title.as_alias("title"),
            ChecklistVersion.checklist.is_default.as_alias("is_default"),
        )
        .where(ChecklistVersion.id == pk)
        .first()
    )
    if row is None:
        raise NotFound
    return row | {"rule": ScoringRule.from_json(json.loads(row["scoring"]))}


async def version_for(user: User, checklist: int, pk: int) -> Row:
    """As `version`, of that checklist, and a draft only for its keepers."""
    row = await version(pk)
    if row["checklist"] != checklist or (row["state"] == "draft" and not user.steward):
        raise NotFound
    return row


async def items_of(version: int, published_at: datetime | None = None) -> list[Row]:
    """The items in the order of the checklist; callers do not change the rows.

    A published version never changes: with `published_at` one reading serves the process.
    """
    if published_at is not None and (version, published_at) in _kept:
        return _kept[version, published_at]
    rows = (
        await ChecklistItem.select().where(ChecklistItem.version == version).order_by(ChecklistItem.position)
    )
    if published_at is not None:
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[version, published_at] = rows
    return rows


async def item_of(version: int, pk: int) -> Row:
    """One item of a version; NotFound otherwise."""
    if not 0 < pk <= BIGGEST_ID:
        raise NotFound
    row: Row | None = await (
        ChecklistItem.select().where((ChecklistItem.id == pk) & (ChecklistItem.version == version)).first()
    )
    if row is None:
        raise NotFound
    return row


async def published(subject: str = Subject.EMPLOYER, purpose: str = Purpose.INSPECTION) -> list[Row]:
    """What can be filled in for this subject and purpose: of every checklist the newest published version that is in effect
    (id, number, checklist, title, is_default, verified, published_at), the default checklist first.
    """
    rows = await (
        ChecklistVersion.select(
            ChecklistVersion.id,
            ChecklistVersion.number,
            ChecklistVersion.checklist,
            ChecklistVersion.effective_on,
            ChecklistVersion.verified,
            ChecklistVersion.published_at,
            ChecklistVersion.checklist.title.as_alias("title"),
            ChecklistVersion.checklist.is_default.as_alias("is_default"),
        )
        .where(
            (ChecklistVersion.state == "published")
            & (ChecklistVersion.checklist.subject == str(subject))
            & (ChecklistVersion.checklist.purpose == str(purpose))
        )
        .order_by(ChecklistVersion.number, ascending=False)
    )
    newest: dict[int, Row] = {}
    for row in rows:
        if row["effective_on"] is None or row["effective_on"] <= today():
            newest.setdefault(row["checklist"], row)
    return sorted(newest.values(), key=lambda row: (not row["is_default"], row["title"]))


async def violations() -> dict[str, Row]:
    """The table of violations by code."""
    return {row["code"]: row for row in await Violation.select().order_by(Violation.code)}


async def titles() -> list[tuple[str, str]]:
    """(id, title) of all checklists, for a select box."""
    return [(str(row["id"]), row["title"]) for row in await Checklist.select().order_by(Checklist.title)]


async def comparison(user: User, old: int | None, new: int | None) -> tuple[Row, Row, Comparison, Row, Row]:
    """(old version, new version, what differs, old items by code, new items by code); items as texts."""
    if old is None or new is None:
        raise Invalid("请选择要比较的两个版本。")
    sides = []
    for pk in (old, new):
        row = await version(pk)
        if row["state"] == "draft" and not user.steward:
            raise NotFound
        sides.append((row, {item["code"]: texts(item) for item in await items_of(pk)}))
    (first, before), (second, after) = sides
    return first, second, compare(list(before.values()), list(after.values())), before, after


async def titled(title: str, but: int | None = None) -> bool:
    """Whether another checklist has this title, or one that looks the same."""
    rows = await Checklist.select(Checklist.id, Checklist.title)
    return any(row["id"] != but and fold(row["title"]) == fold(title) for row in rows)
