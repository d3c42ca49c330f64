"""The files of an import: the template that people fill, and the rows that were not imported, to be mended (blocking)."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.imports.kinds import ERROR, NOTES, Layout, Lists
from webapp.imports.tables import ImportRow
from webapp.web.lists.rows import shown_rows
from webapp.web.sheets.write import Book

REASON = "未导入的原因"
PLACE = "原来的位置"
FILLED = 5_000


def template_file(layout: Layout, lists: Lists) -> bytes:
    """Headings, an example, drop-downs, and what may be filled in."""
    target = io.BytesIO()
    book = Book(target)
    try:
        _filled(book, layout, [[item.example for item in layout.headings]], lists)
        book.begin(NOTES, ["列名", "怎么填"], (20, 80))
        hints = ((item.heading, item.hint) for item in layout.headings if item.hint)
        book.append([*layout.notes, *hints])
        for name, rows in lists.items():
            book.begin(name, layout.heads[name], layout.widths[name], texts=True)
            book.append(rows)
        book.save()
    finally:
        book.close()
    return target.getvalue()


def _filled(
    book: Book, layout: Layout, rows: Sequence[Sequence[Any]], lists: Lists, more: Sequence[str] = ()
) -> None:
    headings = [*(item.heading + ("*" if item.required else "") for item in layout.headings), *more]
    widths = [*(item.width for item in layout.headings), *(44 for _ in more)]
    book.begin(layout.sheet, headings, widths, texts=True)
    book.append(rows)
    places = {item.key: place for place, item in enumerate(layout.headings)}
    book.offer({places[key]: source for key, source in layout.drops(lists).items()}, FILLED)


def listed(lists: Lists, name: str) -> str:
    """A drop-down of the first column of a code sheet."""
    return f"='{name}'!$A$2:$A${len(lists[name]) + 1}"


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


def errors_file(layout: Layout, rows: Sequence[Mapping[str, Any]], sheets: Sequence[str]) -> bytes:
    """The rows with what stood in them and why they were not imported; the same file mended is imported as any other."""
    target = io.BytesIO()
    book = Book(target)
    try:
        body = [
            [
                *(row["cells"].get(item.key, "") for item in layout.headings),
                "".join(row["reasons"]),
                shown_rows(row["number"], sheets),
            ]
            for row in rows
        ]
        _filled(book, layout, body, {}, (REASON, PLACE))
        book.save()
    finally:
        book.close()
    return target.getvalue()
