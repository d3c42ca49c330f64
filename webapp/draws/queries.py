"""Reading draws: an organiser's and what is above it; bureaus below see what of a locked draw is theirs."""

import asyncio
import json
from dataclasses import replace
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import bureau_condition, bureaus_sql, enterprise_condition, reaches_bureau
from webapp.clock import today
from webapp.db import sql
from webapp.db.sql.paging import Page, cut, decode
from webapp.draws.tables import Draw, DrawEntry, DrawPaper, DrawSupplement, DrawWitness, Recusal
from webapp.draws.words import State, closings
from webapp.errors import NotFound

Row = dict[str, Any]
BIGGEST_ID = 2**31 - 1
MOST_LISTED = 200
SHOWN = 100
# What of a draw is public: that it was promised, whatever became of it.
PUBLIC = "d.committed_at IS NOT NULL"
_LIST = (
    "SELECT d.id, d.code, d.title, d.state, d.found, d.drawn, d.created_at, d.committed_at, d.drawn_at, d.bureau, "
    "b.name AS bureau_name FROM draw d JOIN bureau b ON b.id = d.bureau "
)


def dressed(row: Row) -> Row:
    return row | {"state_label": State(row["state"]).label}


async def listed(user: User) -> list[Row]:
    """The newest draws that this person may see."""
    own, values = bureaus_sql(user.bureaus, "d")
    theirs, more = bureaus_sql(user.bureaus, "e")
    rows = await sql(
        f"{_LIST} WHERE {own} OR (d.locked_at IS NOT NULL AND EXISTS "  # noqa: S608
        f"(SELECT 1 FROM draw_entry e WHERE e.draw = d.id AND {theirs})) ORDER BY d.id DESC LIMIT {MOST_LISTED}",
        *values,
        *more,
    )
    return [dressed(row) for row in rows]


async def draw_for(user: User, pk: int, *, organiser: bool = False) -> Row:
    """A draw with rule, strata and method unpacked and `mine`: whether it is the user's to run; NotFound out of reach."""
    row: Row | None = None
    if 0 < pk <= BIGGEST_ID:
        row = await (
            Draw.select(*Draw.all_columns(), Draw.bureau.name.as_alias("bureau_name"))
            .where(Draw.id == pk)
            .first()
        )
    if row is None:
        raise NotFound
    mine = reaches_bureau(user, row["bureau"])
    if not mine and (
        organiser or not row["locked_at"] or not await DrawEntry.exists().where(_within(user, pk))
    ):
        raise NotFound
    return unpacked(row) | {"mine": mine}


def unpacked(row: Row) -> Row:
    return dressed(row | {name: json.loads(row[name]) for name in ("rule", "strata", "method")})


def _within(user: User, pk: int) -> Any:
    return (DrawEntry.draw == pk) & enterprise_condition(user, DrawEntry.enterprise)


async def entries(user: User, pk: int) -> list[Row]:
    """Everything that was drawn, in the order of ranks, as far as it is in reach; with names of the people: for paper."""
    return await _told(pk, await DrawEntry.select().where(_within(user, pk)).order_by(DrawEntry.id))


async def entries_page(user: User, pk: int, cursor: str | None = None) -> Page[Row]:
    """A page of entries()."""
    rows = await _after(DrawEntry.select().where(_within(user, pk)), cursor)
    return replace(cut(rows, "id", size=SHOWN), rows=await _told(pk, rows[:SHOWN]))


async def entry(user: User, pk: int, key: str) -> Row | None:
    """One of entries(), None when it is not among them."""
    row = await DrawEntry.select().where(_within(user, pk) & (DrawEntry.key == key)).first()
    return (await _told(pk, [row]))[0] if row else None


async def totals(user: User, pk: int) -> tuple[int, int]:
    """How many entries() has, and how many of them are closed."""
    drawn = await DrawEntry.count().where(_within(user, pk))
    return drawn, await DrawEntry.count().where(_within(user, pk) & (DrawEntry.closed != ""))


async def public_entries(pk: int, cursor: str | None = None) -> Page[Row]:
    """A page of what was drawn at first, for everybody."""
    first = DrawEntry.select().where((DrawEntry.draw == pk) & (DrawEntry.replaces == ""))
    page = cut(await _after(first, cursor), "id", size=SHOWN)
    return replace(page, rows=[row | {"people": json.loads(row["people"])} for row in page.rows])


async def names_of(pk: int, changes: list[Row]) -> dict[str, str]:
    """The names under which the enterprises of these supplements were drawn, by key."""
    keys = {one[name] for one in changes for name in ("closed", "added")}
    rows = await DrawEntry.select(DrawEntry.key, DrawEntry.name).where(
        (DrawEntry.draw == pk) & DrawEntry.key.is_in(sorted(keys) or [""])
    )
    return {row["key"]: row["name"] for row in rows}


async def _after(found: Any, cursor: str | None) -> list[Row]:
    key = decode(cursor, 1)
    if key and isinstance(key[0], int):
        found = found.where(DrawEntry.id > key[0])
    rows: list[Row] = await found.order_by(DrawEntry.id).limit(SHOWN + 1)
    return rows


async def _told(pk: int, rows: list[Row]) -> list[Row]:
    names = await paper(pk, "names") or {}
    words = closings()
    for row in rows:
        row["people"] = json.loads(row["people"])
        row["team"] = [f"{names.get(badge, '')}（{badge}）" for badge in row["people"]]
        row["closed_label"] = words.get(row["closed"], row["closed"])
    return rows


async def paper(pk: int, kind: str) -> Any:
    """A frozen paper, None before."""
    row = (
        await DrawPaper.select(DrawPaper.text)
        .where((DrawPaper.draw == pk) & (DrawPaper.kind == kind))
        .first()
    )
    # A pool of 100,000 is some 15 MB of text.
    return await asyncio.to_thread(json.loads, row["text"]) if row else None


async def witnesses(pk: int) -> list[Row]:
    rows: list[Row] = await DrawWitness.select().where(DrawWitness.draw == pk).order_by(DrawWitness.id)
    return rows


async def supplements(pk: int) -> list[Row]:
    rows = await DrawSupplement.select().where(DrawSupplement.draw == pk).order_by(DrawSupplement.id)
    return [row | {"people": json.loads(row["people"])} for row in rows]


async def public_list() -> list[Row]:
    """Everything that was ever promised, the abandoned too."""
    rows = await sql(f"{_LIST} WHERE {PUBLIC} ORDER BY d.committed_at DESC, d.id DESC LIMIT {MOST_LISTED}")
    return [dressed(row) for row in rows]


async def public_draw(code: str) -> Row:
    """A draw that was promised; NotFound for every other, which for the public does not exist."""
    row = await (
        Draw.select(*Draw.all_columns(), Draw.bureau.name.as_alias("bureau_name"))
        .where((Draw.code == code[:20]) & Draw.committed_at.is_not_null())
        .first()
    )
    if row is None:
        raise NotFound
    return unpacked(row) | {"open": opened(row)}


def opened(row: Row) -> bool:
    """Whether names and secret are public: locked, and the day is there to which they were put off."""
    return bool(row["locked_at"]) and (row["names_on"] is None or row["names_on"] <= today())


async def recusals(user: User) -> list[Row]:
    """Declared relations of people to enterprises, both in reach, the newest first."""
    person: Any = Recusal.person
    rows: list[Row] = await (
        Recusal.select(
            Recusal.id, Recusal.person, Recusal.kind, Recusal.since, Recusal.note, Recusal.ended_at,
            person.name.as_alias("person_name"), Recusal.enterprise.name.as_alias("enterprise_name"),
            Recusal.declared_by.name.as_alias("by_name"), Recusal.declared_at,
        ).where(bureau_condition(user, person.bureau) & enterprise_condition(user, Recusal.enterprise)).order_by(Recusal.id, ascending=False).limit(MOST_LISTED)
    )  # fmt: skip
    return rows
