"""The files of an import: the template that people fill, and the rows that were not imported, to be mended (blocking)."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.tables import BureauArea
from webapp.areas.rules import end_of
from webapp.db import look
from webapp.enterprises.import_columns import AREAS, FACTORS, HEADINGS, NOTES, SHEET, TRADES, template_notes
from webapp.enterprises.judging import ERROR
from webapp.enterprises.queries import factor_choices, industry_choices
from webapp.enterprises.rules import Registration, Size, Status
from webapp.enterprises.tables import ImportRow
from webapp.web.lists_rows import shown_rows
from webapp.web.sheets_write import Book

REASON = "未导入的原因"
PLACE = "原来的位置"
FILLED = 5_000
MOST_AREAS = 5_000
Lists = Mapping[str, Sequence[Sequence[Any]]]


async def code_sheets(user: User) -> Lists:
    """What the code sheets of the template list: areas within reach, industries, hazard factors."""
    given = await BureauArea.select(BureauArea.area).where(BureauArea.bureau.is_in(sorted(user.bureaus)))
    areas: dict[str, str] = {}
    for row in given:
        found = await look(
            "SELECT code, full_name FROM area WHERE code >= {} AND code < {} AND LENGTH(code) >= 6 ORDER BY code LIMIT {}",
            row["area"],
            end_of(row["area"]),
            MOST_AREAS,
        )
        areas |= {one["code"]: one["full_name"] for one in found}
    trades = await industry_choices()
    factors = await factor_choices()
    return {
        AREAS: [(name, code) for code, name in sorted(areas.items())[:MOST_AREAS]],
        TRADES: [(f"{code} {row['name']}", row["name"]) for code, row in trades.items() if row["parent"]],
        FACTORS: [(row["name"], row["code"], row["category"]) for row in factors],
    }


HEADS = {AREAS: ("名称", "代码"), TRADES: ("代码和名称", "名称"), FACTORS: ("名称", "代码", "类别")}
WIDTHS = {AREAS: (44, 14), TRADES: (44, 36), FACTORS: (36, 12, 16)}


def template_file(lists: Lists) -> bytes:
    """Headings, an example, drop-downs, and what may be filled in."""
    target = io.BytesIO()
    book = Book(target)
    try:
        _filled(book, [[item.example for item in HEADINGS]], lists)
        book.begin(NOTES, ["列名", "怎么填"], (20, 80))
        book.append(template_notes())
        for name, rows in lists.items():
            book.begin(name, HEADS[name], WIDTHS[name], texts=True)
            book.append(rows)
        book.save()
    finally:
        book.close()
    return target.getvalue()


def _filled(book: Book, rows: Sequence[Sequence[Any]], lists: Lists, more: Sequence[str] = ()) -> None:
    headings = [*(item.heading + ("*" if item.required else "") for item in HEADINGS), *more]
    book.begin(SHEET, headings, [*(item.width for item in HEADINGS), *(44 for _ in more)], texts=True)
    book.append(rows)
    places = {item.key: place for place, item in enumerate(HEADINGS)}
    choices: dict[int, str | Sequence[str]] = {
        places[key]: [member.label for member in words]
        for key, words in (("size", Size), ("registration", Registration), ("status", Status))
    }
    for key, name in (("area", AREAS), ("industry", TRADES)):
        if lists.get(name):
            choices[places[key]] = f"='{name}'!$A$2:$A${len(lists[name]) + 1}"
    book.offer(choices, FILLED)


async def mistaken_rows(pk: int) -> list[dict[str, Any]]:
    """The rows of an import that have errors: number, what stood in their cells, reasons."""
    rows = await (
        ImportRow.select(ImportRow.number, ImportRow.values, ImportRow.reasons)
        .where((ImportRow.job == pk) & (ImportRow.verdict == ERROR))
        .order_by(ImportRow.number)
    )
    return [
        {
            "number": row["number"],
            "cells": json.loads(row["values"]).get("cells", {}),
            "reasons": json.loads(row["reasons"]),
        }
        for row in rows
    ]


def errors_file(rows: Sequence[Mapping[str, Any]], sheets: Sequence[str]) -> bytes:
    """The rows with what stood in them and why they were not imported; the same file mended is imported as any other."""
    target = io.BytesIO()
    book = Book(target)
    try:
        body = [
            [
                *(row["cells"].get(item.key, "") for item in HEADINGS),
                "".join(row["reasons"]),
                shown_rows(row["number"], sheets),
            ]
            for row in rows
        ]
        _filled(book, body, {}, (REASON, PLACE))
        book.save()
    finally:
        book.close()
    return target.getvalue()
