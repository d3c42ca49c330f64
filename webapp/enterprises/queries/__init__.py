"""Reading enterprises: one of them, its hazards, what its hazards demand, who supervises a place."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.accounts.bureaus.tree import options
from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.areas import queries as areas
from webapp.areas.rules import end_of
from webapp.db import look, sql
from webapp.db.connect import SQLITE
from webapp.db.sql.statement import columns, marks
from webapp.enterprises.rules import Severity, severe_by_industry, severity
from webapp.enterprises.tables import Enterprise, HazardFactor, Industry
from webapp.errors import NotFound
from webapp.folding import fold

MOST_IDS = 500
KEYS = 341705  # the first number of the locks on keys of enterprises on PostgreSQL
BIGGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Demands:
    """What a group of hazards demands; `+` joins what is demanded together, `/` what serves instead."""

    warning_signs: str
    mandatory_signs: str
    ppe: str


@dataclass(frozen=True)
class Factor:
    """A hazard factor as far as severity is concerned."""

    severe: bool


async def enterprise_for(user: User, enterprise: int) -> dict[str, Any]:
    """All columns of one enterprise in the person's reach, with `bureau_name` and `bureau_code`; NotFound otherwise."""
    if not 0 < enterprise <= BIGGEST_ID:
        raise NotFound
    row: dict[str, Any] | None = await (
        Enterprise.select(
            *Enterprise.all_columns(),
            Enterprise.bureau.name.as_alias("bureau_name"),
            Enterprise.bureau.code.as_alias("bureau_code"),
        )
        .where((Enterprise.id == enterprise) & enterprise_condition(user, Enterprise))
        .first()
    )
    if row is None:
        raise NotFound
    return row


async def described(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The rows with `area_name` and `industry_name` (two queries, however many rows)."""
    names = await areas.names({row["area"] for row in rows})
    trades = await industry_names({row["industry"] for row in rows if row["industry"]})
    for row in rows:
        row["area_name"] = names.get(row["area"], row["area"])
        row["industry_name"] = trades.get(row["industry"], row["industry"])
    return rows


async def industry_names(codes: set[str]) -> dict[str, str]:
    """The names of some industries."""
    if not codes:
        return {}
    rows = await look(f"SELECT code, name FROM industry WHERE code IN ({marks(codes)})", *sorted(codes))  # noqa: S608
    return {row["code"]: row["name"] for row in rows}


async def hazards_of(enterprises: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """For each enterprise its factors: code, name, category, severe, sign_groups, exposed (people, or None)."""
    wanted = sorted(set(enterprises))
    found: dict[int, list[dict[str, Any]]] = {pk: [] for pk in wanted}
    for start in range(0, len(wanted), MOST_IDS):
        some = wanted[start : start + MOST_IDS]
        rows = await look(
            "SELECT h.enterprise, h.exposed, h.factor AS code, f.name, f.category, f.severe, f.sign_groups "  # noqa: S608
            "FROM enterprise_hazard h JOIN hazard_factor f ON f.code = h.factor "
            f"WHERE h.enterprise IN ({marks(some)}) ORDER BY h.factor",
            *some,
        )
        for row in rows:
            found[row.pop("enterprise")].append(row)
    return found


async def sign_groups() -> Mapping[str, Demands]:
    """What each group of hazards demands, in the order of the table."""
    rows = await look("SELECT code, warning_signs, mandatory_signs, ppe FROM sign_group ORDER BY position")
    return {row["code"]: Demands(row["warning_signs"], row["mandatory_signs"], row["ppe"]) for row in rows}


async def factors() -> list[dict[str, Any]]:
    """All hazard factors, by code (some 180)."""
    return await look(f"SELECT {columns(HazardFactor, 'f')} FROM hazard_factor f ORDER BY f.code")  # noqa: S608


async def factor_choices() -> list[dict[str, Any]]:
    """Code, name and category of each, to choose from."""
    return await look("SELECT code, name, category FROM hazard_factor ORDER BY code")


async def industries() -> dict[str, dict[str, Any]]:
    """All industries by code: sections, divisions, groups (some 300)."""
    rows = await look(f"SELECT {columns(Industry, 'i')} FROM industry i ORDER BY i.code")  # noqa: S608
    return {row["code"]: row for row in rows}


async def industry_choices() -> dict[str, dict[str, Any]]:
    """Code, name and parent of each, to choose from."""
    rows = await look("SELECT code, name, parent FROM industry ORDER BY code")
    return {row["code"]: row for row in rows}


def full_industry_code(code: str, table: Mapping[str, Mapping[str, Any]]) -> str:
    """The code with its section's letter (C303), as the catalogue of severe industries writes it."""
    division = code[:2]
    return f"{table[division]['parent']}{code}" if division in table and len(code) > 1 else code


def severe_notes(table: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """{full code: note} of the industries that are severe by the catalogue."""
    return {
        full_industry_code(row["code"], table): row["note"]
        for row in table.values()
        if row["hazard_class"] == Severity.SEVERE
    }


def severity_of(code: str, severe: Iterable[bool], table: Mapping[str, Mapping[str, Any]]) -> Severity:
    """严重 or 一般 of an enterprise by its industry and the severity of its factors."""
    by_industry = severe_by_industry(full_industry_code(code, table), severe_notes(table))
    return severity([Factor(each) for each in severe], by_industry)


async def bureaus_within(user: User) -> list[tuple[str, str]]:
    """(id, name) of the bureaus in the person's reach, for a select box: the tree, indented."""
    if not user.bureaus:
        return []
    rows = await look(
        f"SELECT id, code, name, parent FROM bureau WHERE id IN ({marks(user.bureaus)})",  # noqa: S608
        *user.bureaus,
    )
    return options(rows)


async def hold_key(row: Mapping[str, Any]) -> None:
    """Nobody else registers what has this code, or this name in whatever spelling, until the end of the transaction.

    No unique index can say it: workplaces and names are compared folded. SQLite's writers take turns anyway.
    """
    if not SQLITE:
        key = row["credit_code"] or fold(row["name"])[:200]
        await sql("SELECT pg_advisory_xact_lock({}, {})", KEYS, zlib.crc32(key.encode()) - 2**31)


async def twin(row: Mapping[str, Any], own: int = 0) -> dict[str, Any] | None:
    """The other enterprise that is the same workplace by its keys: id, name, bureau.

    By code and workplace; without a code by name, workplace and county. What looks equal is equal (folding.py).
    """
    columns = (Enterprise.id, Enterprise.name, Enterprise.bureau, Enterprise.workplace)
    found = Enterprise.select(*columns).where(Enterprise.id != own).order_by(Enterprise.id)
    if row["credit_code"]:
        found = found.where(Enterprise.credit_code == row["credit_code"])
    else:
        county = row["area"][:6]
        found = found.where(
            Enterprise.credit_code.is_null() & (Enterprise.name_key == fold(row["name"])[:200])
        )
        found = found.where((Enterprise.area >= county) & (Enterprise.area < end_of(county)))
    same = fold(row["workplace"])
    return next((one for one in await found if fold(one["workplace"]) == same), None)
