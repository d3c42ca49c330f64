"""Enterprises as rows of the import's own table: at once when they are few, by a job when they are many."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.reach import Condition
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.imports.columns import HEADINGS, SHEET, as_row
from webapp.enterprises.lists.listing import matching, search_form
from webapp.enterprises.queries import hazards_of
from webapp.enterprises.tables import Enterprise
from webapp.jobs.files import make
from webapp.jobs.gentle import gently
from webapp.jobs.queue import Running
from webapp.web.sheets.write import Book

AT_ONCE = 5_000
STEP = 500
KIND = "enterprises.export"


async def is_long(user: User, form: SearchForm) -> bool:
    """Whether there are more than are written while the person waits."""
    rows = await Enterprise.select(Enterprise.id).where(await matching(user, form)).limit(AT_ONCE + 1)
    return len(rows) > AT_ONCE


async def write(
    user: User,
    form: SearchForm,
    target: Path | io.BytesIO,
    running: Running | None = None,
    theirs: set[int] | None = None,
) -> int:
    """Write the filtered enterprises, a step at a time in bounded memory, their ids into `theirs`; returns how many."""
    condition = await matching(user, form)
    total = await Enterprise.count().where(condition) if running else 0
    number = 0
    book = Book(target)
    try:
        book.begin(SHEET, [item.heading for item in HEADINGS], [item.width for item in HEADINGS])
        async for rows in _steps(condition, theirs):
            # A job has the time to leave the processor to requests.
            await (gently if running else asyncio.to_thread)(partial(book.append, rows))
            number += len(rows)
            if running:
                await running.progress(number, total, f"已读取 {number} 家")
        await asyncio.to_thread(book.save)
    finally:
        book.close()
    return number


async def _steps(condition: Condition, theirs: set[int] | None) -> AsyncIterator[list[list[Any]]]:
    columns = (*Enterprise.all_columns(), Enterprise.bureau.code.as_alias("bureau_code"))
    last = 0
    while (
        found := await Enterprise.select(*columns)
        .where(condition)
        .where(Enterprise.id > last)
        .order_by(Enterprise.id)
        .limit(STEP)
    ):
        last = found[-1]["id"]
        if theirs is not None:
            theirs.update(row["id"] for row in found)
        hazards = await hazards_of(row["id"] for row in found)
        yield [as_row(row, hazards[row["id"]]) for row in found]


def params(form: SearchForm) -> dict[str, Any]:
    """What the job has to know: the filters as they were sent."""
    return {"filters": {name: texts for name, texts in form.raw.items() if texts}}


async def work(running: Running) -> dict[str, Any]:
    """The job: with the reach that the person has now."""
    user = await load_user(running.person)
    form = await search_form(user, running.params["filters"])
    return await make(running, lambda target, theirs: write(user, form, target, running, theirs))
