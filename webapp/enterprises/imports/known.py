"""What rows of an import are judged against, looked up in bulk: never a query for a row."""

from collections.abc import Sequence
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.tables import Bureau, BureauArea
from webapp.areas.queries import ended_areas
from webapp.areas.rules import ancestors, end_of
from webapp.areas.tables import Area
from webapp.db import sql
from webapp.db.sql.statement import marks
from webapp.enterprises.imports.judging import Judged, Key, Known, key_of
from webapp.enterprises.imports.places import Places, area_text
from webapp.enterprises.queries import factors, hazards_of, industries, severe_notes
from webapp.enterprises.rules.search import fold
from webapp.enterprises.rules.values import FIELDS
from webapp.errors import Forbidden
from webapp.imports.headings import learned_by

NAME = "enterprises"
EXISTING = f"SELECT id, revision, {', '.join(FIELDS)} FROM enterprise"  # noqa: S608


async def load_known(user: User) -> Known:
    """Everything but the areas, which are looked up batch by batch."""
    if user.bureau is None:
        raise Forbidden("导入只供监管机构的人使用。")
    trades = await industries()
    hazards = await factors()
    bureaus = await Bureau.select(Bureau.id, Bureau.code, Bureau.name, Bureau.active)
    mine = [row for row in bureaus if row["id"] in user.bureaus]
    active = {row["id"] for row in bureaus if row["active"]}
    placed = await BureauArea.select(BureauArea.bureau, BureauArea.area)
    by_name: dict[str, str] = {}
    for row in hazards:
        for name in (row["code"], row["name"]):
            by_name[fold(name)] = row["code"]
    industry_names = {fold(row["name"]): row["code"] for row in reversed(trades.values()) if row["parent"]}
    return Known(
        industries=industry_names | {code: code for code, row in trades.items() if row["parent"]},
        sections={code: row["parent"] for code, row in trades.items() if len(code) == 2},
        severe_notes=severe_notes(trades),
        factors=by_name,
        severe_factors=frozenset(row["code"] for row in hazards if row["severe"]),
        bureaus={key: row["id"] for row in mine for key in (fold(row["name"]), fold(row["code"]))},
        bureau_names={row["id"]: row["name"] for row in bureaus},
        area_bureaus={row["area"]: row["bureau"] for row in placed if row["bureau"] in active},
        reach=frozenset(user.bureaus),
        own_bureau=user.bureau,
        ended=await ended_areas(),
        learned=await learned_by(user.bureau, NAME),
    )


async def look_up_areas(known: Known, typed: set[str]) -> None:
    """Add what was typed in a batch to `known.areas`."""
    wanted = {area_text(text) for text in typed if text} - known.areas.keys()
    if not wanted:
        return
    codes = [text[:12] for text in wanted if text.isdigit() and text.isascii()]
    names = [text[:200] for text in wanted if not text.isdigit()]
    known.areas.update(dict.fromkeys(wanted, ""))
    if codes:
        rows = await Area.select(Area.code).where(Area.code.is_in(codes))
        known.areas.update({row["code"]: row["code"] for row in rows})
    if names:
        rows = await Area.select(Area.code, Area.full_name).where(Area.full_name.is_in(names))
        seen: set[str] = set()
        # Of one that was given a new code and kept its name, the one that is.
        living = {row["full_name"] for row in rows if row["code"] not in known.ended}
        for row in rows:
            if row["code"] in known.ended and row["full_name"] in living:
                continue
            # A name that several areas have says nothing.
            known.areas[row["full_name"]] = "" if row["full_name"] in seen else row["code"]
            seen.add(row["full_name"])
        await _look_up_names([name for name in names if name not in seen], known)


async def _look_up_names(names: Sequence[str], known: Known) -> None:
    """Names that do not begin with the province mean a place within reach, when only one has them."""
    if not names:
        return
    known.places = known.places or await _places(known)
    for name in names:
        named = known.places.named(name)
        found = {code: full for code, full in named.items() if code not in known.ended} or named
        if len(found) == 1:
            known.areas[name] = next(iter(found))
        elif found:
            known.choices[name] = found


async def _places(known: Known) -> Places:
    codes = [code for code, bureau in known.area_bureaus.items() if bureau in known.reach]
    rows: dict[str, dict[str, Any]] = {}
    for code in codes:
        for row in await sql(
            "SELECT code, name, full_name FROM area WHERE code >= {} AND code < {}", code, end_of(code)
        ):
            rows[row["code"]] = row
    above = {one for code in rows for one in ancestors(code)} - rows.keys()
    more = await Area.select(Area.code, Area.name).where(Area.code.is_in(sorted(above))) if above else []
    return Places(rows.values(), {row["code"]: row["name"] for row in (*rows.values(), *more)})


async def look_up_existing(batch: Sequence[Judged]) -> dict[Key, dict[str, Any]]:
    """The enterprises that the rows of a batch speak of, with their `hazards`, by Judged.key."""
    codes = sorted({row.values["credit_code"] for row in batch if row.values.get("credit_code")})
    names = sorted(
        {row.key[1] for row in batch if not row.values.get("credit_code") and row.values.get("name")}
    )
    rows: list[dict[str, Any]] = []
    if codes:
        rows += await sql(f"{EXISTING} WHERE credit_code IN ({marks(codes)}) ORDER BY id", *codes)
    if names:
        rows += await sql(
            f"{EXISTING} WHERE name_key IN ({marks(names)}) AND credit_code IS NULL ORDER BY id", *names
        )
    hazards = await hazards_of(row["id"] for row in rows)
    typed = {row.key: (row.values.get("workplace", ""), row.values.get("name", "")) for row in batch}
    found: dict[Key, dict[str, Any]] = {}
    for row in rows:
        row["hazards"] = {hazard["code"]: hazard["exposed"] for hazard in hazards[row["id"]]}
        key = key_of(row)
        # Of two that look the same, the one that is written as in the file.
        if key not in found or typed.get(key) == (row["workplace"], row["name"]):
            found[key] = row
    return found
