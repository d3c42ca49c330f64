"""How a bureau names and numbers each kind of document, and the next number of its row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.queries import bureau_for
from webapp.accounts.tables import Bureau
from webapp.audit import record
from webapp.clock import today
from webapp.db import lock, look, sql, transaction
from webapp.db.sql.statement import columns
from webapp.documents import kinds, numbering
from webapp.documents.events import STYLE_EDITED
from webapp.documents.kinds.base import Kind
from webapp.documents.numbering import Pattern
from webapp.documents.tables import DocumentStyle, NumberSeries
from webapp.errors import Invalid

Row = dict[str, Any]


@dataclass(frozen=True)
class Style:
    """`warning_basis`: on what an order may give a 警告; "" where the bureau has not turned that on."""

    title: str
    pattern: Pattern
    warning_basis: str = ""


def default(kind: Kind) -> Style:
    return Style(kind.label, kind.number)


async def styles_of(bureau: int) -> dict[Kind, Style]:
    """All kinds, with the bureau's own where it has set them."""
    found = {kind: default(kind) for kind in kinds.KINDS.values()}
    rows = await look(
        f"SELECT {columns(DocumentStyle, 's')} FROM document_style s WHERE s.bureau = {{}}",  # noqa: S608
        bureau,
    )
    for row in rows:
        pattern = Pattern(row["pattern"], row["category"], row["nature"], row["digits"])
        found[kinds.of(row["kind"])] = Style(
            row["title"], pattern, row["warning_basis"] if row["warns"] else ""
        )
    return found


async def style_of(bureau: int, kind: Kind) -> Style:
    return (await styles_of(bureau))[kind]


async def save_style(user: User, bureau: int, kind: Kind, style: Style) -> None:
    """Set title and pattern of one kind, by an administrator in whose reach the bureau is. Invalid in words."""
    if problem := numbering.problem(style.pattern):
        raise Invalid(problem)
    if not kind.own_title:
        style = replace(style, title=kind.label)
    if not kind.may_warn:
        style = replace(style, warning_basis="")
    row = await bureau_for(user, bureau)
    async with transaction():
        await lock(Bureau, bureau)
        before = await style_of(bureau, kind)
        if before == style:
            return
        values: Row = {
            "title": style.title, "pattern": style.pattern.text, "category": style.pattern.category,
            "nature": style.pattern.nature, "digits": style.pattern.digits,
            "warns": bool(style.warning_basis), "warning_basis": style.warning_basis,
        }  # fmt: skip
        known = await DocumentStyle.select(DocumentStyle.id).where(
            (DocumentStyle.bureau == bureau) & (DocumentStyle.kind == kind.value)
        )
        if known:
            columns: dict[Any, Any] = {
                DocumentStyle._meta.get_column_by_name(name): value for name, value in values.items()
            }
            await DocumentStyle.update(columns).where(DocumentStyle.id == known[0]["id"])
        else:
            await DocumentStyle.insert(DocumentStyle(bureau=bureau, kind=kind.value, **values))
        year = today().year
        await record(
            user, STYLE_EDITED, f"{bureau} {kind.value}", bureau=bureau,
            before=_told(before, row["short_name"], year), after=_told(style, row["short_name"], year),
        )  # fmt: skip


def _told(style: Style, short_name: str, year: int) -> Row:
    told = {"title": style.title, "number": preview(style, short_name, year, 1)}
    return told | ({"warning_basis": style.warning_basis} if style.warning_basis else {})


def preview(style: Style, short_name: str, year: int, serial: int) -> str:
    """What the number looks like; □ stands where the short name is missing."""
    return numbering.number(style.pattern, short_name or "□", year, serial)


async def next_numbers(bureau: Row) -> dict[Kind, str]:
    """The number that each kind would get now."""
    year = today().year
    rows = await NumberSeries.select().where(NumberSeries.bureau == bureau["id"])
    last = {row["stem"]: row["last"] for row in rows}
    return {
        kind: preview(
            style,
            bureau["short_name"],
            year,
            last.get(numbering.stem(style.pattern, bureau["short_name"], year), 0) + 1,
        )
        for kind, style in (await styles_of(bureau["id"])).items()
    }


async def take(bureau: Row, style: Style, year: int) -> Row:
    """The next number, in the transaction that issues: series (id), serial, number. The row stays locked until its end."""
    stem = numbering.stem(style.pattern, bureau["short_name"], year)
    await NumberSeries.insert(NumberSeries(bureau=bureau["id"], stem=stem, year=year, last=0)).on_conflict(
        target=(NumberSeries.bureau, NumberSeries.stem), action="DO NOTHING"
    )
    rows = await sql(
        "UPDATE number_series SET last = last + 1 WHERE bureau = {} AND stem = {} RETURNING id, last",
        bureau["id"],
        stem,
    )
    serial = rows[0]["last"]
    number = numbering.number(style.pattern, bureau["short_name"], year, serial)
    return {"series": rows[0]["id"], "serial": serial, "number": number}
