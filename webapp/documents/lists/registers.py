"""Reading the rows of numbers of the bureaus in reach."""

from __future__ import annotations

from typing import Any

from piccolo.query.functions.aggregate import Count

from webapp.accounts.people import User
from webapp.accounts.tables import Bureau
from webapp.db.sql.paging import Page, cut, decode
from webapp.documents.queries import named
from webapp.documents.tables import Document, NumberSeries
from webapp.errors import NotFound

Row = dict[str, Any]
SIZE = 100


def _columns() -> list[Any]:
    return [*NumberSeries.all_columns(), NumberSeries.bureau.name.as_alias("bureau_name")]


async def _bureaus(user: User) -> list[int]:
    """Those in reach, and the authorities in whose name they issue: their numbers are on the own papers."""
    own = list(user.bureaus) or [-1]
    rows = await Bureau.select(Bureau.authority).where(Bureau.id.is_in(own) & Bureau.authority.is_not_null())
    return [*own, *{row["authority"] for row in rows}]


def shown(row: Row) -> Row:
    return row | {"name": row["stem"].replace("{}", "×")}


async def series_in(user: User) -> list[Row]:
    """Every row of numbers in reach with how many are void, the newest year first."""
    rows = (
        await NumberSeries.select(*_columns())
        .where(NumberSeries.bureau.is_in(await _bureaus(user)))
        .order_by(NumberSeries.year, ascending=False)
        .order_by(NumberSeries.bureau, NumberSeries.stem)
        .limit(500)
    )
    void = (
        await Document.select(Document.series, Count())
        .where((Document.state == "void") & Document.series.is_in([row["id"] for row in rows] or [-1]))
        .group_by(Document.series)
    )
    counts = {row["series"]: row["count"] for row in void}
    return [shown(row) | {"void": counts.get(row["id"], 0)} for row in rows]


async def series_for(user: User, series: int) -> Row:
    """One row of numbers in reach; NotFound otherwise."""
    known = series if 0 < series < 2**31 else 0
    row = await NumberSeries.select(*_columns()).where(NumberSeries.id == known).first()
    if row is None or row["bureau"] not in await _bureaus(user):
        raise NotFound("没有这个编号系列，可能不在您的管辖范围内。")
    return shown(row)


async def register_of(series: int, cursor: str | None) -> Page[Row]:
    """The register, the highest number first. The caller has checked the reach."""
    query = (
        Document.select(
            Document.id, Document.number, Document.serial, Document.title, Document.state, Document.issued_at,
            Document.void_reason, Document.content, Document.enterprise, Document.enterprise.name.as_alias("enterprise_name"),
            Document.issued_by.name.as_alias("issuer_name"), Document.supersedes.number.as_alias("supersedes_number"),
        )
        .where(Document.series == series)
        .order_by(Document.serial, ascending=False)
        .limit(SIZE + 1)
    )  # fmt: skip
    key = decode(cursor, 1)
    if key and isinstance(key[0], int):
        query = query.where(Document.serial < key[0])
    return cut(await named(await query), "serial", size=SIZE)
