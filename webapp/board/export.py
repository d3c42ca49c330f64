"""The findings behind a number as a spreadsheet: at once when they are few, by a job when they are many."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.areas.queries import names as area_names
from webapp.board.listing import every, how_many
from webapp.board.scope import Days, Scope, Stage
from webapp.clock import local, today
from webapp.enterprises.queries import industry_names
from webapp.findings.rules import Handling, Source, State
from webapp.jobs.files import make
from webapp.jobs.gentle import gently
from webapp.jobs.queue import Running
from webapp.web.sheets.write import Book
from webapp.web.shown.articles import basis_in_words

AT_ONCE = 20_000
KIND = "board.export"
COLUMNS: tuple[tuple[str, int], ...] = (
    ("编号", 10), ("用人单位", 30), ("统一社会信用代码", 22), ("工作场所", 16), ("地区", 28), ("监管机构", 26), ("行业", 22),
    ("检查项", 9), ("违法行为", 10), ("问题", 50), ("整改要求", 50), ("依据", 40), ("处理", 14), ("状态", 10), ("今天", 12),
    ("轮次", 8), ("发现日期", 13), ("原定期限", 13), ("整改期限", 13), ("报告整改日期", 14), ("申请延期到", 13), ("有异议", 9),
    ("现场改正", 10), ("责任人", 12), ("了结日期", 13), ("了结说明", 40), ("来源", 10),
)  # fmt: skip
HEADINGS = [heading for heading, _ in COLUMNS]
WIDTHS = [width for _, width in COLUMNS]


def _day(moment: Any) -> Any:
    return local(moment).date() if moment else None


async def _lines(
    steps: AsyncIterator[list[dict[str, Any]]], theirs: set[int] | None
) -> AsyncIterator[list[tuple[Any, ...]]]:
    areas: dict[str, str] = {}
    trades: dict[str, str] = {}
    async for rows in steps:
        if theirs is not None:
            theirs.update(row["enterprise"] for row in rows)
        areas |= await area_names({row["area"] for row in rows} - set(areas))
        trades |= await industry_names({row["industry"] for row in rows} - set(trades) - {""})
        yield [
            (
                row["id"], row["enterprise_name"], row["credit_code"] or "", row["workplace"],
                areas.get(row["area"], row["area"]), row["bureau_name"], trades.get(row["industry"], row["industry"]),
                row["item_code"], row["violation"], row["fact"], row["requirement"], basis_in_words(row["legal_basis"]),
                Handling(row["handling"]).label, State(row["state"]).label, row["shown"].text, row["round"],
                _day(row["found_at"]), row["first_due_on"], row["due_on"], _day(row["waiting_since"]),
                row["asked_due"], "是" if row["objected"] else "", "是" if row["corrected_on_site"] else "",
                row["responsible_name"], _day(row["ended_at"]), row["end_note"],
                Source(row["source"]).label,
            )
            for row in rows
        ]  # fmt: skip


async def write(
    user: User,
    scope: Scope,
    stage: Stage,
    target: Path | io.BytesIO,
    running: Running | None = None,
    theirs: set[int] | None = None,
) -> int:
    """Write the sheet, step by step in bounded memory, whose rows they are into `theirs`; returns their number."""
    days = Days(today())
    total = await how_many(user, scope, stage, days) if running else 0
    number = 0
    book = Book(target)
    try:
        book.begin(f"问题（{stage.label}）", HEADINGS, WIDTHS)
        async for step in _lines(every(user, scope, stage, days), theirs):
            # A job has the time to leave the processor to requests.
            await (gently if running else asyncio.to_thread)(partial(book.append, step))
            number += len(step)
            if running:
                await running.progress(number, total, f"已读取 {number} 条")
        await asyncio.to_thread(book.save)
    finally:
        book.close()
    return number


async def at_once(user: User, scope: Scope, stage: Stage) -> bytes:
    """The sheet in memory, for at most AT_ONCE findings."""
    target = io.BytesIO()
    await write(user, scope, stage, target)
    return target.getvalue()


def params(scope: Scope, stage: Stage) -> dict[str, Any]:
    """What the job has to know."""
    return {"scope": asdict(scope), "stage": stage.value}


async def work(running: Running) -> dict[str, Any]:
    """The job: with the reach that the person has now."""
    user, asked = await load_user(running.person), running.params
    return await make(
        running,
        lambda target, theirs: write(
            user, Scope(**asked["scope"]), Stage(asked["stage"]), target, running, theirs
        ),
    )
