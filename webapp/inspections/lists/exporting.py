"""Visits as a spreadsheet, with what a bureau reports: at once when they are few, by a job when they are many."""

from __future__ import annotations

import asyncio
import io
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from piccolo.columns.combination import And, Or

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.areas.queries import names as area_names
from webapp.checklists.rules import Result
from webapp.enterprises.queries.former import as_then
from webapp.findings.rules import ENDED, State
from webapp.findings.tables import Finding
from webapp.inspections.lists.asking import asked_for
from webapp.inspections.lists.listing import Wanted, combined, conditions, within
from webapp.inspections.rules.clocks import shown
from webapp.inspections.tables import Inspection, Receipt
from webapp.inspections.views import words
from webapp.jobs.files import make
from webapp.jobs.gentle import gently
from webapp.jobs.queue import Running
from webapp.web.sheets.write import Book

AT_ONCE = 2_000
STEP = 200
LONGEST = 3_000  # of the problems in one cell
KIND = "inspections.export"
RESULTS = tuple(Result)
COLUMNS: tuple[tuple[str, int], ...] = (
    ("编号", 20), ("状态", 10), ("用人单位", 30), ("统一社会信用代码", 22), ("工作场所", 16), ("地区", 28),
    ("监管机构", 26), ("检查类型", 12), ("结果", 20), ("开始", 18), ("结束", 18), ("提交", 18), ("时间存疑", 9),
    ("主办人员", 12), ("执法证号", 14), ("协办人员", 12), ("执法证号（协办）", 14), ("陪同人", 12),
    *((result.label, 9) for result in RESULTS), ("未答", 9), ("得分", 9), ("评定", 12), ("检查结论", 50),
    ("问题", 8), ("现场改正", 10), ("未销号", 9), ("问题内容", 60), ("作废原因", 30),
)  # fmt: skip
HEADINGS = [heading for heading, _ in COLUMNS]
WIDTHS = [width for _, width in COLUMNS]
FIELDS = (
    Inspection.id, Inspection.kind, Inspection.state, Inspection.outcome, Inspection.no_access, Inspection.enterprise,
    Inspection.started_at, Inspection.ended_at, Inspection.began_at, Inspection.over_at, Inspection.received_at,
    Inspection.submitted_at, Inspection.score, Inspection.verdict, Inspection.counts, Inspection.conclusion,
    Inspection.companion, Inspection.ended_why, Inspection.lead, Inspection.second,
    Inspection.clock_offset, Inspection.copy_of,
    Inspection.enterprise.name.as_alias("enterprise_name"), Inspection.enterprise.workplace.as_alias("workplace"),
    Inspection.enterprise.credit_code.as_alias("credit_code"), Inspection.enterprise.area.as_alias("area"),
    Inspection.bureau.name.as_alias("bureau_name"),
    Inspection.lead.name.as_alias("lead_name"), Inspection.lead.badge.as_alias("lead_badge"),
    Inspection.second.name.as_alias("second_name"), Inspection.second.badge.as_alias("second_badge"),
)  # fmt: skip
Row = dict[str, Any]


async def is_long(user: User, wanted: Wanted) -> bool:
    """Whether there are more than are written while the person waits."""
    return await within(user, wanted, AT_ONCE) > AT_ONCE


async def write(
    user: User,
    wanted: Wanted,
    target: Path | io.BytesIO,
    running: Running | None = None,
    theirs: set[int] | None = None,
) -> int:
    """Write the visits of the filter, a step at a time in bounded memory, their enterprises into `theirs`; how many."""
    total = await within(user, wanted) if running else 0
    number = 0
    book = Book(target)
    try:
        book.begin("检查记录", HEADINGS, WIDTHS)
        async for rows in _steps(user, wanted):
            if theirs is not None:
                theirs.update(row["enterprise"] for row in rows)
            lines = await _lines(rows)
            # A job has the time to leave the processor to requests.
            await (gently if running else asyncio.to_thread)(partial(book.append, lines))
            number += len(rows)
            if running:
                await running.progress(number, total, f"已读取 {number} 次")
        await asyncio.to_thread(book.save)
    finally:
        book.close()
    return number


async def _steps(user: User, wanted: Wanted) -> AsyncIterator[list[Row]]:
    """Newest first, as the list shows them."""
    where = combined(await conditions(user, wanted))
    after: Any = where
    while (
        rows := await Inspection.select(*FIELDS)
        .where(after)
        .order_by(Inspection.began_at, Inspection.id, ascending=False)
        .limit(STEP)
    ):
        at, last = rows[-1]["began_at"], rows[-1]["id"]
        after = And(
            where,
            Or(Inspection.began_at < at, And(Inspection.began_at == at, Inspection.id < last)),
        )
        yield await as_then(rows, "submitted_at")


async def _lines(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    ids = [row["id"] for row in rows]
    receipts = await Receipt.select(Receipt.serial, Receipt.inspection, Receipt.record).where(
        Receipt.inspection.is_in(ids)
    )
    known = await asyncio.to_thread(_records, receipts)
    findings: dict[Any, list[Row]] = defaultdict(list)
    for one in await (
        Finding.select(Finding.inspection, Finding.number, Finding.fact, Finding.state)
        .where(Finding.inspection.is_in(ids))
        .order_by(Finding.number)
    ):
        findings[one["inspection"]].append(one)
    areas = await area_names({row["area"] for row in rows})
    return [_line(row, known.get(row["id"], {}), findings[row["id"]], areas) for row in rows]


def _records(receipts: Iterable[Row]) -> dict[Any, Row]:
    """Of each submitted visit its number, and the badges that stood in its record then."""
    found = {}
    for one in receipts:
        people = json.loads(one["record"])["about"]["people"]
        found[one["inspection"]] = {
            "serial": one["serial"], "badges": {person["id"]: person["badge"] for person in people},
        }  # fmt: skip
    return found


def _line(row: Row, record: Row, findings: list[Row], areas: Mapping[str, str]) -> tuple[Any, ...]:
    counts, badges = json.loads(row["counts"] or "{}"), record.get("badges", {})
    began, over = shown(row)
    problems = "；".join(f"{one['number']}. {one['fact']}" for one in findings)
    return (
        record.get("serial", ""), words.STATES[row["state"]], row["enterprise_name"], row["credit_code"] or "",
        row["workplace"], areas.get(row["area"], row["area"]), row["bureau_name"], words.kind(row["kind"]),
        words.outcome(row) if row["state"] != "draft" else "", began, over, row["submitted_at"],
        "是" if words.doubted(row) else "",
        row["lead_name"], badges.get(row["lead"], row["lead_badge"]), row["second_name"] or "",
        badges.get(row["second"], row["second_badge"] or ""), row["companion"],
        *(counts.get(result.value) for result in RESULTS), counts.get("unanswered"),
        float(row["score"]) if row["score"] is not None else None, words.verdict(row["verdict"]), row["conclusion"],
        len(findings) or counts.get("findings"), counts.get("on_site"),
        sum(State(one["state"]) not in ENDED for one in findings), problems[:LONGEST], row["ended_why"],
    )  # fmt: skip


def params(asked: Mapping[str, str]) -> dict[str, Any]:
    """What the job has to know: the filters as they were sent."""
    return {"filters": dict(asked)}


async def work(running: Running) -> dict[str, Any]:
    """The job: with the reach that the person has now."""
    user = await load_user(running.person)
    _, wanted = await asked_for(user, running.params["filters"])
    return await make(running, lambda target, theirs: write(user, wanted, target, running, theirs))
